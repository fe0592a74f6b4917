"""The certificate on A4, landscape, to be framed: every element and where it stands, in millimetres.

All that names the certificate is centred at the top; below, from left to right, who it is, what is said about them and
the code that proves it; at the bottom what its validity rests on, and the seals. The frame keeps clear of the edge that
office printers cannot reach.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cicpa_credentials.render.border import border
from cicpa_credentials.render.compositor import Place
from cicpa_credentials.render.fitting import Setting
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Code, Curve, Layer, Page, Picture, Rectangle, Stroke, Text
from cicpa_credentials.render.ornament import rosette
from cicpa_credentials.render.seal import seal_places
from cicpa_credentials.render.wording import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import Category, CertificateView
    from cicpa_credentials.render.compositor import Compositor
    from cicpa_credentials.render.layout import Primitive
    from cicpa_credentials.render.photo import Portrait
    from cicpa_credentials.render.qr import Symbol

__all__ = ["CODE_ROOMS", "HEIGHT", "WIDTH", "certificate"]

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
CODE_ROOMS: Final = (35.1, 47.9)
"""What symbol and quiet zone may take: as on the card; and room up to version 22 for details behind an access code."""

_MIDDLE: Final = WIDTH / 2
_LEFT: Final = 33.0
_TOP: Final = 102.0
_PHOTO: Final = (35.0, 49.0)
_CODE_X: Final = 246.0
_CODE_TOP: Final = (102.0, 97.0)
_MARGIN: Final = 0.9  # of the code's panel
_FIRST: Final = 83.0
_SECOND: Final = 162.0
_SEAL_RADIUS: Final = 16.0
_SEAL_X: Final = (211.0, 248.0)
_SEAL_Y: Final = 174.0

_NAME: Final = (Setting(lines=1, size=11.0, floor=7.0), Setting(lines=2, size=5.6, floor=4.0))
_SHORT: Final = (Setting(lines=1, size=6.2, floor=4.0),)
_LONG: Final = (Setting(lines=1, size=6.2, floor=4.6), Setting(lines=2, size=4.5, floor=3.4))

_PLACES: Final = {
    "name": Place(_FIRST, 105.0, 116.6, 74.0, _NAME),
    "gender": Place(_SECOND, 105.0, 116.6, 56.0, _SHORT),
    "association": Place(_FIRST, 126.4, 134.2, 74.0, _LONG),
    "category": Place(_SECOND, 126.4, 134.2, 56.0, _SHORT),
    "number": Place(_FIRST, 144.4, 152.2, 74.0, _SHORT),
    "approval_date": Place(_SECOND, 144.4, 152.2, 56.0, _SHORT),
}


def certificate(view: CertificateView, symbol: Symbol, portrait: Portrait, *, compositor: Compositor) -> Page:
    """Lay out the A4 certificate of a member's category.

    Args:
        view: the face.
        symbol: made for the first of `CODE_ROOMS` that holds it.
        portrait: the photo.
        compositor: sets the words.

    Raises:
        RenderError: `does_not_fit`, naming the field.
        MissingGlyphError: naming the characters that no font has.
    """
    picture = Picture(x=_LEFT, y=_TOP, width=_PHOTO[0], height=_PHOTO[1], portrait=portrait)
    own = Layer(
        primitives=(*compositor.values(view, _PLACES), picture, *_code(symbol, compositor)),
        lasting=False,
    )
    seals = seal_places(view, at=_SEAL_X, y=_SEAL_Y, radius=_SEAL_RADIUS, colour=compositor.theme.seal)
    return Page(width=WIDTH, height=HEIGHT, layers=(_backdrop(compositor, view.category), own), seals=seals)


def _code(symbol: Symbol, compositor: Compositor) -> Iterator[Primitive]:
    """The code on its white panel, and below it what to do with it."""
    large = symbol.side > CODE_ROOMS[0]
    panel, top = CODE_ROOMS[large] + _MARGIN, _CODE_TOP[large]
    theme, words = compositor.theme, compositor.template.words("scan")
    frame = 0.25
    yield Rectangle(
        x=_CODE_X - panel / 2 - frame,
        y=top - frame,
        width=panel + 2 * frame,
        height=panel + 2 * frame,
        fill=theme.gold,
        radius=1.0,
    )
    yield Rectangle(x=_CODE_X - panel / 2, y=top, width=panel, height=panel, fill="#ffffff", radius=0.8)
    inset = (panel - symbol.side) / 2
    yield Code(x=_CODE_X - panel / 2 + inset, y=top + inset, symbol=symbol, colour="#000000")
    yield from compositor.block(
        Text(
            x=_CODE_X,
            y=top + panel + 5.2,
            text=f"{compositor.lead(words)} · {compositor.second(words)}",
            face=Face.SANS,
            size=0,
            colour=theme.caption,
            anchor=Anchor.MIDDLE,
        ),
        name="scan",
        width=52.0,
        settings=(Setting(lines=1, size=2.5, floor=1.8),),
    )


@lru_cache(maxsize=16)
def _backdrop(compositor: Compositor, category: Category) -> Layer:
    """All that is the same on every certificate of a category."""
    return Layer(
        primitives=(
            *_ground(compositor),
            *_header(compositor),
            *_title(compositor, category.json_name),
            *compositor.captions(_PLACES, size=2.9),
            *_note(compositor),
        ),
        lasting=True,
    )


def _ground(compositor: Compositor) -> Iterator[Primitive]:
    theme = compositor.theme
    yield from border(WIDTH, HEIGHT, theme)
    yield Curve(
        paths=rosette(_MIDDLE, 116.0, inner=34.0, outer=68.0, petals=24, strands=11),
        stroke=Stroke(colour=theme.tint_warm, width=0.13),
    )
    for rim, colour in ((1.05, theme.gold), (0.8, "#ffffff")):
        width, height = _PHOTO[0] + 2 * rim, _PHOTO[1] + 2 * rim
        yield Rectangle(x=_LEFT - rim, y=_TOP - rim, width=width, height=height, fill=colour, radius=rim - 0.3)


def _header(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("institute")
    yield from compositor.template.logo(_MIDDLE, 34.0, 9.5, theme)
    chinese = compositor.language is Language.ZH
    (lead,) = compositor.block(
        Text(
            x=_MIDDLE,
            y=54.6,
            text=compositor.lead(words),
            face=Face.SERIF_BOLD,
            size=0,
            colour=theme.ink,
            anchor=Anchor.MIDDLE,
        ),
        name="institute",
        width=200.0,
        settings=(Setting(lines=1, size=8.0 if chinese else 6.6, floor=4.0),),
        tracking=0.16 if chinese else 0.0,
    )
    yield lead
    second = Text(
        x=_MIDDLE,
        y=60.8,
        text=compositor.second(words),
        face=Face.SANS,
        size=3.0,
        colour=theme.caption,
        anchor=Anchor.MIDDLE,
        tracking=0.0 if chinese else 1.2,
    )
    yield compositor.spread(lead, second) if chinese else second


def _title(compositor: Compositor, name: str) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words(name)
    chinese = compositor.language is Language.ZH
    (lead,) = compositor.block(
        Text(
            x=_MIDDLE,
            y=81.0,
            text=compositor.lead(words),
            face=Face.SERIF_BOLD,
            size=0,
            colour=theme.ink,
            anchor=Anchor.MIDDLE,
        ),
        name=name,
        width=230.0,
        settings=(Setting(lines=1, size=15.0 if chinese else 8.8, floor=7.0),),
        tracking=0.2 if chinese else 0.0,
    )
    yield lead
    second = Text(
        x=_MIDDLE,
        y=89.6,
        text=compositor.second(words).upper(),
        face=Face.SANS,
        size=3.5,
        colour=theme.gold_ink,
        anchor=Anchor.MIDDLE,
        tracking=0.0 if chinese else 1.6,
    )
    yield compositor.spread(lead, second) if chinese else second


def _note(compositor: Compositor) -> Iterator[Text]:
    words = compositor.template.words("validity")
    for text, baseline, size in ((compositor.lead(words), 172.6, 3.0), (compositor.second(words), 178.0, 2.5)):
        yield from compositor.block(
            Text(x=_LEFT, y=baseline, text=text, face=Face.SANS, size=0, colour=compositor.theme.caption),
            name="validity",
            width=150.0,
            settings=(Setting(lines=1, size=size, floor=size * 0.7),),
        )
