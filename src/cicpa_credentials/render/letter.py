"""The letter of good standing: A4, upright, in English, for readers abroad.

It reads from top to bottom as a letter does: who writes, to whom, what is certified, the particulars in a table, the
institute's name under its seal; and at the foot the code, with the way to check it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members.fields import LETTER
from cicpa_credentials.render.fitting import Setting
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Code, Curve, Layer, Page, Rectangle, SealPlace, Stroke, Text
from cicpa_credentials.render.ornament import braid, rosette, waves
from cicpa_credentials.render.paragraph import NO_BREAK, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cicpa_credentials.members import LetterView
    from cicpa_credentials.render.compositor import Compositor
    from cicpa_credentials.render.layout import Primitive
    from cicpa_credentials.render.qr import Symbol

__all__ = ["CODE_ROOM", "HEIGHT", "WIDTH", "letter"]

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
CODE_ROOM: Final = 39.4
"""What symbol and quiet zone may take: six pixels a module or more up to version 13, five up to version 17."""

_LEFT: Final = 28.0
_RIGHT: Final = WIDTH - _LEFT
_INSIDE: Final = _RIGHT - _LEFT
_MIDDLE: Final = WIDTH / 2
_BAND: Final = 9.0
_FOOT: Final = 4.0

_SIZE: Final = 4.0
_LEADING: Final = 6.3
_READER_TOP: Final = 98.0
_VALUE_LEFT: Final = 88.0
_ROW: Final = 8.2
_DROP: Final = 2.6  # from a baseline down to its hairline
_LOWEST: Final = 208.0
_SCALES: Final = (1.0, 0.92, 0.84, 0.76)
_SIGNED: Final = 228.0
_SIGNED_END: Final = 144.2
_SEAL_X: Final = 160.5
_SEAL_RADIUS: Final = 18.0
_CODE_TOP: Final = 246.5
_NOTE_LEFT: Final = _LEFT + CODE_ROOM + 7.0
_NOTE_SIZE: Final = 2.85
_NOTE_LEADING: Final = 4.3

_VALUE: Final = (Setting(lines=1, size=4.4, floor=3.2), Setting(lines=2, size=3.2, floor=2.4))
_READER: Final = (Setting(lines=1, size=_SIZE, floor=3.4), Setting(lines=2, size=3.6, floor=2.8))

_CERTIFIED: Final = (
    "This is to certify that {name} has been a member of {institute} (CICPA) since {joined}, and was a {category} of "
    "the Institute in good standing as of {as_of}."
)
_MEANING: Final = (
    "In good standing means that the membership was in force on that day, neither suspended nor withdrawn. Nothing is"
    " said of any later day. This letter is issued on the member's application, and is valid up to and including "
    "{until}."
)
_CHECK: Final = (
    "The code holds all that this letter says, under the electronic signature of CICPA. Scan it with a phone, or have"
    " any CICPA verifier read a picture or file of this page: it works offline, says whether the signature holds and "
    "whether the letter has been withdrawn since, and shows what was signed. Compare that with this page, line by "
    "line. What counts as proof is the signature in the code, not a seal on paper; so a copy is as good as the "
    "original."
)


def letter(view: LetterView, code: Symbol, *, compositor: Compositor) -> Page:
    """Lay out a letter.

    Args:
        view: what it says.
        code: made for `CODE_ROOM`.
        compositor: sets the words; its language must be English.

    Raises:
        RenderError: `does_not_fit`, naming the field.
        MissingGlyphError: naming the characters that no font has.
    """
    sheets = [_Sheet(view=view, compositor=compositor, scale=scale) for scale in _SCALES]
    # at the smallest, the longest that each field's own place holds fit the page together
    sheet = next((sheet for sheet in sheets if sheet.fits()), sheets[-1])
    own = Layer(primitives=(*sheet.body(), *sheet.signature(), *_code(code)), lasting=False)
    seal = SealPlace(name=view.association.zh, x=_SEAL_X, y=_SIGNED, radius=_SEAL_RADIUS, colour=compositor.theme.seal)
    return Page(width=WIDTH, height=HEIGHT, layers=(_backdrop(compositor), own), seals=(seal,))


def _code(code: Symbol) -> Iterator[Primitive]:
    inset = (CODE_ROOM - code.side) / 2
    yield Code(x=_LEFT + inset, y=_CODE_TOP + inset, symbol=code, colour="#000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What is each letter's own, and what sets it: at `scale`, where the usual size would fill more than its room."""

    view: LetterView
    compositor: Compositor
    scale: float

    def fits(self) -> bool:
        """Whether the body ends above the seal."""
        return max(one.y for one in self.body() if isinstance(one, Text)) <= _LOWEST

    def body(self) -> Iterator[Primitive]:
        """Reader, statement, table and validity, each as far down as what stands above it needs."""
        view = self.view
        reader = tuple(self._reader())
        yield from reader
        statement = _CERTIFIED.format(
            name=self._name,
            institute=_inside(view.association.en),
            joined=self._day(view.joined),
            category=view.category.en.lower(),
            as_of=self._day(view.as_of),
        )
        stated = tuple(self._paragraph(statement, reader[-1].y + 11.0))
        yield from stated
        y = stated[-1].y + 10.4 * self.scale
        for name, value in self._particulars():
            row = tuple(self._row(name, value, y))
            yield from row
            y = row[-1].y + (_ROW - _DROP) * self.scale
        yield from self._paragraph(_MEANING.format(until=self._day(view.valid_until)), y + 3.4 * self.scale)

    def signature(self) -> Iterator[Primitive]:
        """Whose letter it is, and of which day; the rim of the seal crosses the ends of both lines."""
        texts = (self.view.association.en, self.compositor.day(self.view.issued_on))
        for text, y in zip(texts, (_SIGNED - 1.8, _SIGNED + 5.0), strict=True):
            ground = self._text(text, _SIGNED_END, y, anchor=Anchor.END)
            settings = (Setting(lines=1, size=_SIZE, floor=2.6),)
            yield from self.compositor.block(ground, name="association", width=_SIGNED_END - _LEFT, settings=settings)

    @property
    def _latin(self) -> str:
        """The name in Latin letters; the fonts' curly apostrophe is as wide as a Chinese character."""
        return self.view.name_latin.replace("\u2019", "'")

    @property
    def _name(self) -> str:
        """Both names, unless they are one."""
        return self._latin if self.view.name == self.view.name_latin else f"{self._latin} ({self.view.name})"

    def _day(self, on: date) -> str:
        """A day that stays on one line."""
        return self.compositor.day(on).replace(" ", NO_BREAK)

    def _reader(self) -> Iterator[Text]:
        said = "TO WHOM IT MAY CONCERN" if self.view.reader is None else f"To: {self.view.reader}"
        ground = self._text(said, _LEFT, _READER_TOP)
        yield from self.compositor.block(ground, name="reader", width=_INSIDE, settings=_READER)

    def _particulars(self) -> Iterator[tuple[str, str]]:
        view, day = self.view, self.compositor.day
        yield "name_latin", self._latin
        if view.name != view.name_latin:
            yield "name", view.name
        yield "number", view.number
        yield "category", view.category.en
        yield "approval_date", day(view.joined)
        yield "as_of", day(view.as_of)

    def _paragraph(self, text: str, y: float) -> Iterator[Text]:
        size = round(_SIZE * self.scale, 3)
        for line in lines_of(text, face=Face.SERIF, fonts=self.compositor.fonts, size=size, width=_INSIDE):
            yield replace(self._text(line, _LEFT, round(y, 3)), size=size)
            y += _LEADING * self.scale

    def _row(self, name: str, value: str, y: float) -> Iterator[Text | Rectangle]:
        """Caption and value, and below them a hairline, at whose `y` the next row begins to count."""
        theme, words = self.compositor.theme, _CAPTIONS[name]
        yield Text(x=_LEFT, y=y, text=words, face=Face.SANS, size=3.0, colour=theme.caption)
        ground = self._text(value, _VALUE_LEFT, y)
        width = _RIGHT - _VALUE_LEFT
        lines = tuple(self.compositor.block(ground, name=name, width=width, settings=_VALUE))
        yield from lines
        yield Rectangle(
            x=_LEFT, y=max(y, lines[-1].y) + _DROP * self.scale, width=_INSIDE, height=0.12, fill=theme.gold
        )

    def _text(self, text: str, x: float, y: float, *, anchor: Anchor = Anchor.START) -> Text:
        return Text(x=x, y=y, text=text, face=Face.SERIF, size=0, colour=self.compositor.theme.ink, anchor=anchor)


