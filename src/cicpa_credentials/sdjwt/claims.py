"""The claims of a certificate in JSON, written and read (docs/wire-format.md §SD-JWT VC form)."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import BindingError, CicpaError, Code, RecordError
from cicpa_credentials.members.fields import DETAIL_SLOTS, FACE, details_of
from cicpa_credentials.members.profile import MEMBER_CERTIFICATE_VCT
from cicpa_credentials.sdjwt.disclosures import SD, SD_ALG, SHA_256, decoy, digest, disclose
from cicpa_credentials.sdjwt.jose import from_jwk, to_jwk
from cicpa_credentials.wire.labels import Claim

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members.fields import Field
    from cicpa_credentials.members.photo import PhotoEvidence
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.status import StatusReference

__all__ = ["DETAILS_NAME", "LABELS", "by_label", "claims_of", "confirmation", "confirmed_key", "particular"]

DETAILS_NAME: Final = "details"
"""The one hidden claim that holds all details, each hidden in it."""

LABELS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "iss": int(Claim.ISS),
        "sub": int(Claim.SUB),
        "aud": int(Claim.AUD),
        "exp": int(Claim.EXP),
        "nbf": int(Claim.NBF),
        "iat": int(Claim.IAT),
        "cnf": int(Claim.CNF),
        "vct": int(Claim.VCT),
        "status": int(Claim.STATUS),
    }
)
"""The registered claims, each with the label of its twin in CWT (RFC 8392 §3.1, RFC 8747 §3.1)."""

_JWK: Final = "jwk"


def claims_of(
    record: MemberRecord,
    *,
    issued_at: datetime,
    expires_at: datetime,
    holder_key: PublicKey | None,
    status: StatusReference | None,
    photo: PhotoEvidence | None,
    random_bytes: Callable[[int], bytes],
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The claims set that is signed, and the disclosures that go with it.

    Args:
        record: a complete one.
        issued_at: the moment of signing, aware UTC, whole seconds.
        expires_at: the end of validity, aware UTC, whole seconds.
        holder_key: the key that the certificate is bound to, if it is.
        status: its place in a status list, if it has one.
        photo: what it says about its photo.
        random_bytes: where salts and decoys come from.

    Returns:
        The claims, and the disclosures: that of all details first, then one for each detail there is.

    Raises:
        KeyHandlingError: `unsupported` for a holder's key that is no key to sign with.
    """
    claims: dict[str, Any] = {
        "iss": record.association,
        "sub": record.number,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "vct": MEMBER_CERTIFICATE_VCT,
    }
    if holder_key is not None:
        claims["cnf"] = confirmation(holder_key)
    if status is not None:
        claims["status"] = status.to_claim()
    claims |= {field.name: field.to_json(attrgetter(field.name)(record)) for field in FACE}
    details = [
        disclose(field.name, field.to_json(value), random_bytes=random_bytes)
        for field, value in details_of(record, photo)
    ]
    decoys = [decoy(random_bytes=random_bytes) for _ in range(DETAIL_SLOTS - len(details))]
    parent = disclose(DETAILS_NAME, {SD: sorted([*map(digest, details), *decoys])}, random_bytes=random_bytes)
    return {**claims, SD: [digest(parent)], SD_ALG: SHA_256}, (parent, *details)


def by_label(claims: Mapping[str, Any]) -> dict[int, Any]:
    """The registered claims by the labels of CWT: those who judge them need not know what they were written in."""
    return {label: claims[name] for name, label in LABELS.items() if name in claims}


def confirmation(key: PublicKey) -> dict[str, Any]:
    """The `cnf` claim of a certificate that is bound to this key (RFC 7800 §3.2)."""
    return {_JWK: to_jwk(key)}


def confirmed_key(cnf: object) -> PublicKey:
    """The key in a `cnf` claim (RFC 7800 §3.2).

    Raises:
        BindingError: `binding_invalid` where there is none that we can use.
    """
    try:
        return from_jwk(cnf.get(_JWK) if isinstance(cnf, Mapping) else None)
    except CicpaError as error:
        raise BindingError(Code.BINDING_INVALID, f"cnf: {error}") from None


def particular(field: Field, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - each row has its own type
    """One particular of those that stand here.

    Raises:
        RecordError: `content_invalid` for another type, or none.
    """
    try:
        return field.from_json(content.get(field.name))
    except RecordError as error:
        problems = error.problems
    raise RecordError(Code.CONTENT_INVALID, *problems, problems=problems)
