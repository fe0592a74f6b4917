"""Try a certificate out before it is registered: what is in the register and cannot be drawn reaches nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cicpa_credentials import render
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.mandate import CertifiedSigner, Mandate
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members import Category
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.status import StatusReference

if TYPE_CHECKING:
    from datetime import date, datetime

    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members import Approval, MemberRecord, PhotoEvidence

__all__ = ["layout_for", "rehearse", "rehearse_letter"]

_DAY: Final = timedelta(days=1)
_INDEX: Final = 2**20 - 1  # as long as any that there will be


def layout_for(access_code: AccessCode | None) -> render.Layout:
    """The layout of a certificate's picture: only A4 has room for a code with all details in it."""
    return render.Layout.CARD if access_code is None else render.Layout.A4


def rehearse(
    record: MemberRecord,
    portrait: bytes,
    *,
    base_url: str,
    list_base_uri: str,
    at: datetime,
    holder_key: PublicKey | None = None,
    access_code: AccessCode | None = None,
    layout: render.Layout | None = None,
) -> PhotoEvidence:
    """Do all that depends on the record and the photo, with a key that is made for it and forgotten.

    Args:
        record: a complete record.
        portrait: the photo.
        base_url: as for `Issuer`.
        list_base_uri: the register's.
        at: the moment, aware UTC.
        holder_key: as for `Issuer.issue`.
        access_code: likewise.
        layout: in which it is to be drawn; `layout_for` the access code if not given.

    Returns:
        What is to be signed of the photo.

    Raises:
        CommandError: `usage` for a base URL that no certificate can have.
        RecordError: `photo_route`.
        RenderError: as `render.png`.
        MissingGlyphError: likewise.
    """
    code = str(record.association)
    issuer, status = _issuer(code, base_url, at), _place(code, list_base_uri)
    photo = render.photo_evidence(portrait)
    issued = issuer.issue(record, status=status, holder_key=holder_key, access_code=access_code, photo=photo)
    render.require_drawable(issued.view, issued.qr_text, portrait, layout=layout or layout_for(access_code))
    return photo


def rehearse_letter(
    record: MemberRecord,
    *,
    approval: Approval,
    as_of: date,
    reader: str | None,
    base_url: str,
    list_base_uri: str,
    at: datetime,
) -> None:
    """Do all that depends on the record and the letter's own particulars; see `rehearse`.

    Args:
        record: the member's particulars.
        approval: as for `Issuer.issue_letter`.
        as_of: likewise.
        reader: likewise.
        base_url: as for `Issuer`.
        list_base_uri: the register's.
        at: the moment, aware UTC.

    Raises:
        CicpaError: as `rehearse`, and for the rules of letters as `Issuer.issue_letter`.
    """
    letter = _issuer(CICPA, base_url, at).issue_letter(
        record, approval=approval, as_of=as_of, reader=reader, status=_place(CICPA, list_base_uri)
    )
    render.require_drawable(letter.view, letter.qr_text)


def _issuer(code: str, base_url: str, at: datetime) -> Issuer:
    mandate = Mandate(association=code, categories=frozenset(Category), not_before=at - _DAY, not_after=at + _DAY)
    signer = CertifiedSigner(signer=InProcessSigner.generate(), mandate=mandate)
    try:
        return Issuer(signer, base_url=base_url, warn_within=timedelta(0), clock=lambda: at)
    except ValueError as error:
        raise CommandError(Code.USAGE, str(error)) from None


def _place(code: str, list_base_uri: str) -> StatusReference:
    return StatusReference(uri=f"{list_base_uri}{code}/1", index=_INDEX)
