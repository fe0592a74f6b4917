"""What takes time: reading a record with its photo and trying it out, and drawing. Done by processes of their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cicpa_credentials import render
from cicpa_credentials.cli.batch import photo_of
from cicpa_credentials.cli.files import write
from cicpa_credentials.cli.formats import DRAW
from cicpa_credentials.cli.rehearsal import rehearse
from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.members import MemberRecord, require_complete
from cicpa_credentials.members.values import Discreet

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cicpa_credentials.cli.bulk.form import Form
    from cicpa_credentials.members import Category, CertificateView, PhotoEvidence
    from cicpa_credentials.render import UnsealedPdf

__all__ = ["Conditions", "Prepared", "draw", "draw_unsealed", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What all lines of a run share.

    Attributes:
        photos: the folder of photos.
        base_url: as for `Issuer`.
        list_base_uri: the register's.
        at: the moment, aware UTC.
        form: in which certificates are drawn.
    """

    photos: Path
    base_url: str
    list_base_uri: str
    at: datetime
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prepared(Discreet):
    """A record from which a certificate can be issued and drawn.

    Attributes:
        record: the record.
        photo: what is to be signed of its photo.
        photo_file: SHA-256 of the photo's file, as it came.
    """

    record: MemberRecord
    photo: PhotoEvidence
    photo_file: bytes

    @property
    def issued_as(self) -> tuple[str, Category]:
        """The association that issues the certificate, and the category of the member."""
        complete: Any = self.record  # it has what its types cannot promise
        return complete.association, complete.category


def prepare(line: bytes, conditions: Conditions) -> Prepared | CicpaError:
    """Read a line and try it out; what it cannot be issued for is the result, so that it loses none of the others."""
    try:
        record = MemberRecord.from_json(line)
        require_complete(record)
        portrait = photo_of(record, conditions.photos)
        photo = rehearse(
            record,
            portrait,
            base_url=conditions.base_url,
            list_base_uri=conditions.list_base_uri,
            at=conditions.at,
            layout=conditions.form.layout,
        )
    except CicpaError as error:
        return error
    return Prepared(record=record, photo=photo, photo_file=hashlib.sha256(portrait).digest())


def draw(
    prepared: Prepared, view: CertificateView, qr_text: str, conditions: Conditions, output: Path
) -> CicpaError | None:
    """Draw a certificate and write the picture; or say why not."""
    try:
        portrait = _same_photo(prepared, conditions)
        write(output, DRAW[conditions.form.format](view, qr_text, portrait, layout=conditions.form.layout))
    except CicpaError as error:
        return error
    return None


def draw_unsealed(
    prepared: Prepared, view: CertificateView, qr_text: str, conditions: Conditions
) -> UnsealedPdf | CicpaError:
    """Draw a certificate that is to be sealed elsewhere; or say why not."""
    try:
        portrait = _same_photo(prepared, conditions)
        return render.unsealed_pdf(view, qr_text, portrait, layout=conditions.form.layout)
    except CicpaError as error:
        return error


def _same_photo(prepared: Prepared, conditions: Conditions) -> bytes:
    portrait = photo_of(prepared.record, conditions.photos)
    if hashlib.sha256(portrait).digest() != prepared.photo_file:
        raise CommandError(Code.PHOTO_INVALID, "photo: it was replaced while the certificate was issued")
    return portrait
