"""Public keys: COSE_Key and PEM in and out, thumbprint, kid, and checking a signature."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import Algorithm, KeyKind
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import CoseKey, Curve, KeyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

__all__ = ["KID_BYTES", "PublicKey"]

KID_BYTES: Final = 8
"""Bytes of a kid: the first ones of the key's thumbprint."""

_CURVES: Final[dict[str, tuple[KeyKind, Curve, int]]] = {
    "secp256r1": (KeyKind.P_256, Curve.P_256, 32),
    "secp384r1": (KeyKind.P_384, Curve.P_384, 48),
    "secp521r1": (KeyKind.P_521, Curve.P_521, 66),
}
_CURVES_BY_NUMBER: Final[dict[int, tuple[ec.EllipticCurve, int]]] = {
    int(Curve.P_256): (ec.SECP256R1(), 32),
    int(Curve.P_384): (ec.SECP384R1(), 48),
    int(Curve.P_521): (ec.SECP521R1(), 66),
}
_MIN_RSA_BITS: Final = 2048

_KTY, _CRV, _X, _Y = map(int, (CoseKey.KTY, CoseKey.CRV, CoseKey.X, CoseKey.Y))

_P25519: Final = 2**255 - 19
_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# The y coordinates of the eight points of small order, and their encodings beyond the field's prime. Under such a key a
# signature says nothing: one signature can fit many messages.
_SMALL_ORDER_Y: Final = frozenset({0, 1, _P25519 - 1, _ORDER_8, _P25519 - _ORDER_8, _P25519, _P25519 + 1})

_Key: TypeAlias = ec.EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey


