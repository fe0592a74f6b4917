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
from cicpa_credentials.status import StatusReference

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.members import MemberRecord

__all__ = ["rehearse"]

_DAY: Final = timedelta(days=1)
_INDEX: Final = 2**20 - 1  # as long as any that there will be


def rehearse(record: MemberRecord, portrait: bytes, *, base_url: str, list_base_uri: str, at: datetime) -> None:
    """Do all that depends on the record and the photo, with a key that is made for it and forgotten.

    Args:
        record: a complete record.
        portrait: the photo.
        base_url: as for `Issuer`.
        list_base_uri: the register's.
        at: the moment, aware UTC.

    Raises:
        CommandError: `usage` for a base URL that no certificate can have.
        RecordError: `photo_route`.
        RenderError: as `render.png`.
        MissingGlyphError: likewise.
    """
    code = str(record.association)
    mandate = Mandate(association=code, categories=frozenset(Category), not_before=at - _DAY, not_after=at + _DAY)
    signer = CertifiedSigner(signer=InProcessSigner.generate(), mandate=mandate)
    try:
        issuer = Issuer(signer, base_url=base_url, warn_within=timedelta(0), clock=lambda: at)
    except ValueError as error:
        raise CommandError(Code.USAGE, str(error)) from None
    issued = issuer.issue(record, status=StatusReference(uri=f"{list_base_uri}{code}/1", index=_INDEX))
    render.require_drawable(issued.view, issued.qr_text, portrait)
