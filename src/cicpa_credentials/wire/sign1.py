"""COSE_Sign1 (RFC 9052 §4.2): its four parts, and the bytes that are signed.

The received bytes are kept, and those are verified: nothing is decoded and encoded again on the way to a signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORTag

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.cbor import bstr
from cicpa_credentials.wire.labels import Header, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HEADS", "Sign1", "assemble", "to_be_signed"]

HEADS: Final = (b"\xd2\x84", b"\xd8\x3d\xd2\x84")
"""How a COSE_Sign1 begins: tag 18 and four parts; the second one inside a CWT tag (RFC 8392 §6)."""

_PARTS: Final = 4
_CONTEXT: Final = b"\x84" + cbor.encode("Signature1")
_CRIT = int(Header.CRIT)
_SIGN1_TAG, _CWT_TAG = int(Tag.COSE_SIGN1), int(Tag.CWT)
_HEAD: Final = cbor.encode(CBORTag(_SIGN1_TAG, []))[:-1] + b"\x84"
_NO_HEADERS: Final = cbor.encode({})
_KEPT: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sign1:
    """A COSE_Sign1 message as received; nothing in it is verified yet.

    Attributes:
        protected: the protected header, decoded.
        unprotected: the unprotected header: anybody may have changed it.
        payload: the payload, still encoded.
        signature: the signature's raw bytes (r and s side by side for ECDSA, RFC 9053 §2.1).
        protected_bytes: the protected header as signed.
    """

    protected: Mapping[object, object]
    unprotected: Mapping[object, object]
    payload: bytes
    signature: bytes
    protected_bytes: bytes

    @classmethod
    def decode(cls, data: bytes, *, max_bytes: int = cbor.MAX_BYTES) -> Sign1:
        """Take a COSE_Sign1 apart: tag 18, inside a CWT tag 61 or not (RFC 8392 §6), and no other form.

        Args:
            data: the message.
            max_bytes: the longest input that is looked at.

        Raises:
            WireError: `malformed`; `unsupported` where a critical header parameter is not understood.
        """
        return cls.from_value(cbor.decode(data, max_bytes=max_bytes))

    @classmethod
    def from_value(cls, value: object) -> Sign1:
        """Take apart a COSE_Sign1 that stood, decoded, inside another structure; see `decode`."""
        protected_bytes, unprotected, payload, signature = _unwrap(value)
        if not (
            isinstance(protected_bytes, bytes)
            and isinstance(unprotected, cbor.MAPS)
            and isinstance(payload, bytes)
            and isinstance(signature, bytes)
        ):
            raise WireError(Code.MALFORMED, "COSE_Sign1: a part has the wrong type")
        if unprotected:
            _check_labels(unprotected)
        return cls(
            protected=_decode_protected(protected_bytes),
            unprotected=unprotected,
            payload=payload,
            signature=signature,
            protected_bytes=protected_bytes,
        )

    def encode(self) -> bytes:
        """The message in the one form that we write, which may differ from the one that was received."""
        return assemble(self.protected_bytes, self.payload, self.signature, unprotected=self.unprotected)

    def to_value(self) -> CBORTag:
        """The message as it stands, still to be encoded, inside another structure."""
        return CBORTag(_SIGN1_TAG, [self.protected_bytes, self.unprotected, self.payload, self.signature])

    def to_be_signed(self, *, external_aad: bytes = b"") -> bytes:
        """The bytes under the signature (RFC 9052 §4.4)."""
        return to_be_signed(self.protected_bytes if self.protected else b"", self.payload, external_aad=external_aad)


def to_be_signed(protected: bytes, payload: bytes, *, external_aad: bytes = b"") -> bytes:
    """Build the Sig_structure of RFC 9052 §4.4 from an encoded protected header and an encoded payload."""
    return _CONTEXT + bstr(protected) + bstr(external_aad) + bstr(payload)


def assemble(
    protected: bytes, payload: bytes, signature: bytes, *, unprotected: Mapping[Any, object] | None = None
) -> bytes:
    """Put the four parts together as a tagged COSE_Sign1 (RFC 9052 §4.2) in preferred serialisation."""
    headers = cbor.encode(unprotected) if unprotected else _NO_HEADERS
    return _HEAD + bstr(protected) + headers + bstr(payload) + bstr(signature)


def _decode_protected(data: bytes) -> Mapping[object, object]:
    # A key binding token has somebody's whole certificate in its header: that is neither used twice nor to be kept.
    return _decode_kept(data) if len(data) <= _KEPT else _decode_headers(data)


@lru_cache(maxsize=256)
def _decode_kept(data: bytes) -> Mapping[object, object]:
    """Decoded once for all messages of one key and type: the result depends on the bytes alone."""
    return _decode_headers(data)


def _decode_headers(data: bytes) -> Mapping[object, object]:
    headers = cbor.decode_map(data) if data else {}
    _check_labels(headers)
    return MappingProxyType(headers)


def _unwrap(value: object) -> list[object] | tuple[object, ...]:
    if isinstance(value, CBORTag) and value.tag == _CWT_TAG:
        value = value.value
    if not (isinstance(value, CBORTag) and value.tag == _SIGN1_TAG):
        raise WireError(Code.MALFORMED, "COSE_Sign1: tag 18 is missing")
    array = value.value
    if not (isinstance(array, (list, tuple)) and len(array) == _PARTS):
        raise WireError(Code.MALFORMED, "COSE_Sign1: an array of four parts is expected")
    return array


def _check_labels(headers: Mapping[object, object]) -> None:
    if not all(map(cbor.is_label, headers)):
        raise WireError(Code.MALFORMED, "COSE_Sign1: a header label is neither an integer nor short text")
    # RFC 9052 §3.1: critical parameters stand in the protected header, and all must be understood. We define none.
    if _CRIT in headers:
        raise WireError(Code.UNSUPPORTED, "COSE_Sign1: critical header parameters are not understood")
