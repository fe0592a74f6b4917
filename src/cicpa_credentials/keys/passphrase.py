"""Keys out of passphrases: what a passphrase must be, and what a guess at one costs (scrypt, RFC 7914)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cicpa_credentials.errors import Code, KeyHandlingError

__all__ = ["MAX_PASSPHRASE_BYTES", "ScryptCost", "require_passphrase"]

MAX_PASSPHRASE_BYTES: Final = 1024
"""The longest passphrase: what the `openssl` command takes (PEM_BUFSIZE)."""

_MOST_MEMORY: Final = 64 * 1024 * 1024
_MOST_WORK: Final = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class ScryptCost:
    """What a guess at the passphrase costs (RFC 7914 §2).

    Attributes:
        n: CPU and memory cost, a power of two.
        r: block size.
        p: parallelisation.
    """

    n: int
    r: int
    p: int

    @property
    def bearable(self) -> bool:
        """Whether it is sound, takes at most 64 MiB, and not more than some seven times the work of `pkcs8.COST`."""
        sound = self.n > 1 and self.n & (self.n - 1) == 0 and self.r > 0 and self.p > 0
        return sound and 128 * self.n * self.r <= _MOST_MEMORY and self.n * self.r * self.p <= _MOST_WORK

    def derive(self, passphrase: bytes, salt: bytes, *, length: int) -> bytes:
        """The key of `length` bytes that a passphrase stands for (RFC 7914 §6)."""
        return Scrypt(salt=salt, length=length, n=self.n, r=self.r, p=self.p).derive(passphrase)


def require_passphrase(passphrase: bytes) -> None:
    """Refuse a passphrase that protects nothing, or that is longer than any reader takes.

    Raises:
        KeyHandlingError: `wrong_passphrase` for none of 1 to `MAX_PASSPHRASE_BYTES` bytes.
    """
    if not 0 < len(passphrase) <= MAX_PASSPHRASE_BYTES:
        raise KeyHandlingError(Code.WRONG_PASSPHRASE, f"a passphrase has 1 to {MAX_PASSPHRASE_BYTES} bytes")
