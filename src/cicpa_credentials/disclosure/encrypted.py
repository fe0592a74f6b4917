"""Disclosures for those who have a key: AEAD encrypted claims (SD-CWT §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cicpa_credentials.errors import Code, DisclosureError, WireError
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AEAD_KEY_BYTES", "decrypt_disclosure", "encrypt_disclosure"]

AEAD_KEY_BYTES: Final = 16
"""Bytes of a key: AEAD_AES_128_GCM, the algorithm where `sd_aead` is absent (SD-CWT §12.1)."""

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_PARTS: Final = 3


def encrypt_disclosure(disclosure: bytes, key: bytes, *, random_bytes: Callable[[int], bytes]) -> list[bytes]:
    """Encrypt an encoded salted disclosed claim: nonce, ciphertext, tag, as `sd_aead_encrypted_claims` lists them.

    What is encrypted is the disclosure as a CBOR byte string, header included, as it would stand in `sd_claims`.
    """
    nonce = random_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, cbor.bstr(disclosure), None)
    return [nonce, sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]]


def decrypt_disclosure(entry: object, key: bytes) -> bytes:
    """Decrypt one entry of `sd_aead_encrypted_claims`; its redacted claim hash is over what comes out.

    Raises:
        DisclosureError: `malformed` for what is no such entry; `disclosure_mismatch` where the key does not open it.
    """
    if not (
        isinstance(entry, (list, tuple)) and len(entry) == _PARTS and all(isinstance(part, bytes) for part in entry)
    ):
        raise DisclosureError(Code.MALFORMED, "encrypted disclosure: not nonce, ciphertext and tag")
    nonce, ciphertext, tag = entry
    if len(nonce) != _NONCE_BYTES or len(tag) != _TAG_BYTES:
        raise DisclosureError(Code.MALFORMED, "encrypted disclosure: nonce or tag has the wrong length")
    try:
        disclosure = cbor.decode(AESGCM(key).decrypt(nonce, ciphertext + tag, None))
    except InvalidTag:
        raise DisclosureError(Code.DISCLOSURE_MISMATCH, "encrypted disclosure: this key does not open it") from None
    except WireError:
        disclosure = None
    if not isinstance(disclosure, bytes):
        raise DisclosureError(Code.MALFORMED, "encrypted disclosure: no byte string inside")
    return disclosure
