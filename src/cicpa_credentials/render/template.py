"""What a host may make its own without changing this package: colours, logo and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from cicpa_credentials.members import Category
from cicpa_credentials.render.emblem import emblem
from cicpa_credentials.render.layout import Primitive
from cicpa_credentials.render.theme import NON_PRACTISING, PRACTISING, Theme
from cicpa_credentials.render.wording import WORDS

if TYPE_CHECKING:
    from cicpa_credentials.wording import Phrase

__all__ = ["DEFAULT", "Logo", "Template"]

Logo: TypeAlias = Callable[[float, float, float, Theme], Iterable[Primitive]]
"""Draws a logo about (x, y) inside a radius, all in millimetres, in a theme's colours."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """The look of a host's pages.

    What is the same on every page is drawn once for each template and kept. Templates are told apart by identity: make
    one and keep it.

    Attributes:
        practising: colours of practising members' certificates, of presentations and letters.
        non_practising: colours of non-practising members' certificates.
        logo: stands in every header.
        captions: words that replace those of `render.wording.WORDS`, by the same names.
    """

    practising: Theme = PRACTISING
    non_practising: Theme = NON_PRACTISING
    logo: Logo = emblem
    captions: Mapping[str, Phrase] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take a copy of the captions, for what was drawn with them is kept.

        Raises:
            ValueError: for a caption that no page has.
        """
        unknown = sorted(self.captions.keys() - WORDS.keys())
        if unknown:
            raise ValueError(f"captions: nothing is called {', '.join(unknown)}")
        object.__setattr__(self, "captions", MappingProxyType(dict(self.captions)))

    def theme(self, category: Category) -> Theme:
        """The colours of a category's certificate."""
        return self.practising if category is Category.PRACTISING else self.non_practising

    def words(self, name: str) -> Phrase:
        """A caption or fixed words, by their name in `WORDS`."""
        return self.captions.get(name) or WORDS[name]


DEFAULT: Final = Template()
"""Our own look."""
