"""The access code: what a member tells a reader who may see the details in a printed code.

docs/wire-format.md §Access code. A code is drawn at random, never chosen: whoever has the paper can guess at leisure,
and only length and chance stand in the way.
"""

from __future__ import annotations

import base64
import hashlib
import re
from os import urandom
from typing import TYPE_CHECKING, Final

from cicpa_credentials.disclosure import AEAD_KEY_BYTES, decrypt_disclosure, encrypt_disclosure
from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.passphrase import ScryptCost
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AccessCode", "seal_digest"]

_CHARACTERS: Final = re.compile(r"[A-Z2-7]{10,64}")
_READ_AS: Final = str.maketrans({"0": "O", "1": "I", "8": "B", "-": None, " ": None})
_GROUP: Final = 4
_GENERATED: Final = 16
_DISTINCT: Final = 4
_DIGEST_BYTES: Final = 8

# Fixed by the wire format, so that a credential cannot set what reading it costs: 32 MiB, a tenth of a second a guess.
_COST: Final = ScryptCost(n=1 << 15, r=8, p=1)


class AccessCode:
    """At least ten base32 characters (RFC 4648 §6); its text is nowhere in `repr` or errors.

    Attributes:
        text: the code in groups of four, for people.
    """

    __slots__ = ("_code", "text")

    def __init__(self, text: str) -> None:
        """Take a code as somebody typed it: case, spaces and hyphens do not matter, 0, 1 and 8 are read as O, I and B.

        Raises:
            KeyHandlingError: `weak_access_code` for one that is too short, repeats itself, or has other characters.
        """
        code = text.upper().translate(_READ_AS)
        if not _CHARACTERS.fullmatch(code) or len(set(code)) < _DISTINCT:
            raise KeyHandlingError(Code.WEAK_ACCESS_CODE, "an access code has ten base32 characters or more, at random")
        self._code = code
        self.text = "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))

    @classmethod
    def generate(cls, *, random_bytes: Callable[[int], bytes] = urandom) -> AccessCode:
        """Draw a code of sixteen characters: 80 bits."""
        while True:
            code = base64.b32encode(random_bytes(_GENERATED * 5 // 8)).decode()
            if len(set(code)) >= _DISTINCT:
                return cls(code)

    def seal(self, disclosure: bytes, *, salt: bytes, random_bytes: Callable[[int], bytes] = urandom) -> list[bytes]:
        """Encrypt a disclosure under this code, as `sd_aead_encrypted_claims` lists it (SD-CWT §12.1).

        Args:
            disclosure: its encoded form.
            salt: the credential's own, so that a guess at its code is a guess at no other's: its redacted claim hashes.
            random_bytes: where the nonce comes from.
        """
        return encrypt_disclosure(disclosure, self._derive(salt), random_bytes=random_bytes)

    def open(self, entry: object, *, salt: bytes) -> bytes:
        """Decrypt what `seal` made with the same code and salt.

        Raises:
            DisclosureError: `disclosure_mismatch` for another code; `malformed`.
        """
        return decrypt_disclosure(entry, self._derive(salt))

    def _derive(self, salt: bytes) -> bytes:
        """The AES-128 key under this code for one credential (RFC 7914)."""
        return _COST.derive(self._code.encode(), salt, length=AEAD_KEY_BYTES)

    def __repr__(self) -> str:
        return "AccessCode()"


def seal_digest(entries: object) -> bytes:
    """The first 8 bytes of SHA-256 over an encoded `sd_aead_encrypted_claims`, which nobody signs by itself."""
    return hashlib.sha256(cbor.encode(entries)).digest()[:_DIGEST_BYTES]