_CAPTIONS: Final = {field.name: field.en for field in LETTER} | {
    "name": "Registered name",
    "number": "Certificate number",
    "approval_date": "Member since",
}


def _inside(institute: str) -> str:
    """A name as it stands inside a sentence."""
    return f"the{institute[3:]}" if institute.startswith("The ") else institute


@lru_cache(maxsize=16)
def _backdrop(compositor: Compositor) -> Layer:
    """All that is the same on every letter."""
    return Layer(
        primitives=(*_ground(compositor), *_header(compositor), *_title(compositor), *_panel(compositor)), lasting=True
    )


def _ground(compositor: Compositor) -> Iterator[Primitive]:
    theme = compositor.theme
    yield Rectangle(x=0, y=0, width=WIDTH, height=HEIGHT, fill=theme.paper)
    yield Curve(
        paths=waves(0, _BAND, WIDTH, HEIGHT - _BAND - _FOOT, count=150, length=47.0, swing=3.2),
        stroke=Stroke(colour=theme.tint, width=0.08),
    )
    yield Curve(
        paths=rosette(_MIDDLE, 158.0, inner=30.0, outer=64.0, petals=24, strands=9),
        stroke=Stroke(colour=theme.tint_warm, width=0.12),
    )
    for top, height, edge in ((0.0, _BAND, _BAND), (HEIGHT - _FOOT, _FOOT, HEIGHT - _FOOT)):
        yield Rectangle(x=0, y=top, width=WIDTH, height=height, fill=theme.band)
        yield Curve(
            paths=waves(0, top + 0.3, WIDTH, height - 0.6, count=round(height), length=23.5, swing=1.2),
            stroke=Stroke(colour=theme.band_line, width=0.1),
        )
        upright = braid(edge, 0, WIDTH, swing=0.8, length=7.2, strands=6)
        yield Curve(
            paths=tuple(tuple((y, x) for x, y in path) for path in upright),
            stroke=Stroke(colour=theme.gold, width=0.12),
        )


