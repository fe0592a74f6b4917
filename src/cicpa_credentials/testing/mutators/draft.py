"""Signed messages taken apart, to be changed and signed by whoever likes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cicpa_credentials.keys.root import MAX_BUNDLE_BYTES
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from cicpa_credentials.keys.signer import Signer

__all__ = ["Draft", "opened", "reassembled", "resigned"]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A COSE_Sign1 around a map, whatever it is: a credential, a key binding token, a bundle, a status list.

    What is merged into it takes the place of what is there; None takes an entry away.

    Attributes:
        protected: the protected header.
        payload: the claims.
        unprotected: the unprotected header.
    """

    protected: Mapping[Any, Any]
    payload: Mapping[Any, Any]
    unprotected: Mapping[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Take a message apart; nothing of it is verified.

        Raises:
            WireError: `malformed` or `unsupported`.
        """
        message = opened(data)
        return cls(
            protected=dict(message.protected),
            payload=cbor.decode_map(message.payload, max_bytes=MAX_BUNDLE_BYTES),
            unprotected=dict(message.unprotected),
        )

    def with_headers(self, headers: Mapping[Any, Any]) -> Self:
        """Merge into the protected header."""
        return replace(self, protected=_merged(self.protected, headers))

    def with_claims(self, claims: Mapping[Any, Any]) -> Self:
        """Merge into the claims."""
        return replace(self, payload=_merged(self.payload, claims))

    def with_unprotected(self, headers: Mapping[Any, Any]) -> Self:
        """Merge into the unprotected header."""
        return replace(self, unprotected=_merged(self.unprotected, headers))

    def signed(self, signer: Signer) -> bytes:
        """Put together and signed; `alg` and `kid` are what they are, whoever signs."""
        protected, payload = cbor.encode(self.protected), cbor.encode(self.payload)
        signature = signer.sign(sign1.to_be_signed(protected, payload))
        return sign1.assemble(protected, payload, signature, unprotected=self.unprotected)


def opened(data: bytes) -> Sign1:
    """The parts of a message of any kind of ours, however long."""
    return Sign1.decode(data, max_bytes=MAX_BUNDLE_BYTES)


def reassembled(data: bytes, **changes: Any) -> bytes:  # noqa: ANN401 - parts of a Sign1
    """The message with parts replaced and nothing signed anew."""
    return replace(opened(data), **changes).encode()


def resigned(data: bytes, payload: bytes, signer: Signer) -> bytes:
    """The message with whatever bytes as its payload, signed."""
    message = opened(data)
    return sign1.assemble(
        message.protected_bytes,
        payload,
        signer.sign(sign1.to_be_signed(message.protected_bytes, payload)),
        unprotected=message.unprotected,
    )


def _merged(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in {**old, **new}.items() if value is not None}
