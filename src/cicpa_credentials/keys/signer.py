"""Who signs: one small interface, so that a file, an HSM and a KMS look alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import Algorithm, default_algorithm
from cicpa_credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

__all__ = ["InProcessSigner", "Signer"]


class Signer(Protocol):
    """What signs. Any object with these three serves: a key in memory, in an HSM, or at a remote service."""

    @property
    def algorithm(self) -> Algorithm:
        """The row of the allow-list it signs with."""
        ...

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what it signs."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Sign `data` (the bytes, not their digest) and return the COSE signature: r and s side by side for ECDSA.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        ...


class InProcessSigner:
    """Signs with a private key in this process's memory; ECDSA nonces are deterministic (RFC 6979).

    Attributes:
        algorithm: the fully specified algorithm of the key's kind (RFC 9864).
        public_key: the key that verifies.
    """

    __slots__ = ("_sign", "_size", "algorithm", "public_key")

    def __init__(self, key: PrivateKeyTypes) -> None:
        """Take a private key of `cryptography`: P-256, P-384, P-521 or Ed25519.

        Raises:
            KeyHandlingError: `unsupported` for another kind.
        """
        if not isinstance(key, (ec.EllipticCurvePrivateKey, Ed25519PrivateKey)):
            raise KeyHandlingError(Code.UNSUPPORTED, "the kind of private key is not one we sign with")
        self.public_key = PublicKey(key.public_key())
        self.algorithm = default_algorithm(self.public_key.kind)
        self._sign: Callable[[bytes], bytes]
        if isinstance(key, Ed25519PrivateKey):
            self._sign, self._size = key.sign, 0
        else:
            digest = cast("HashAlgorithm", self.algorithm.hash)  # the algorithms of curves all name one
            scheme = ec.ECDSA(digest, deterministic_signing=True)
            self._sign, self._size = partial(key.sign, signature_algorithm=scheme), (key.curve.key_size + 7) // 8

    @classmethod
    def generate(cls) -> InProcessSigner:
        """Make a new P-256 key."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, data: bytes, *, passphrase: bytes | None = None) -> InProcessSigner:
        """Read a private key in PEM.

        Raises:
            KeyHandlingError: `malformed` for what this passphrase does not open; `unsupported` for another kind.
        """
        try:
            key = load_pem_private_key(data, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyHandlingError(Code.MALFORMED, "not a private key that this passphrase opens") from None
        return cls(key)

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; see `Signer.sign`."""
        signature = self._sign(data)
        if not self._size:
            return signature
        r, s = decode_dss_signature(signature)
        return r.to_bytes(self._size) + s.to_bytes(self._size)

    def __repr__(self) -> str:
        return f"InProcessSigner({self.public_key!r})"
