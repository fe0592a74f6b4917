"""What a holder checks before a certificate is taken (SD-CWT §7.2 and §16.3): nothing missing, nothing too much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash, resolve
from cicpa_credentials.holder.rules import mismatch, moment
from cicpa_credentials.keys.confirmation import confirmation_key
from cicpa_credentials.members.fields import (
    DETAIL_SLOTS,
    DETAILS,
    DETAILS_LABEL,
    FACE,
    SEAL_DIGEST_LABEL,
    SEALED_DETAILS_LABEL,
)
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.status import StatusReference
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Confirmation, Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey

__all__ = ["Accepted", "Held", "accept"]

_CLAIMS: Final = frozenset(
    map(int, (Claim.ISS, Claim.SUB, Claim.EXP, Claim.IAT, Claim.CNF, Claim.VCT, Claim.STATUS, Claim.CERTIFICATE))
)
_HEADERS: Final = frozenset(map(int, (Header.ALG, Header.KID, Header.TYP)))
_FACE: Final = frozenset({field.label for field in FACE})
_NAMES: Final = {field.label: field.name for field in DETAILS}
_ENTRY: Final = 3


class Held(Protocol):
    """What a holder needs of a certificate; `IssuedCertificate` has it."""

    @property
    def credential(self) -> bytes:
        """The COSE_Sign1 without disclosures."""
        ...

    @property
    def disclosures(self) -> tuple[bytes, ...]:
        """All disclosures, decoys among them."""
        ...

    @property
    def base_url(self) -> str:
        """The page that its QR codes open."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Accepted(Discreet):
    """A certificate that hides and shows what it should.

    Attributes:
        message: the credential; what its unprotected header says is nobody's word.
        parent: the disclosure that holds all details.
        disclosures: that of each detail by its name, in the field table's order.
        holder_key: the key that it is bound to; none for a bearer certificate.
        issued_at: when it begins, aware UTC.
        expires_at: when it ends, aware UTC.
    """

    message: Sign1
    parent: bytes
    disclosures: Mapping[str, bytes]
    holder_key: PublicKey | None
    issued_at: datetime
    expires_at: datetime


def accept(held: Held) -> Accepted:
    """Check a certificate as the constructor of `Holder` describes it.

    Raises:
        CicpaError: as there.
    """
    message = Sign1.decode(held.credential)
    claims = cbor.decode_map(message.payload)
    parent, disclosures = _by_name(claims, held.disclosures)
    holder_key = confirmation_key(claims) if Claim.CNF in claims else None
    issued_at, expires_at = (moment(claims.get(claim)) for claim in (Claim.IAT, Claim.EXP))
    if not _HEADERS.issuperset(message.protected) or _says_more(claims, holder_key):
        raise mismatch()
    return Accepted(
        message=message,
        parent=parent,
        disclosures=disclosures,
        holder_key=holder_key,
        issued_at=issued_at,
        expires_at=expires_at,
    )


def _by_name(claims: Mapping[Any, Any], disclosures: tuple[bytes, ...]) -> tuple[bytes, dict[str, bytes]]:
    """The disclosure that holds all details, and that of each detail by its name, in the field table's order."""
    undisclosed = resolve(claims, disclosures).undisclosed
    opened: dict[bytes, tuple[bytes, Any]] = {redacted_hash(one): (one, cbor.decode(one)) for one in disclosures}
    try:
        certificate = claims[Claim.CERTIFICATE]
        entries = {content[-1]: (one, content) for one, content in map(opened.__getitem__, certificate[REDACTED_KEYS])}
        parent, (_, details, _) = entries[DETAILS_LABEL]
        slots = [opened[redacted] for redacted in details[REDACTED_KEYS]]
    except (KeyError, TypeError, ValueError):
        raise mismatch() from None
    shown = {content[-1]: disclosure for disclosure, content in slots if len(content) == _ENTRY}
    sealed = {SEALED_DETAILS_LABEL, SEAL_DIGEST_LABEL} & (entries.keys() | certificate.keys())
    as_expected = (
        _CLAIMS.issuperset(claims)
        and certificate.keys() - {SEAL_DIGEST_LABEL} == _FACE | {REDACTED_KEYS}
        and entries.keys() - {SEALED_DETAILS_LABEL} == {DETAILS_LABEL}
        and len(sealed) != 1
        and details.keys() == {REDACTED_KEYS}
        and undisclosed == 0
        and len(slots) == DETAIL_SLOTS == len(disclosures) - len(entries)
        and _NAMES.keys() >= shown.keys()
    )
    if not as_expected:
        raise mismatch()
    return parent, {name: shown[label] for label, name in _NAMES.items() if label in shown}


def _says_more(claims: Mapping[Any, Any], holder_key: PublicKey | None) -> bool:
    """Whether something beside a certificate's own content stands where every reader sees it (SD-CWT §16.3)."""
    for field in FACE:
        field.decode(claims[Claim.CERTIFICATE][field.label])
    status = claims.get(Claim.STATUS)
    if holder_key is not None and claims[Claim.CNF] != {Confirmation.COSE_KEY: holder_key.to_cose_key()}:
        return True
    return status is not None and status != StatusReference.from_claim(status).to_claim()
