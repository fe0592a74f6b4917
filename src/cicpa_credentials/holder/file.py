"""The holder's file: a certificate with all its disclosures, plain or under a passphrase (docs/wire-format.md).

Its last bytes are a digest of all that stands before them, so that damage is told from a wrong passphrase, and told
before any work is done on that. The digest keeps nobody from changing a file; under a passphrase, AES-GCM does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cicpa_credentials.disclosure import disclosures_of
from cicpa_credentials.errors import Code, HolderFileError
from cicpa_credentials.files import PRIVATE, reason, write_whole
from cicpa_credentials.keys.passphrase import ScryptCost, require_passphrase
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.holder.acceptance import Held

__all__ = ["MAX_BYTES", "decode", "encode", "read", "write"]

MAX_BYTES: Final = 64 * 1024
"""The longest file; those of sample members have some 1,500 bytes."""

_MAGIC: Final = b"CICPA"
_PLAIN, _ENCRYPTED = 1, 2
_HEAD_BYTES: Final = len(_MAGIC) + 1
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_DIGEST_BYTES: Final = 8

# Said by the version and not by the file, so that a file cannot set what opening it costs: 32 MiB, a tenth of a second.
_COST: Final = ScryptCost(n=1 << 15, r=8, p=1)

_BASE_URL, _CREDENTIAL = 1, 2
_SD_CLAIMS, _SEALED = int(Header.SD_CLAIMS), int(Header.SD_AEAD_ENCRYPTED_CLAIMS)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Kept(Discreet):
    """A certificate out of a file; see `Held`."""

    credential: bytes
    disclosures: tuple[bytes, ...]
    base_url: str


def encode(held: Held, *, passphrase: bytes | None, random_bytes: Callable[[int], bytes]) -> bytes:
    """Write a certificate as a holder's file.

    Args:
        held: the certificate with all its disclosures.
        passphrase: 1 to 1,024 bytes, taken as they are; None leaves everything readable.
        random_bytes: source of salt and nonce.

    Raises:
        KeyHandlingError: `wrong_passphrase` for an empty or overlong passphrase.
        HolderFileError: `does_not_fit` for more than `MAX_BYTES`.
        WireError: `malformed` or `unsupported` for a credential that is none.
    """
    content = _pack(held)
    if passphrase is None:
        data = _head(_PLAIN) + content
    else:
        require_passphrase(passphrase)
        salt, nonce = random_bytes(_SALT_BYTES), random_bytes(_NONCE_BYTES)
        head = _head(_ENCRYPTED) + salt + nonce
        data = head + AESGCM(_derive(passphrase, salt)).encrypt(nonce, content, head)
    data += _digest(data)
    if len(data) > MAX_BYTES:
        raise HolderFileError(Code.DOES_NOT_FIT, f"holder's file: would have more than {MAX_BYTES} bytes")
    return data


def decode(data: bytes, *, passphrase: bytes | None) -> Held:
    """Read what `encode` wrote; nothing in it is verified.

    Raises:
        HolderFileError: `not_a_holder_file`; `unsupported` for a version that this reader does not know; `malformed`
            for a damaged file; `passphrase_missing` for an encrypted file without one; `wrong_passphrase` where it does
            not open the file, or there is nothing to open. (Who changes an encrypted file and mends its digest is
            told the same: AES-GCM knows no difference.)
        KeyHandlingError: `wrong_passphrase` for an empty or overlong passphrase.
        WireError: `malformed` or `unsupported` for content that is no certificate.
    """
    if not data.startswith(_MAGIC):
        raise HolderFileError(Code.NOT_A_HOLDER_FILE, "holder's file: does not begin like one")
    if len(data) > MAX_BYTES:
        raise HolderFileError(Code.MALFORMED, f"holder's file: more than {MAX_BYTES} bytes")
    head, content, digest = data[:_HEAD_BYTES], data[_HEAD_BYTES:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    if len(head) == _HEAD_BYTES and head[-1] not in (_PLAIN, _ENCRYPTED):
        raise HolderFileError(Code.UNSUPPORTED, "holder's file: a version that this reader does not know")
    if not content or digest != _digest(head + content):
        raise HolderFileError(Code.MALFORMED, "holder's file: cut off or damaged")
    if head[-1] == _ENCRYPTED:
        return _unpack(_decrypt(head, content, passphrase))
    if passphrase is not None:
        # Else anybody could put a file of their own in the place of one that only its owner can have written.
        raise HolderFileError(Code.WRONG_PASSPHRASE, "holder's file: it is under no passphrase")
    return _unpack(content)


def read(path: Path) -> bytes:
    """All of a file, or a little more than any can have.

    Raises:
        HolderFileError: `file_unreadable`; its sentence does not name the file, whose name may be somebody's.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise HolderFileError(Code.FILE_UNREADABLE, f"holder's file: {reason(error)}") from None


