"""The card: every element of a member certificate and where it stands, in millimetres.

A dark band on the left carries what is compared by eye and machine, photo and code; the paper on the right carries the
words on one left edge, and the seals where no word can reach them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cicpa_credentials.render.compositor import Place
from cicpa_credentials.render.fitting import Setting
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Code, Curve, Layer, Page, Picture, Rectangle, Stroke, Text
from cicpa_credentials.render.ornament import braid, rosette, waves
from cicpa_credentials.render.seal import seal_places
from cicpa_credentials.render.wording import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import Category, CertificateView
    from cicpa_credentials.render.compositor import Compositor
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
_SEAL_X: Final = (95.8, 117.8)
_SEAL_Y: Final = 76.4
_CAPTION: Final = 1.9

_NAME: Final = (Setting(lines=1, size=6.2, floor=4.0), Setting(lines=2, size=3.2, floor=2.4))
_SHORT: Final = (Setting(lines=1, size=3.6, floor=2.3),)
_LONG: Final = (Setting(lines=1, size=3.6, floor=2.5), Setting(lines=2, size=2.7, floor=2.1))

_PLACES: Final = {
    "name": Place(_LEFT, 44.6, 52.2, 45.5, _NAME),
    "gender": Place(_COLUMN, 44.6, 52.2, _RIGHT - _COLUMN, _SHORT),
    "association": Place(_LEFT, 58.0, 62.8, 46.0, _LONG),
    "category": Place(_COLUMN, 58.0, 62.8, _RIGHT - _COLUMN, _LONG),
    "number": Place(_LEFT, 69.2, 74.0, 28.8, _SHORT),
    "approval_date": Place(_LEFT, 80.4, 85.2, 28.8, _SHORT),
}


def card(view: CertificateView, symbol: Symbol, portrait: Portrait, *, compositor: Compositor) -> Page:
    """Lay out the card of a member's category.

    Args:
        view: the face.
        symbol: made for `CODE_ROOM`.
        portrait: the photo.
        compositor: sets the words.

    Raises:
        RenderError: `does_not_fit`, naming the field.
        MissingGlyphError: naming the characters that no font has.
    """
    own = Layer(
        primitives=(*compositor.values(view, _PLACES), *_band_contents(symbol, portrait)),
        lasting=False,
    )
    seals = seal_places(view, at=_SEAL_X, y=_SEAL_Y, radius=_SEAL_RADIUS, colour=compositor.theme.seal)
    return Page(width=WIDTH, height=HEIGHT, layers=(_backdrop(compositor, view.category), own), seals=seals)


def _band_contents(symbol: Symbol, portrait: Portrait) -> Iterator[Primitive]:
    yield Picture(
        x=(_BAND - _PHOTO_WIDTH) / 2, y=_PHOTO_TOP, width=_PHOTO_WIDTH, height=_PHOTO_HEIGHT, portrait=portrait
    )
    inset = (_PANEL - symbol.side) / 2
    yield Code(x=(_BAND - _PANEL) / 2 + inset, y=_PANEL_TOP + inset, symbol=symbol, colour="#000000")


@lru_cache(maxsize=16)
def _backdrop(compositor: Compositor, category: Category) -> Layer:
    """All that is the same on every card of a category."""
    return Layer(
        primitives=(
            *_ground(compositor.theme),
            *_header(compositor),
            *_title(compositor, category),
            *compositor.captions(_PLACES, size=_CAPTION),
            _invitation(compositor),
        ),
        lasting=True,
    )


def _ground(theme: Theme) -> Iterator[Primitive]:
    yield Rectangle(x=0, y=0, width=WIDTH, height=HEIGHT, fill=theme.paper)
    middle = ((_BAND + WIDTH) / 2, HEIGHT / 2)
    yield Curve(
        paths=waves(_BAND, 0.6, WIDTH - _BAND, HEIGHT - 1.2, count=64, length=29.0, swing=2.6),
        stroke=Stroke(colour=theme.tint, width=0.09),
    )
    yield Curve(
        paths=rosette(*middle, inner=21.0, outer=42.0, petals=18, strands=9),
        stroke=Stroke(colour=theme.tint_warm, width=0.1),
    )
    yield Rectangle(x=0, y=0, width=_BAND, height=HEIGHT, fill=theme.band)
    yield Curve(
        paths=waves(0, 0.6, _BAND, HEIGHT - 1.2, count=72, length=23.5, swing=2.4),
        stroke=Stroke(colour=theme.band_line, width=0.1),
    )
    yield Curve(
        paths=braid(_BAND, 0, HEIGHT, swing=0.9, length=7.2, strands=6), stroke=Stroke(colour=theme.gold, width=0.12)
    )
    left = (_BAND - _PHOTO_WIDTH) / 2
    yield Rectangle(
        x=left - 0.5, y=_PHOTO_TOP - 0.5, width=_PHOTO_WIDTH + 1, height=_PHOTO_HEIGHT + 1, fill="#ffffff", radius=0.4
    )
    yield Rectangle(x=(_BAND - _PANEL) / 2, y=_PANEL_TOP, width=_PANEL, height=_PANEL, fill="#ffffff", radius=0.8)


def _header(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("institute")
    yield from compositor.template.logo(_LEFT + 6.0, 14.2, 6.0, theme)
    left = _LEFT + 15.0
    width = _RIGHT - left
    if compositor.language is Language.ZH:
        (lead,) = compositor.block(
            Text(x=left, y=13.6, text=words.zh, face=Face.SERIF_BOLD, size=0, colour=theme.ink),
            name="institute",
            width=width,
            settings=(Setting(lines=1, size=4.7, floor=3.0),),
            tracking=0.106,
        )
        second = Text(x=left, y=18.0, text=words.en, face=Face.SANS, size=1.9, colour=theme.caption)
        yield lead
        yield compositor.spread(lead, second)
    else:
        yield from compositor.block(
            Text(x=left, y=11.6, text=words.en, face=Face.SERIF_BOLD, size=0, colour=theme.ink),
            name="institute",
            width=width,
            settings=(Setting(lines=2, size=3.5, floor=2.4),),
        )
        yield Text(x=left, y=19.8, text=words.zh, face=Face.SANS, size=2.1, colour=theme.caption, tracking=0.4)
    yield Rectangle(x=_LEFT, y=23.2, width=_RIGHT - _LEFT, height=0.2, fill=theme.gold)


def _title(compositor: Compositor, category: Category) -> Iterator[Text]:
    name = category.json_name
    theme, words, width = compositor.theme, compositor.template.words(name), _RIGHT - _LEFT
    if compositor.language is Language.ZH:
        (lead,) = compositor.block(
            Text(x=_LEFT - 0.35, y=33.0, text=words.zh, face=Face.SERIF_BOLD, size=0, colour=theme.ink),
            name=name,
            width=width,
            settings=(Setting(lines=1, size=7.6, floor=4.5),),
            tracking=0.1,
        )
        second = Text(x=_LEFT, y=38.2, text=words.en.upper(), face=Face.SANS, size=1.95, colour=theme.gold_ink)
        yield lead
        yield compositor.spread(lead, second)
    else:
        yield from compositor.block(
            Text(x=_LEFT, y=29.5, text=words.en, face=Face.SERIF_BOLD, size=0, colour=theme.ink),
            name=name,
            width=width,
            settings=(Setting(lines=2, size=4.9, floor=3.6),),
        )
        yield Text(x=_LEFT, y=39.2, text=words.zh, face=Face.SANS, size=2.1, colour=theme.gold_ink, tracking=0.4)


def _invitation(compositor: Compositor) -> Text:
    words = compositor.template.words("scan")
    (line,) = compositor.block(
        Text(
            x=_BAND / 2,
            y=90.4,
            text=f"{compositor.lead(words)} · {compositor.second(words)}",
            face=Face.SANS,
            size=0,
            colour=compositor.theme.on_band,
            anchor=Anchor.MIDDLE,
        ),
        name="scan",
        width=_PANEL + 4,
        settings=(Setting(lines=1, size=2.0, floor=1.5),),
    )
    return line
