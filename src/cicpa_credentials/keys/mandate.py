"""What a key may sign: for which association, which categories, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cicpa_credentials.errors import Code, KeyHandlingError

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.keys.algorithms import Algorithm
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members.values import Category

__all__ = ["CertifiedSigner", "KeyState", "Mandate"]


class KeyState(StrEnum):
    """What has become of a key."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What a key is certified for.

    Attributes:
        association: the GB/T 2260 code of the association that issues with it.
        categories: the certificate categories it may sign.
        not_before: the first moment it may sign, aware UTC.
        not_after: the last moment it may sign, aware UTC.
    """

    association: str
    categories: frozenset[Category]
    not_before: datetime
    not_after: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the key may sign at a moment, which is aware."""
        return self.not_before <= moment <= self.not_after

    def require(self, *, association: str, category: Category, at: datetime) -> None:
        """Refuse what the mandate does not cover.

        Args:
            association: the GB/T 2260 code of the association that issues.
            category: of the certificate.
            at: the moment of signing, aware.

        Raises:
            KeyHandlingError: `out_of_scope` for another association or category; `key_not_valid` outside the window.
        """
        if association != self.association or category not in self.categories:
            raise KeyHandlingError(Code.OUT_OF_SCOPE, "the key is not certified for this association and category")
        if not self.covers(at):
            raise KeyHandlingError(Code.KEY_NOT_VALID, "the key's certified window does not cover this moment")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedSigner:
    """A signer together with its mandate; itself a `Signer`.

    Attributes:
        signer: what signs.
        mandate: what it may sign.
    """

    signer: Signer
    mandate: Mandate

    @property
    def algorithm(self) -> Algorithm:
        """See `Signer.algorithm`."""
        return self.signer.algorithm

    @property
    def public_key(self) -> PublicKey:
        """See `Signer.public_key`."""
        return self.signer.public_key

    def sign(self, data: bytes) -> bytes:
        """See `Signer.sign`."""
        return self.signer.sign(data)
