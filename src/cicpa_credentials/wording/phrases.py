"""The same thing said in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Advice", "Bilingual", "Phrase"]


class Bilingual(Protocol):
    """Whatever is said in both languages: a phrase, a field's caption, an association's name."""

    @property
    def zh(self) -> str:
        """In Chinese."""
        ...

    @property
    def en(self) -> str:
        """In English."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One text in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a code or a verdict means, and what to do about it.

    Attributes:
        meaning: one sentence that says what was found.
        remedy: one or two sentences that say what to do next.
    """

    meaning: Phrase
    remedy: Phrase
