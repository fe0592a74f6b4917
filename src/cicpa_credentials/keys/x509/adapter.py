"""A `Signer` in the clothes of a private key, so that an HSM or a KMS can sign certificates and requests.

The builders of `cryptography` ask a private key for its public key and a signature. Whatever else a private key can do
is refused: there is no secret here to hand out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cicpa_credentials.errors import Code, KeyHandlingError

if TYPE_CHECKING:
    from cryptography.utils import Buffer

    from cicpa_credentials.keys.signer import Signer

__all__ = ["as_private_key"]


def as_private_key(signer: Signer) -> ec.EllipticCurvePrivateKey | Ed25519PrivateKey:
    """The signer as the builders of `cryptography` take it.

    Raises:
        KeyHandlingError: `unsupported` for a signer of another kind of key.
    """
    key = signer.public_key.key
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _EllipticCurveAdapter(signer, key)
    if isinstance(key, Ed25519PublicKey):
        return _Ed25519Adapter(signer, key)
    raise KeyHandlingError(Code.UNSUPPORTED, "the kind of key is not one that signs")


class _NoSecret:
    """What a key that stays elsewhere cannot do."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise KeyHandlingError(Code.UNSUPPORTED, "the private key stays where it is")

    exchange = private_numbers = private_bytes = private_bytes_raw = __copy__ = __deepcopy__ = _refuse


class _EllipticCurveAdapter(_NoSecret, ec.EllipticCurvePrivateKey):
    def __init__(self, signer: Signer, key: ec.EllipticCurvePublicKey) -> None:
        self._signer = signer
        self._key = key

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._key.curve

    @property
    def key_size(self) -> int:
        return self._key.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._key

    def sign(self, data: Buffer, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Turn r and s side by side (RFC 9053 §2.1) into the sequence that X.509 wants (RFC 5480 Appendix A)."""
        del signature_algorithm  # the signer has its own, and the builder was given the same
        signature = _sign(self._signer, bytes(data))
        half = len(signature) // 2
        return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))


class _Ed25519Adapter(_NoSecret, Ed25519PrivateKey):
    def __init__(self, signer: Signer, key: Ed25519PublicKey) -> None:
        self._signer = signer
        self._key = key

    def public_key(self) -> Ed25519PublicKey:
        return self._key

    def sign(self, data: Buffer) -> bytes:
        return _sign(self._signer, bytes(data))


def _sign(signer: Signer, data: bytes) -> bytes:
    """Sign and check: a certificate with a broken signature would be found out only when it is too late."""
    signature = signer.sign(data)
    try:
        signer.public_key.verify(data, signature, algorithm=signer.algorithm)
    except KeyHandlingError:
        raise KeyHandlingError(Code.SIGNING_FAILED, "the signer returned a signature that does not fit") from None
    return signature
