"""From a record to the claims set that is signed (docs/wire-format.md §Credential)."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.disclosure import REDACTED_KEYS, Redacted, decoy, to_be_redacted
from cicpa_credentials.keys.access_code import seal_digest
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.fields import (
    DETAIL_SLOTS,
    DETAILS,
    DETAILS_LABEL,
    FACE,
    SEAL_DIGEST_LABEL,
    SEALED_DETAILS_LABEL,
    details_of,
)
from cicpa_credentials.members.profile import MEMBER_CERTIFICATE_VCT
from cicpa_credentials.members.view import CertificateView
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.cbor import Encoded
from cicpa_credentials.wire.labels import Claim, Confirmation, Header

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.issuer.registration import IssueRequest
    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.status import StatusReference

__all__ = ["add_all_details", "claims_of", "seal", "view_of"]

_ISS, _SUB, _EXP, _IAT, _CNF, _VCT, _STATUS, _CERTIFICATE = map(
    int,
    (Claim.ISS, Claim.SUB, Claim.EXP, Claim.IAT, Claim.CNF, Claim.VCT, Claim.STATUS, Claim.CERTIFICATE),
)
_COSE_KEY: Final = int(Confirmation.COSE_KEY)

_FACE: Final = tuple(
    (field.label, attrgetter(field.name), field.encode) for field in sorted(FACE, key=attrgetter("label"))
)
_MARKS: Final = {field.label: to_be_redacted(field.label) for field in DETAILS}
_ALL_DETAILS: Final = to_be_redacted(DETAILS_LABEL)
_SEALED_DETAILS: Final = to_be_redacted(SEALED_DETAILS_LABEL)
_DECOYS: Final = tuple(decoy(number) for number in range(1, DETAIL_SLOTS + 1))


def claims_of(
    request: IssueRequest, issued_at: datetime, expires_at: datetime, status: StatusReference | None
) -> dict[object, object]:
    """The claims set in deterministic order of keys (RFC 8949 §4.2.1), marked for redaction."""
    record = request.record
    claims: dict[object, object] = {
        _ISS: record.association,
        _SUB: record.number,
        _EXP: int(expires_at.timestamp()),
        _IAT: int(issued_at.timestamp()),
    }
    if request.holder_key is not None:
        claims[_CNF] = {_COSE_KEY: request.holder_key.to_cose_key()}
    claims[_VCT] = MEMBER_CERTIFICATE_VCT
    if status is not None:
        claims[_STATUS] = status.to_claim()
    certificate: dict[object, object] = {label: encode(value(record)) for label, value, encode in _FACE}
    certificate[_ALL_DETAILS] = _details(request)
    claims[_CERTIFICATE] = certificate
    return claims


def _details(request: IssueRequest) -> dict[object, object]:
    """Every detail there is, marked, and decoys for those there are not: nobody learns who has transfers."""
    details: dict[object, object] = {
        _MARKS[field.label]: Encoded(field.pack(value)) for field, value in details_of(request.record, request.photo)
    }
    details.update(dict.fromkeys(_DECOYS[len(details) :]))
    return details


def add_all_details(claims: dict[object, object], request: IssueRequest) -> None:
    """All details again, in one redacted claim and deflated: nine encrypted ones would not fit a printed code.

    Nor would a portrait: of the photo, its digest is there.
    """
    digest = request.photo and replace(request.photo, portrait=None)
    details = {field.label: field.encode(value) for field, value in details_of(request.record, digest)}
    certificate: Any = claims[_CERTIFICATE]
    certificate[_SEALED_DETAILS] = transport.deflate(cbor.encode(details))


def seal(redacted: Redacted, code: AccessCode, random_bytes: Callable[[int], bytes]) -> dict[int, object]:
    """Encrypt the claim that holds all details, and sign a digest of that: a reader can tell damage from a typo.

    Returns:
        The unprotected header.
    """
    certificate: Any = redacted.payload[_CERTIFICATE]
    hashes = certificate.pop(REDACTED_KEYS)
    # `redact` lists disclosures in the order of the claims, and this claim was added last.
    entries = [code.seal(redacted.disclosures[-1], salt=b"".join(hashes), random_bytes=random_bytes)]
    certificate[SEAL_DIGEST_LABEL] = seal_digest(entries)
    certificate[REDACTED_KEYS] = hashes
    return {int(Header.SD_AEAD_ENCRYPTED_CLAIMS): entries}


def view_of(record: MemberRecord) -> CertificateView:
    """What stands on the face of the certificate."""
    # A complete record has them all; its types cannot say so.
    known: Any = record
    return CertificateView(
        name=known.name,
        gender=known.gender,
        number=known.number,
        category=known.category,
        association=association(known.association),
        joined=known.approval_date,
    )
