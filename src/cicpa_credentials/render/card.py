"""The card: every element of a member certificate and where it stands, in millimetres.

A dark band on the left carries what is compared by eye and machine, photo and code; the paper on the right carries the
words on one left edge, and the seals where no word can reach them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cicpa_credentials.members import Category
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.render.emblem import emblem
from cicpa_credentials.render.fitting import Setting, fit
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import Anchor, Code, Layer, Line, Page, Picture, Rectangle, Stroke, Text
from cicpa_credentials.render.ornament import braid, rosette, waves
from cicpa_credentials.render.seal import seal
from cicpa_credentials.render.theme import THEMES
from cicpa_credentials.render.wording import INSTITUTE, SCAN_TO_VERIFY, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import CertificateView
    from cicpa_credentials.render.layout import Primitive
    from cicpa_credentials.render.photo import Portrait
    from cicpa_credentials.render.qr import Symbol
    from cicpa_credentials.render.theme import Theme

__all__ = ["CODE_ROOM", "HEIGHT", "WIDTH", "card"]

WIDTH: Final = 135.5
HEIGHT: Final = 95.7
CODE_ROOM: Final = 35.1
"""What symbol and quiet zone may take: six pixels a module up to version 11, five up to version 14."""

_BAND: Final = 47.0
_LEFT: Final = 55.0
_RIGHT: Final = 128.0
_COLUMN: Final = 104.0
_PHOTO_WIDTH: Final = 27.0
_PHOTO_HEIGHT: Final = 37.8  # 25 to 35, as ID photos are
_PHOTO_TOP: Final = 8.2
_PANEL: Final = 36.0
_PANEL_TOP: Final = 49.6
_SEAL_RADIUS: Final = 10.2
_SEAL_X: Final = (117.8, 95.8)
_SEAL_Y: Final = 75.6

_NAME: Final = (Setting(lines=1, size=6.2, floor=4.0), Setting(lines=2, size=3.2, floor=2.4))
_ONE_LINE: Final = (Setting(lines=1, size=3.6, floor=2.3),)
_LEADING: Final = 1.18


class _Place(NamedTuple):
    """Where a field stands: left edge, baselines of caption and value, and the width that the value may take."""

    left: float
    caption: float
    value: float
    width: float


_PLACES: Final = {
    "name": _Place(_LEFT, 44.6, 52.2, 45.5),
    "gender": _Place(_COLUMN, 44.6, 52.2, _RIGHT - _COLUMN),
    "association": _Place(_LEFT, 58.0, 62.8, 46.0),
    "category": _Place(_COLUMN, 58.0, 62.8, _RIGHT - _COLUMN),
    "number": _Place(_LEFT, 69.2, 74.0, 25.5),
    "approval_date": _Place(_LEFT, 80.4, 85.2, 25.5),
}


def card(view: CertificateView, symbol: Symbol, portrait: Portrait, *, fonts: Fonts) -> Page:
    """Lay out the card of a member's category.

    Args:
        view: the face.
        symbol: made for `CODE_ROOM`.
        portrait: the photo.
        fonts: that measure the text.

    Raises:
        RenderError: `does_not_fit`, naming the field.
        MissingGlyphError: naming the characters that no font has.
    """
    theme = THEMES[view.category]
    own = Layer(primitives=(*_values(view, theme, fonts), *_band_contents(symbol, portrait)), lasting=False)
    return Page(width=WIDTH, height=HEIGHT, layers=(_backdrop(view.category), own, *_seals(view, theme)))


def _values(view: CertificateView, theme: Theme, fonts: Fonts) -> Iterator[Primitive]:
    values = {
        "name": view.name,
        "gender": view.gender.zh,
        "association": view.association.zh,
        "category": view.category.zh,
        "number": view.number,
        "approval_date": f"{view.joined.year}年{view.joined.month}月{view.joined.day}日",
    }
    for name, value in values.items():
        place, settings = _PLACES[name], _NAME if name == "name" else _ONE_LINE
        fitted = fit(value, field=name, face=Face.SERIF, fonts=fonts, width=place.width, settings=settings)
        for i, line in enumerate(reversed(fitted.lines)):
            baseline = place.value - i * fitted.size * _LEADING
            yield Text(x=place.left, y=baseline, text=line, face=Face.SERIF, size=fitted.size, colour=theme.ink)


def _band_contents(symbol: Symbol, portrait: Portrait) -> Iterator[Primitive]:
    yield Picture(
        x=(_BAND - _PHOTO_WIDTH) / 2, y=_PHOTO_TOP, width=_PHOTO_WIDTH, height=_PHOTO_HEIGHT, portrait=portrait
    )
    inset = (_PANEL - symbol.side) / 2
    yield Code(x=(_BAND - _PANEL) / 2 + inset, y=_PANEL_TOP + inset, symbol=symbol, colour="#000000")


def _seals(view: CertificateView, theme: Theme) -> Iterator[Layer]:
    """A practising member's certificate bears CICPA's seal and the association's, the other the association's alone."""
    names = [view.association.zh]
    if view.category is Category.PRACTISING and view.association.zh != INSTITUTE.zh:
        names.append(INSTITUTE.zh)
    for name, x in zip(names, _SEAL_X, strict=False):
        yield seal(name, x=x, y=_SEAL_Y, radius=_SEAL_RADIUS, colour=theme.seal)


@cache
def _backdrop(category: Category) -> Layer:
    """All that is the same on every card of a category."""
    theme, title = THEMES[category], TITLES[category]
    return Layer(
        primitives=(
            *_ground(theme),
            *_header(theme),
            *_bilingual(
                Text(
                    x=_LEFT - 0.35,
                    y=33.0,
                    text=title.zh,
                    face=Face.SERIF_BOLD,
                    size=7.6,
                    colour=theme.ink,
                    tracking=0.75,
                ),
                Text(x=_LEFT, y=38.2, text=title.en.upper(), face=Face.SANS, size=1.95, colour=theme.gold_ink),
            ),
            *(caption for name in _PLACES for caption in _caption(name, theme)),
        ),
        lasting=True,
    )


def _ground(theme: Theme) -> Iterator[Primitive]:
    yield Rectangle(x=0, y=0, width=WIDTH, height=HEIGHT, fill=theme.paper)
    middle = ((_BAND + WIDTH) / 2, HEIGHT / 2)
    yield Line(
        paths=waves(_BAND, 0.6, WIDTH - _BAND, HEIGHT - 1.2, count=64, length=29.0, swing=2.6),
        stroke=Stroke(colour=theme.tint, width=0.09),
    )
    yield Line(
        paths=rosette(*middle, inner=21.0, outer=42.0, petals=18, strands=9),
        stroke=Stroke(colour=theme.tint_warm, width=0.1),
    )
    yield Rectangle(x=0, y=0, width=_BAND, height=HEIGHT, fill=theme.band)
    yield Line(
        paths=waves(0, 0.6, _BAND, HEIGHT - 1.2, count=72, length=23.5, swing=2.4),
        stroke=Stroke(colour=theme.band_line, width=0.1),
    )
    yield Line(
        paths=braid(_BAND, 0, HEIGHT, swing=0.9, length=7.2, strands=6), stroke=Stroke(colour=theme.gold, width=0.12)
    )
    left = (_BAND - _PHOTO_WIDTH) / 2
    yield Rectangle(
        x=left - 0.5, y=_PHOTO_TOP - 0.5, width=_PHOTO_WIDTH + 1, height=_PHOTO_HEIGHT + 1, fill="#ffffff", radius=0.4
    )
    yield Rectangle(x=(_BAND - _PANEL) / 2, y=_PANEL_TOP, width=_PANEL, height=_PANEL, fill="#ffffff", radius=0.8)
    yield Text(
        x=_BAND / 2,
        y=90.4,
        text=f"{SCAN_TO_VERIFY.zh} · {SCAN_TO_VERIFY.en}",
        face=Face.SANS,
        size=2.0,
        colour=theme.on_band,
        anchor=Anchor.MIDDLE,
    )


def _header(theme: Theme) -> Iterator[Primitive]:
    yield from emblem(_LEFT + 6.0, 14.2, 6.0, theme)
    left = _LEFT + 15.0
    yield from _bilingual(
        Text(x=left, y=13.6, text=INSTITUTE.zh, face=Face.SERIF_BOLD, size=4.7, colour=theme.ink, tracking=0.5),
        Text(x=left, y=18.0, text=INSTITUTE.en, face=Face.SANS, size=1.9, colour=theme.caption),
    )
    yield Rectangle(x=_LEFT, y=23.2, width=_RIGHT - _LEFT, height=0.2, fill=theme.gold)


def _bilingual(zh: Text, en: Text) -> tuple[Text, Text]:
    """A Chinese line and its English one, spaced out to the same width."""
    fonts = Fonts()
    width = fonts.width(zh.text, zh.face, size=zh.size, tracking=zh.tracking)
    spare = width - fonts.width(en.text, en.face, size=en.size)
    return (zh, replace(en, tracking=spare / (len(en.text) - 1)))


def _caption(name: str, theme: Theme) -> Iterator[Primitive]:
    place, field = _PLACES[name], BY_NAME[name]
    text = f"{field.zh}  {field.en}"
    yield Text(x=place.left, y=place.caption, text=text, face=Face.SANS, size=1.9, colour=theme.caption)
