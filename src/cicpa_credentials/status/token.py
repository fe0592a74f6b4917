"""The list signed: a status list token in CWT form (Token Status List §5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import Code, StatusError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.status.entries import MAX_LIST_BYTES, StatusList
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["STATUS_LIST_TYP", "Freshness", "StatusListToken"]

STATUS_LIST_TYP: Final = "application/statuslist+cwt"
"""The `typ` header of a status list token (Token Status List §5.2)."""

_LATEST: Final = datetime.fromtimestamp(MAX_SECONDS - 1, UTC)


class Freshness(StrEnum):
    """How far a list can be relied on at a moment."""

    FRESH = "fresh"
    STALE = "stale"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListToken:
    """What a status list token says; `verify` makes those that somebody signed.

    Attributes:
        uri: the list's name, as credentials refer to it.
        issued: when it was made, aware UTC.
        expires: from when on it must not be used; none where the token does not say.
        ttl: how long after `issued` it counts as fresh, one second or more; none where the token does not say.
        entries: the list.
        kid: the identifier of the key that signed it; none where the token does not say.
    """

    uri: str
    issued: datetime
    expires: datetime | None
    ttl: timedelta | None
    entries: StatusList
    kid: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse what the standard does not allow (Token Status List §5.2).

        Raises:
            StatusError: `malformed` for a `ttl` that is not positive.
        """
        if self.ttl is not None and self.ttl < timedelta(seconds=1):
            raise StatusError(Code.MALFORMED, "status list token: ttl is not positive")

    @property
    def fresh_until(self) -> datetime | None:
        """The earlier of `expires` and the end of `ttl`; none where it is fresh for ever."""
        ends = [self.expires] if self.expires else []
        if self.ttl is not None:
            ends.append(self.issued + min(self.ttl, _LATEST - self.issued))
        return min(ends, default=None)

    def freshness(self, at: datetime, *, leeway: timedelta) -> Freshness:
        """How far the list can be relied on at a moment: from `issued` until `fresh_until`."""
        if self.issued > at + leeway:
            return Freshness.TOO_EARLY
        until = self.fresh_until
        return Freshness.FRESH if until is None or at - leeway < until else Freshness.STALE

    def sign(self, signer: Signer) -> bytes:
        """The token's bytes; `kid` is the signer's, whatever the attribute says.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        claims: dict[int, Any] = {int(Claim.SUB): self.uri}
        if self.expires is not None:
            claims[int(Claim.EXP)] = int(self.expires.timestamp())
        claims[int(Claim.IAT)] = int(self.issued.timestamp())
        claims[int(Claim.STATUS_LIST)] = {"bits": self.entries.bits, "lst": self.entries.compress()}
        if self.ttl is not None:
            claims[int(Claim.TTL)] = int(self.ttl.total_seconds())
        protected = cbor.encode(
            {
                int(Header.ALG): signer.algorithm.id,
                int(Header.KID): signer.public_key.kid,
                int(Header.TYP): STATUS_LIST_TYP,
            }
        )
        payload = cbor.encode(claims)
        return sign1.assemble(protected, payload, signer.sign(sign1.to_be_signed(protected, payload)))

    @classmethod
    def verify(cls, data: bytes, key: PublicKey) -> StatusListToken:
        """Check a token's signature and read it; whether it is fresh is for the caller (Token Status List §8.3).

        Raises:
            StatusError: `malformed`.
            KeyHandlingError: `bad_signature` or `unsupported`.
            WireError: `malformed` or `unsupported`.
        """
        message = Sign1.decode(data, max_bytes=MAX_LIST_BYTES)
        key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(message.protected.get(Header.ALG)))
        if message.protected.get(Header.TYP) != STATUS_LIST_TYP:
            raise StatusError(Code.MALFORMED, "status list token: not of this type")
        kid = message.protected.get(Header.KID)
        return cls._read(
            cbor.decode_map(message.payload, max_bytes=MAX_LIST_BYTES), kid if isinstance(kid, bytes) else None
        )

    @classmethod
    def _read(cls, claims: Mapping[object, object], kid: bytes | None) -> StatusListToken:
        uri, content = claims.get(Claim.SUB), claims.get(Claim.STATUS_LIST)
        issued, expires, ttl = (claims.get(claim) for claim in (Claim.IAT, Claim.EXP, Claim.TTL))
        if not (isinstance(uri, str) and uri and isinstance(content, Mapping)):
            raise StatusError(Code.MALFORMED, "status list token: sub or status_list is missing or of the wrong type")
        bits, lst = content.get("bits"), content.get("lst")
        if not (type(bits) is int and isinstance(lst, bytes)):
            raise StatusError(Code.MALFORMED, "status list token: bits or lst is missing or of the wrong type")
        return cls(
            uri=uri,
            issued=datetime.fromtimestamp(_seconds(issued), UTC),
            expires=None if expires is None else datetime.fromtimestamp(_seconds(expires), UTC),
            ttl=None if ttl is None else timedelta(seconds=_seconds(ttl)),
            entries=StatusList.decompress(lst, bits=bits),
            kid=kid,
        )


def _seconds(value: object) -> int:
    if type(value) is not int or not 0 <= value < MAX_SECONDS:
        raise StatusError(Code.MALFORMED, "status list token: a time is missing, of the wrong type or out of range")
    return value