def write(path: Path, data: bytes, *, overwrite: bool) -> None:
    """Write a file for its owner alone, whole or not at all.

    Raises:
        HolderFileError: `output_exists`; `storage_failed`, and then nothing was left behind.
    """
    try:
        write_whole(path, data, overwrite=overwrite, mode=PRIVATE)
    except FileExistsError:
        raise HolderFileError(Code.OUTPUT_EXISTS, "holder's file: there is something of that name") from None
    except (OSError, ValueError) as error:
        raise HolderFileError(Code.STORAGE_FAILED, f"holder's file: {reason(error)}") from None


def _pack(held: Held) -> bytes:
    message = Sign1.decode(held.credential)
    issued = replace(message, unprotected={_SD_CLAIMS: list(held.disclosures), **_sealed(message)})
    return cbor.encode({_BASE_URL: held.base_url, _CREDENTIAL: issued.encode()})


def _unpack(content: bytes) -> Held:
    members = cbor.decode_map(content, max_bytes=MAX_BYTES)
    base_url, issued = members.get(_BASE_URL), members.get(_CREDENTIAL)
    if not (isinstance(base_url, str) and isinstance(issued, bytes) and len(members) == len((_BASE_URL, _CREDENTIAL))):
        raise HolderFileError(Code.MALFORMED, "holder's file: not a base URL and a certificate")
    message = Sign1.decode(issued, max_bytes=MAX_BYTES)
    credential = replace(message, unprotected=_sealed(message)).encode()
    return _Kept(credential=credential, disclosures=disclosures_of(message), base_url=base_url)


def _sealed(message: Sign1) -> dict[object, object]:
    """The details behind an access code, which belong to the printed code; no other header that nobody signed stays."""
    return {label: value for label, value in message.unprotected.items() if label == _SEALED}


def _decrypt(head: bytes, content: bytes, passphrase: bytes | None) -> bytes:
    if passphrase is None:
        raise HolderFileError(Code.PASSPHRASE_MISSING, "holder's file: it is under a passphrase")
    require_passphrase(passphrase)
    opening = _SALT_BYTES + _NONCE_BYTES
    salt, nonce = content[:_SALT_BYTES], content[_SALT_BYTES:opening]
    if len(nonce) != _NONCE_BYTES:
        raise HolderFileError(Code.MALFORMED, "holder's file: cut off")
    try:
        return AESGCM(_derive(passphrase, salt)).decrypt(nonce, content[opening:], head + content[:opening])
    except InvalidTag:
        raise HolderFileError(Code.WRONG_PASSPHRASE, "holder's file: the passphrase does not open it") from None


def _head(version: int) -> bytes:
    return _MAGIC + bytes((version,))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:_DIGEST_BYTES]


def _derive(passphrase: bytes, salt: bytes) -> bytes:
    return _COST.derive(passphrase, salt, length=_KEY_BYTES)
