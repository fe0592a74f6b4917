"""What holds for whoever takes or shows a certificate, whatever its form: a QR code here, an SD-JWT in `sdjwt/`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import BindingError, Code, DisclosureError, RecordError
from cicpa_credentials.members.fields import DETAIL_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = [
    "MAX_TOLD",
    "binding_key",
    "choose",
    "mismatch",
    "moment",
    "require_expected",
    "require_text",
    "time_to_show",
]

MAX_TOLD: Final = 1024
"""Characters of an audience, and characters or bytes of a nonce: with more, no reader would take the presentation."""

_Disclosure = TypeVar("_Disclosure", bytes, str)
_Key = TypeVar("_Key", bound="Signer")


def mismatch() -> DisclosureError:
    """The refusal of a certificate that hides or shows something else than all certificates do."""
    return DisclosureError(Code.DISCLOSURE_MISMATCH, "certificate: claims or disclosures too many or too few")


def moment(value: object) -> datetime:
    """A certificate's `iat` or `exp`: whole seconds since 1970, as aware UTC.

    Raises:
        DisclosureError: `malformed` for anything else, or nothing.
    """
    if type(value) is int and 0 < value < MAX_SECONDS:
        return datetime.fromtimestamp(value, UTC)
    raise DisclosureError(Code.MALFORMED, "certificate: iat or exp is missing or wrong")


def require_expected(holder_key: PublicKey | None, expires_at: datetime, *, key: Signer | None, now: datetime) -> None:
    """Refuse a certificate from its issuer that is not what its holder asked for.

    Args:
        holder_key: the key that it is bound to.
        expires_at: when it ends.
        key: the holder's key; none where a bearer certificate is expected.
        now: the present moment.

    Raises:
        BindingError: `binding_invalid` where it is bound to another key, or to none; `expired`.
    """
    if holder_key != (key.public_key if key else None):
        raise BindingError(Code.BINDING_INVALID, "the certificate is not bound as expected")
    if expires_at <= now:
        raise BindingError(Code.EXPIRED, "the certificate has expired")


def choose(fields: Iterable[str], disclosures: Mapping[str, _Disclosure]) -> tuple[_Disclosure, ...]:
    """The disclosures of some details, in the order in which these are named, each once.

    Args:
        fields: names of details.
        disclosures: that of each detail the certificate has, by its name.

    Raises:
        RecordError: `field_unknown` for what is no detail; `field_missing` for a detail that this certificate lacks.
    """
    chosen = []
    for name in dict.fromkeys(fields):
        if name not in DETAIL_BY_NAME:
            raise RecordError(Code.FIELD_UNKNOWN, "a name was given that is not one of a detail")
        if name not in disclosures:
            raise RecordError(Code.FIELD_MISSING, f"{name}: the certificate has no such detail")
        chosen.append(disclosures[name])
    return tuple(chosen)


def binding_key(
    holder_key: PublicKey | None, key: _Key | None, *, audience: str | None, nonce: bytes | str | None
) -> _Key | None:
    """The key that signs a presentation; none for a bearer certificate, which has neither reader nor occasion.

    Args:
        holder_key: the key that the certificate is bound to.
        key: what the holder signs with.
        audience: whom the presentation would name.
        nonce: what it would repeat.

    Raises:
        BindingError: `binding_missing` where a bound certificate is shown without its key; `binding_invalid` for
            another key, and for a key, audience or nonce with a bearer certificate.
    """
    if holder_key is None:
        if any(one is not None for one in (key, audience, nonce)):
            raise BindingError(Code.BINDING_INVALID, "a bearer certificate is bound to no key")
        return None
    if key is None:
        raise BindingError(Code.BINDING_MISSING, "the certificate is bound to a key, and none was given")
    if key.public_key != holder_key:
        raise BindingError(Code.BINDING_INVALID, "the certificate is bound to another key")
    return key


def require_text(value: str | None, code: Code, rule: str) -> str:
    """What a reader told the holder, if it can be signed: 1 to `MAX_TOLD` characters that UTF-8 has.

    A lone surrogate is none of these. JSON can spell it, so that a reader's web page can hand it over.

    Raises:
        BindingError: with this code and rule.
    """
    if not value or len(value) > MAX_TOLD or any("\ud800" <= one <= "\udfff" for one in value):
        raise BindingError(code, rule)
    return value


def time_to_show(
    now: datetime, *, issued_at: datetime, expires_at: datetime, valid_for: timedelta = timedelta.max
) -> tuple[int, int]:
    """When a presentation begins and ends: now, and with the certificate at the latest.

    Args:
        now: the present moment.
        issued_at: when the certificate begins.
        expires_at: when it ends.
        valid_for: how long it is to be shown, at most; cut to whole seconds.

    Returns:
        Both as whole seconds since 1970.

    Raises:
        BindingError: `not_yet_valid` where the clock is behind the issuer's; `expired` where not a second is left.
    """
    now = now.replace(microsecond=0)
    if now < issued_at:
        raise BindingError(Code.NOT_YET_VALID, "by this clock, the certificate has not been issued yet")
    seconds = min(valid_for, expires_at - now) // timedelta(seconds=1)
    if seconds < 1:
        raise BindingError(Code.EXPIRED, "no time is left to show the certificate in")
    begins = int(now.timestamp())
    return begins, begins + seconds
