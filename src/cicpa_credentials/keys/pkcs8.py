"""Private keys under a passphrase: EncryptedPrivateKeyInfo with scrypt and AES-256-CBC, as PEM.

The structure is PKCS #8 (RFC 5958 §3) around PBES2 (RFC 8018 §6.2) with scrypt (RFC 7914 §7); OpenSSL 3 and
`cryptography` read it. We write it ourselves because the writer of `cryptography` derives the key by PBKDF2 with so few
rounds that a stolen file falls to guessing.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.der import Reader, Tag, element, unsigned
from cicpa_credentials.keys.passphrase import ScryptCost, require_passphrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

__all__ = ["COST", "MAX_BYTES", "decrypt", "encrypt"]

MAX_BYTES: Final = 16 * 1024
"""The longest encrypted private key that is looked at."""

# Contents of the object identifiers: RFC 8018 Appendix A.4, RFC 7914 §7, and aes256-CBC-PAD (RFC 8018 Appendix B.2.5).
_PBES2: Final = bytes.fromhex("2a864886f70d01050d")
_SCRYPT: Final = bytes.fromhex("2b06010401da47040b")
_AES_256_CBC: Final = bytes.fromhex("60864801650304012a")

_KEY_BYTES: Final = 32
_BLOCK_BYTES: Final = 16
_SALT_BYTES: Final = 16
_LEAST_SALT_BYTES: Final = 8  # what `openssl pkcs8 -topk8 -scrypt` writes
_MOST_SALT_BYTES: Final = 64

_LABEL: Final = b"ENCRYPTED PRIVATE KEY"
_LINE: Final = 64
_PEM: Final = re.compile(
    rb"-----BEGIN " + _LABEL + rb"-----\n((?:[A-Za-z0-9+/=]{1,64}\n)+)-----END " + _LABEL + rb"-----\n?"
)


COST: Final = ScryptCost(n=1 << 14, r=8, p=5)
"""What we write: a guess takes 16 MiB and some tenth of a second."""


def encrypt(
    key: EllipticCurvePrivateKey | Ed25519PrivateKey, passphrase: bytes, *, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Write a private key as PEM under a passphrase.

    Args:
        key: the private key.
        passphrase: 1 to 1024 bytes.
        random_bytes: source of salt and initialisation vector.

    Raises:
        KeyHandlingError: `wrong_passphrase` for an empty or overlong passphrase.
    """
    require_passphrase(passphrase)
    salt, vector = random_bytes(_SALT_BYTES), random_bytes(_BLOCK_BYTES)
    padder = PKCS7(8 * _BLOCK_BYTES).padder()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    derived = COST.derive(passphrase, salt, length=_KEY_BYTES)
    encryptor = Cipher(AES(derived), CBC(vector)).encryptor()
    secret = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return _to_pem(_assemble(COST, salt, vector, secret))


def decrypt(data: bytes, passphrase: bytes) -> PrivateKeyTypes:
    """Read a private key that `encrypt` or `openssl pkcs8 -topk8 -scrypt` wrote; nothing else is taken.

    Size, structure and cost are checked before any work is done on the passphrase.

    Raises:
        KeyHandlingError: `malformed` for what is no such file; `unsupported` for other algorithms, or a cost that is
            not bearable; `wrong_passphrase` when the passphrase does not open it. (With this encryption, a wrong
            passphrase and a changed ciphertext look the same: `KeyStore` tells them apart by a digest of the file.)
    """
    require_passphrase(passphrase)
    encoded = _from_pem(data)
    _check(encoded)
    try:
        return load_der_private_key(encoded, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyHandlingError(Code.WRONG_PASSPHRASE, "the passphrase does not open the private key") from None


def _assemble(cost: ScryptCost, salt: bytes, vector: bytes, secret: bytes) -> bytes:
    """RFC 5958 §3 EncryptedPrivateKeyInfo, RFC 8018 Appendix A.4 PBES2-params, RFC 7914 §7.1 scrypt-params."""
    scrypt = element(
        Tag.SEQUENCE,
        element(Tag.OCTET_STRING, salt),
        *map(unsigned, (cost.n, cost.r, cost.p)),
    )
    derivation = element(Tag.SEQUENCE, element(Tag.OBJECT_IDENTIFIER, _SCRYPT), scrypt)
    scheme = element(Tag.SEQUENCE, element(Tag.OBJECT_IDENTIFIER, _AES_256_CBC), element(Tag.OCTET_STRING, vector))
    algorithm = element(Tag.SEQUENCE, element(Tag.OBJECT_IDENTIFIER, _PBES2), element(Tag.SEQUENCE, derivation, scheme))
    return element(Tag.SEQUENCE, algorithm, element(Tag.OCTET_STRING, secret))


def _check(encoded: bytes) -> None:
    """Follow the structure of `_assemble` and refuse whatever is not in it."""
    whole = Reader(encoded)
    info = whole.sequence()
    whole.finish()
    algorithm = info.sequence()
    secret = info.take(Tag.OCTET_STRING)
    info.finish()
    algorithm.expect(Tag.OBJECT_IDENTIFIER, _PBES2)
    parameters = algorithm.sequence()
    algorithm.finish()
    derivation, scheme = parameters.sequence(), parameters.sequence()
    parameters.finish()
    _check_derivation(derivation)
    scheme.expect(Tag.OBJECT_IDENTIFIER, _AES_256_CBC)
    vector = scheme.take(Tag.OCTET_STRING)
    scheme.finish()
    if len(vector) != _BLOCK_BYTES or not secret or len(secret) % _BLOCK_BYTES:
        raise KeyHandlingError(Code.MALFORMED, "the encrypted private key does not consist of whole blocks")


def _check_derivation(derivation: Reader) -> None:
    derivation.expect(Tag.OBJECT_IDENTIFIER, _SCRYPT)
    scrypt = derivation.sequence()
    derivation.finish()
    salt = scrypt.take(Tag.OCTET_STRING)
    cost = ScryptCost(n=scrypt.unsigned(), r=scrypt.unsigned(), p=scrypt.unsigned())
    key_bytes = _KEY_BYTES if scrypt.at_end else scrypt.unsigned()
    scrypt.finish()
    if not (_LEAST_SALT_BYTES <= len(salt) <= _MOST_SALT_BYTES and key_bytes == _KEY_BYTES and cost.bearable):
        raise KeyHandlingError(Code.UNSUPPORTED, "the parameters of the key derivation are out of bounds")


def _to_pem(encoded: bytes) -> bytes:
    """RFC 7468 §11, in lines of 64."""
    text = base64.b64encode(encoded)
    lines = (text[start : start + _LINE] for start in range(0, len(text), _LINE))
    return b"\n".join((b"-----BEGIN " + _LABEL + b"-----", *lines, b"-----END " + _LABEL + b"-----", b""))


def _from_pem(data: bytes) -> bytes:
    match = _PEM.fullmatch(data) if len(data) <= MAX_BYTES else None
    try:
        return base64.b64decode(match[1].replace(b"\n", b""), validate=True) if match else b""
    except ValueError:
        return b""
