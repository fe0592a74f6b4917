"""The same thing said in both languages."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Advice", "Phrase"]


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