def _header(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("institute")
    yield from compositor.template.logo(_MIDDLE, 26.5, 9.0, theme)
    for text, y, face, size, colour, tracking in (
        (words.zh, 45.4, Face.SERIF_BOLD, 6.4, theme.ink, 0.16),
        (words.en, 51.6, Face.SANS, 3.1, theme.caption, 0.06),
    ):
        yield from compositor.block(
            Text(x=_MIDDLE, y=y, text=text, face=face, size=0, colour=colour, anchor=Anchor.MIDDLE),
            name="institute",
            width=_INSIDE,
            settings=(Setting(lines=1, size=size, floor=size * 0.6),),
            tracking=tracking,
        )
    yield Rectangle(x=_LEFT, y=58.0, width=_INSIDE, height=0.25, fill=theme.gold)
    yield Rectangle(x=_LEFT, y=58.9, width=_INSIDE, height=0.12, fill=theme.gold)


def _title(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("letter")
    for text, y, face, size, colour, tracking in (
        (words.en.upper(), 74.0, Face.SERIF_BOLD, 7.4, theme.ink, 0.06),
        (words.zh, 81.6, Face.SERIF_BOLD, 4.3, theme.gold_ink, 0.2),
    ):
        yield from compositor.block(
            Text(x=_MIDDLE, y=y, text=text, face=face, size=0, colour=colour, anchor=Anchor.MIDDLE),
            name="letter",
            width=_INSIDE,
            settings=(Setting(lines=1, size=size, floor=size * 0.6),),
            tracking=tracking,
        )


def _panel(compositor: Compositor) -> Iterator[Primitive]:
    """The code's white panel, and beside it how to check the letter."""
    theme, frame, room = compositor.theme, 0.25, CODE_ROOM
    side = room + 2 * frame
    yield Rectangle(x=_LEFT - frame, y=_CODE_TOP - frame, width=side, height=side, fill=theme.gold, radius=0.9)
    yield Rectangle(x=_LEFT, y=_CODE_TOP, width=room, height=room, fill="#ffffff", radius=0.7)
    heading = "HOW TO CHECK THIS LETTER"
    y = _CODE_TOP + 4.6
    yield Text(x=_NOTE_LEFT, y=y, text=heading, face=Face.SANS, size=2.7, colour=theme.gold_ink, tracking=0.25)
    y += 6.0
    width = _RIGHT - _NOTE_LEFT
    for line in lines_of(_CHECK, face=Face.SANS, fonts=compositor.fonts, size=_NOTE_SIZE, width=width):
        yield Text(x=_NOTE_LEFT, y=round(y, 3), text=line, face=Face.SANS, size=_NOTE_SIZE, colour=theme.caption)
        y += _NOTE_LEADING
