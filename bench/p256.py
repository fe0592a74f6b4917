"""The baselines: one P-256 signature and its verification, by `cryptography` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from collections.abc import Callable

SIGN: Final = "bare P-256 sign"
VERIFY: Final = "bare P-256 verify"

_KEY: Final = ec.generate_private_key(ec.SECP256R1())
_MESSAGE: Final = bytes(200)


def sign() -> Callable[[], object]:
    """Sign with a deterministic nonce (RFC 6979), as we do."""
    scheme = ec.ECDSA(SHA256(), deterministic_signing=True)
    return lambda: _KEY.sign(_MESSAGE, scheme)


def verify() -> Callable[[], object]:
    """Verify a signature with a key that is loaded."""
    scheme = ec.ECDSA(SHA256())
    signature = _KEY.sign(_MESSAGE, scheme)
    public_key = _KEY.public_key()
    return lambda: public_key.verify(signature, _MESSAGE, scheme)