class PublicKey:
    """A public key of a kind in the allow-list.

    Equal and hashed by thumbprint, so that a key is the same key whatever it was read from.

    Attributes:
        kind: the kind of key.
        key: the key as `cryptography` has it.
    """

    __slots__ = ("_size", "_thumbprint", "key", "kind")

    def __init__(self, key: PublicKeyTypes) -> None:
        """Take a key of `cryptography`.

        Raises:
            KeyHandlingError: `unsupported` for another kind or size; `key_not_valid` for a key of small order.
        """
        self._size = 0
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
            self.kind, _, self._size = _CURVES[key.curve.name]
        elif isinstance(key, Ed25519PublicKey):
            self.kind = KeyKind.ED25519
            _refuse_small_order(key)
        elif isinstance(key, RSAPublicKey) and key.key_size >= _MIN_RSA_BITS:
            self.kind = KeyKind.RSA
        else:
            raise KeyHandlingError(Code.UNSUPPORTED, "the kind or size of the public key is not in the allow-list")
        self.key: _Key = key
        self._thumbprint = b""

    @property
    def thumbprint(self) -> bytes:
        """SHA-256 COSE Key Thumbprint (RFC 9679 §3), 32 bytes."""
        # Not before it is asked for: a holder's key verifies one token and is forgotten.
        if not self._thumbprint:
            self._thumbprint = hashlib.sha256(cbor.encode(self._thumbprint_input())).digest()
        return self._thumbprint

    @property
    def kid(self) -> bytes:
        """The key identifier we use: the thumbprint's first 8 bytes. Two keys may share it, so a look-up tries all."""
        return self.thumbprint[:KID_BYTES]

    @classmethod
    def from_pem(cls, data: bytes) -> PublicKey:
        """Read a SubjectPublicKeyInfo in PEM (RFC 7468 §13)."""
        return cls._load(load_pem_public_key, data)

    @classmethod
    def from_der(cls, data: bytes) -> PublicKey:
        """Read a SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7)."""
        return cls._load(load_der_public_key, data)

    @classmethod
    def _load(cls, load: Callable[[bytes], PublicKeyTypes], data: bytes) -> PublicKey:
        try:
            key = load(data)
        except (ValueError, UnsupportedAlgorithm):
            raise KeyHandlingError(Code.MALFORMED, "not a public key") from None
        return cls(key)

    @classmethod
    def from_cose_key(cls, parameters: Mapping[Any, object]) -> PublicKey:
        """Read a COSE_Key (RFC 9053 §7): EC2 with y as coordinate or sign bit, or OKP with Ed25519.

        Raises:
            KeyHandlingError: `malformed`, or `unsupported`.
        """
        kty, curve, x = parameters.get(_KTY), parameters.get(_CRV), parameters.get(_X)
        if not isinstance(x, bytes) or type(curve) is not int:
            raise KeyHandlingError(Code.MALFORMED, "COSE_Key: crv or x is missing or of the wrong type")
        try:
            if kty == KeyType.OKP and curve == Curve.ED25519:
                return cls(Ed25519PublicKey.from_public_bytes(x))
            if kty == KeyType.EC2 and curve in _CURVES_BY_NUMBER:
                known, size = _CURVES_BY_NUMBER[curve]
                point = _sec1_point(x, parameters.get(_Y), size)
                return cls(ec.EllipticCurvePublicKey.from_encoded_point(known, point))
        except ValueError:
            raise KeyHandlingError(Code.MALFORMED, "COSE_Key: not a point of its curve") from None
        raise KeyHandlingError(Code.UNSUPPORTED, "COSE_Key: key type or curve is not in the allow-list")

    def to_cose_key(self) -> dict[int, object]:
        """The key as COSE_Key, shortest form: EC2 with y as a sign bit (RFC 9053 §7.1.1).

        Raises:
            KeyHandlingError: `unsupported` for RSA, which `from_cose_key` does not read.
        """
        if self.kind is KeyKind.RSA:
            raise KeyHandlingError(Code.UNSUPPORTED, "RSA keys are for verifying only")
        parameters = self._thumbprint_input()
        if isinstance(self.key, ec.EllipticCurvePublicKey):
            parameters[_Y] = bool(self.key.public_numbers().y & 1)
        return parameters

    def to_pem(self) -> bytes:
        """The key as SubjectPublicKeyInfo in PEM."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def to_der(self) -> bytes:
        """The key as SubjectPublicKeyInfo in DER."""
        return self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def verify(self, data: bytes, signature: bytes, *, algorithm: Algorithm) -> None:
        """Check a COSE signature over `data`.

        Args:
            data: the bytes that were signed (not their digest).
            signature: r and s side by side for ECDSA (RFC 9053 §2.1), else the scheme's own bytes.
            algorithm: the row of the allow-list that the message names.

        Raises:
            KeyHandlingError: `bad_signature`; `unsupported` where the algorithm is not one for this kind of key.
        """
        if self.kind not in algorithm.key_kinds:
            raise KeyHandlingError(Code.UNSUPPORTED, f"{algorithm.name} is not for {self.kind} keys")
        try:
            self._verify(data, signature, algorithm)
        except InvalidSignature:
            raise KeyHandlingError(Code.BAD_SIGNATURE, "the signature does not fit") from None

    def _verify(self, data: bytes, signature: bytes, algorithm: Algorithm) -> None:
        # The kind has been matched to the algorithm; asking each class in turn would cost on this path.
        key: Any = self.key
        if algorithm.ecdsa is not None:
            size = self._size
            if len(signature) != 2 * size:
                raise InvalidSignature
            r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
            key.verify(encode_dss_signature(r, s), data, algorithm.ecdsa)
        elif algorithm.hash is not None:
            digest = algorithm.hash
            key.verify(signature, data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        else:
            key.verify(signature, data)

    def _thumbprint_input(self) -> dict[int, object]:
        """The required parameters, y written out, in deterministic order (RFC 9679 §4)."""
        key = self.key
        if isinstance(key, Ed25519PublicKey):
            return {_KTY: int(KeyType.OKP), _CRV: int(Curve.ED25519), _X: key.public_bytes_raw()}
        if isinstance(key, RSAPublicKey):
            numbers = key.public_numbers()
            return {_KTY: int(KeyType.RSA), -1: _unsigned(numbers.n), -2: _unsigned(numbers.e)}
        point = key.public_numbers()
        return {
            _KTY: int(KeyType.EC2),
            _CRV: int(_CURVES[key.curve.name][1]),
            _X: point.x.to_bytes(self._size),
            _Y: point.y.to_bytes(self._size),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.thumbprint == other.thumbprint

    def __hash__(self) -> int:
        return hash(self.thumbprint)

    def __reduce__(self) -> tuple[object, ...]:
        return PublicKey.from_der, (self.to_der(),)

    def __repr__(self) -> str:
        return f"PublicKey({self.kind}, kid={self.kid.hex()})"


def _unsigned(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _sec1_point(x: bytes, y: object, size: int) -> bytes:
    """The point as SEC 1 §2.3.3 writes it; coordinates keep their leading zeros (RFC 9053 §7.1.1)."""
    if len(x) != size:
        raise ValueError
    if isinstance(y, bool):
        return (b"\x03" if y else b"\x02") + x
    if isinstance(y, bytes) and len(y) == size:
        return b"\x04" + x + y
    raise ValueError


def _refuse_small_order(key: Ed25519PublicKey) -> None:
    y = int.from_bytes(key.public_bytes_raw(), "little") & (2**255 - 1)
    if y in _SMALL_ORDER_Y:
        raise KeyHandlingError(Code.KEY_NOT_VALID, "the Ed25519 key is a point of small order")
