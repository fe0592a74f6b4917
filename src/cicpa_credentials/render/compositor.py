"""Sets words on a page: values in their places, captions beside them, headlines in one language above the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from cicpa_credentials.render.fitting import Setting, fit
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Text
from cicpa_credentials.render.wording import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cicpa_credentials.members import CertificateView
    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.template import Template
    from cicpa_credentials.render.theme import Theme
    from cicpa_credentials.wording import Bilingual

__all__ = ["Compositor", "Place"]

_LEADING: Final = 1.18
_ASCENT: Final = 0.88  # from a baseline up to the top of the em box
_CAPTION_FLOOR: Final = 0.7  # of a caption's size
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Place(NamedTuple):
    """Where a field stands, in millimetres.

    Attributes:
        left: edge of caption and value.
        caption: its baseline.
        value: baseline of a value on one line; several lines begin at the same height and reach further down.
        width: that caption and value may take.
        settings: how the value may be set, from the most welcome on.
    """

    left: float
    caption: float
    value: float
    width: float
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compositor:
    """Whose words, in which colours, which language first, and in which fonts.

    Attributes:
        template: words and logo.
        theme: colours.
        language: the one that leads.
        fonts: that measure the text.
    """

    template: Template
    theme: Theme
    language: Language
    fonts: Fonts

    def lead(self, said: Bilingual) -> str:
        """What is said, in the leading language."""
        return said.zh if self.language is Language.ZH else said.en

    def second(self, said: Bilingual) -> str:
        """What is said, in the other language."""
        return said.en if self.language is Language.ZH else said.zh

    def day(self, on: date) -> str:
        """A date in words: figures alone are read differently from country to country."""
        if self.language is Language.ZH:
            return f"{on.year}年{on.month}月{on.day}日"
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"

    def values(self, view: CertificateView, places: Mapping[str, Place]) -> Iterator[Text]:
        """The values of a face, each in its place; names of people stay as they are.

        Raises:
            RenderError: `does_not_fit`, naming the field.
            MissingGlyphError: naming the characters that no font has.
        """
        shown = {
            "name": view.name,
            "gender": self.lead(view.gender),
            "association": self.lead(view.association),
            "category": self.lead(view.category),
            "number": view.number,
            "approval_date": self.day(view.joined),
        }
        for name, place in places.items():
            ground = Text(x=place.left, y=place.value, text=shown[name], face=Face.SERIF, size=0, colour=self.theme.ink)
            yield from self.block(ground, name=name, width=place.width, settings=place.settings)

    def captions(self, places: Mapping[str, Place], *, size: float) -> Iterator[Text]:
        """The caption of each place, in both languages.

        Raises:
            RenderError: `does_not_fit`, naming the field, where a template brings long words.
        """
        settings = (Setting(lines=1, size=size, floor=size * _CAPTION_FLOOR),)
        for name, place in places.items():
            words = self.template.words(name)
            text = f"{self.lead(words)}  {self.second(words)}"
            ground = Text(x=place.left, y=place.caption, text=text, face=Face.SANS, size=0, colour=self.theme.caption)
            yield from self.block(ground, name=name, width=place.width, settings=settings)

    def block(
        self, ground: Text, *, name: str, width: float, settings: Sequence[Setting], tracking: float = 0.0
    ) -> Iterator[Text]:
        """Set a text on as many lines and as large as there is room for.

        Args:
            ground: the text; its y is the baseline of one line, its size and tracking are chosen here.
            name: of the field or the words, for the error.
            width: of the place, in millimetres.
            settings: from the most to the least welcome.
            tracking: added between two glyphs, in ems.

        Raises:
            RenderError: `does_not_fit`, naming the field.
            MissingGlyphError: naming the characters that no font has.
        """
        fitted = fit(
            ground.text,
            field=name,
            face=ground.face,
            fonts=self.fonts,
            width=width,
            settings=settings,
            tracking=tracking,
        )
        # one line keeps the baseline that its neighbours stand on; several begin where the largest one would
        lifted = _ASCENT * (settings[0].size - fitted.size) if len(fitted.lines) > 1 else 0.0
        for i, line in enumerate(fitted.lines):
            baseline = round(ground.y - lifted + i * fitted.size * _LEADING, 3)
            yield replace(ground, y=baseline, text=line, size=fitted.size, tracking=tracking * fitted.size)

    def spread(self, lead: Text, second: Text) -> Text:
        """The second line, spaced out to the width of the first."""
        width = self.fonts.width(lead.text, lead.face, size=lead.size, tracking=lead.tracking)
        spare = width - self.fonts.width(second.text, second.face, size=second.size)
        return replace(second, tracking=round(spare / max(len(second.text) - 1, 1), 4))
