"""The presentation card: a code to be held under a reader, and what it shows to whom until when, but no value.

It is as wide as a phone's picture and as tall as the list of what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import RenderError
from cicpa_credentials.members.fields import DETAILS
from cicpa_credentials.render.fitting import Setting
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Code, Curve, Layer, Page, Rectangle, Stroke, Text
from cicpa_credentials.render.ornament import braid, rosette, waves
from cicpa_credentials.render.wording import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.render.compositor import Compositor
    from cicpa_credentials.render.layout import Primitive
    from cicpa_credentials.render.qr import Symbol

__all__ = ["CODE_ROOM", "WIDTH", "PresentationView", "presentation"]

WIDTH: Final = 80.0
CODE_ROOM: Final = 56.4
"""What symbol and quiet zone may take: five pixels a module up to version 27."""

_LEFT: Final = 8.0
_INSIDE: Final = WIDTH - 2 * _LEFT
_MIDDLE: Final = WIDTH / 2
_BAND: Final = 19.0
_PANEL: Final = 58.0
_PANEL_TOP: Final = 40.0
_BELOW: Final = _PANEL_TOP + _PANEL
_RIGHT: Final = WIDTH - _LEFT
_ROW: Final = 5.6
_BEIJING: Final = timezone(timedelta(hours=8))
_DETAILS: Final = frozenset(field.name for field in DETAILS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationView:
    """What a presentation says about itself.

    Attributes:
        fields: JSON names of the details that it shows, the largest first: in this order an over-full code names what
            could go. The face is always shown.
        audience: whom it is for; None for a bearer certificate's, which is for anybody.
        expires_at: when it ends, aware; None with a bearer certificate, where the certificate's end is its own.
    """

    fields: tuple[str, ...]
    audience: str | None = None
    expires_at: datetime | None = None


def presentation(view: PresentationView, symbol: Symbol, *, compositor: Compositor) -> Page:
    """Lay out the card of a presentation.

    Args:
        view: what it says about itself.
        symbol: made for `CODE_ROOM`.
        compositor: sets the words.

    Raises:
        RenderError: `does_not_fit`, naming the audience or a field; `field_unknown` for what is no detail.
        MissingGlyphError: naming the characters that no font has.
    """
    if not _DETAILS.issuperset(view.fields):
        raise RenderError(ErrorCode.FIELD_UNKNOWN, "a presentation shows details of a certificate, and nothing else")
    about, bottom = _about(view, compositor)
    shown = _shown(view, bottom, compositor)
    height = bottom + _ROW * (len(view.fields) + 1) + 7.0
    inset = (WIDTH - symbol.side) / 2
    code = Code(x=inset, y=_PANEL_TOP + (_PANEL - symbol.side) / 2, symbol=symbol, colour="#000000")
    own = Layer(primitives=(code, *about, *shown), lasting=False)
    return Page(width=WIDTH, height=height, layers=(_backdrop(compositor, height), own))


def _about(view: PresentationView, compositor: Compositor) -> tuple[tuple[Primitive, ...], float]:
    """For whom and until when, or that it is for anybody; and how far down the page that reaches."""
    if view.audience is None or view.expires_at is None:
        return tuple(_warning(compositor)), _BELOW + 33.0
    return tuple(_terms(view.audience, view.expires_at, compositor)), _BELOW + 35.6


def _terms(audience: str, expires_at: datetime, compositor: Compositor) -> Iterator[Text]:
    until = expires_at.astimezone(_BEIJING)
    time = f"{until:%H:%M}"
    chinese = compositor.language is Language.ZH
    values = (
        ("audience", audience, 13.6, (Setting(lines=1, size=4.2, floor=3.2), Setting(lines=2, size=3.4, floor=2.2))),
        (
            "until",
            f"{compositor.day(until)} {time}（北京时间）" if chinese else f"{compositor.day(until)}, {time} (UTC+8)",
            27.4,
            (Setting(lines=1, size=4.2, floor=3.0),),
        ),
    )
    for name, value, down, settings in values:
        yield from _caption(name, _BELOW + down - 5.6, compositor)
        ground = Text(x=_LEFT, y=_BELOW + down, text=value, face=Face.SERIF, size=0, colour=compositor.theme.ink)
        yield from compositor.block(ground, name=name, width=_INSIDE, settings=settings)


def _warning(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("bearer")
    yield Rectangle(x=_LEFT, y=_BELOW + 9.6, width=0.8, height=15.6, fill=theme.gold)
    lines = ((compositor.lead(words), 12.8, 3.2, theme.ink), (compositor.second(words), 21.4, 2.3, theme.caption))
    for text, down, size, colour in lines:
        yield from compositor.block(
            Text(x=_LEFT + 3.0, y=_BELOW + down, text=text, face=Face.SANS, size=0, colour=colour),
            name="bearer",
            width=_INSIDE - 3.0,
            settings=(Setting(lines=2, size=size, floor=1.6),),
        )


def _shown(view: PresentationView, top: float, compositor: Compositor) -> Iterator[Primitive]:
    """The names of what is shown, one below the other, on hairlines."""
    theme = compositor.theme
    first = 26.0 if compositor.language is Language.ZH else 46.0
    yield from _caption("shown", top, compositor)
    for i, name in enumerate(("face", *view.fields), start=1):
        words, y = compositor.template.words(name), top + _ROW * i
        for text, x, anchor, size, width, colour in (
            (compositor.lead(words), _LEFT, Anchor.START, 3.1, first, theme.ink),
            (compositor.second(words), _RIGHT, Anchor.END, 2.2, _INSIDE - first - 2.0, theme.caption),
        ):
            yield from compositor.block(
                Text(x=x, y=y, text=text, face=Face.SANS, size=0, colour=colour, anchor=anchor),
                name=name,
                width=width,
                settings=(Setting(lines=1, size=size, floor=1.4),),
            )
        yield Rectangle(x=_LEFT, y=y + 1.7, width=_INSIDE, height=0.12, fill=theme.tint_warm)


def _caption(name: str, y: float, compositor: Compositor) -> Iterator[Text]:
    words = compositor.template.words(name)
    text = f"{compositor.lead(words)}  {compositor.second(words)}"
    yield from compositor.block(
        Text(x=_LEFT, y=y, text=text, face=Face.SANS, size=0, colour=compositor.theme.gold_ink),
        name=name,
        width=_INSIDE,
        settings=(Setting(lines=1, size=2.0, floor=1.5),),
    )


@lru_cache(maxsize=16)
def _backdrop(compositor: Compositor, height: float) -> Layer:
    """All that is the same on every card of a height."""
    return Layer(
        primitives=(*_ground(compositor, height), *_header(compositor), *_title(compositor)),
        lasting=True,
    )


def _ground(compositor: Compositor, height: float) -> Iterator[Primitive]:
    theme = compositor.theme
    yield Rectangle(x=0, y=0, width=WIDTH, height=height, fill=theme.paper)
    yield Curve(
        paths=waves(0, _BAND, WIDTH, height - _BAND - 0.6, count=round(height * 0.62), length=29.0, swing=2.6),
        stroke=Stroke(colour=theme.tint, width=0.09),
    )
    yield Curve(
        paths=rosette(_MIDDLE, _PANEL_TOP + _PANEL / 2, inner=30.0, outer=39.0, petals=24, strands=7),
        stroke=Stroke(colour=theme.tint_warm, width=0.1),
    )
    yield Rectangle(x=0, y=0, width=WIDTH, height=_BAND, fill=theme.band)
    yield Curve(
        paths=waves(0, 0.3, WIDTH, _BAND - 0.6, count=17, length=23.5, swing=2.0),
        stroke=Stroke(colour=theme.band_line, width=0.1),
    )
    level = braid(_BAND, 0, WIDTH, swing=0.8, length=7.2, strands=6)
    yield Curve(
        paths=tuple(tuple((y, x) for x, y in path) for path in level), stroke=Stroke(colour=theme.gold, width=0.12)
    )
    left = (WIDTH - _PANEL) / 2
    yield Rectangle(
        x=left - 0.25, y=_PANEL_TOP - 0.25, width=_PANEL + 0.5, height=_PANEL + 0.5, fill=theme.gold, radius=1.2
    )
    yield Rectangle(x=left, y=_PANEL_TOP, width=_PANEL, height=_PANEL, fill="#ffffff", radius=1.0)


def _header(compositor: Compositor) -> Iterator[Primitive]:
    theme, words = compositor.theme, compositor.template.words("institute")
    yield from compositor.template.logo(_LEFT + 5.6, 9.4, 5.6, theme)
    left = _LEFT + 14.4
    lead, second = (
        ((8.9, Setting(lines=1, size=4.6, floor=3.0)), (13.4, Setting(lines=1, size=1.9, floor=1.4)))
        if compositor.language is Language.ZH
        else ((6.5, Setting(lines=2, size=3.2, floor=2.2)), (14.6, Setting(lines=1, size=2.2, floor=1.6)))
    )
    for text, face, (baseline, setting) in (
        (compositor.lead(words), Face.SERIF_BOLD, lead),
        (compositor.second(words), Face.SANS, second),
    ):
        yield from compositor.block(
            Text(x=left, y=baseline, text=text, face=face, size=0, colour=theme.on_band),
            name="institute",
            width=WIDTH - _LEFT - left,
            settings=(setting,),
        )


def _title(compositor: Compositor) -> Iterator[Text]:
    theme, words = compositor.theme, compositor.template.words("presentation")
    chinese = compositor.language is Language.ZH
    for text, baseline, face, size, colour in (
        (compositor.lead(words), 29.6, Face.SERIF_BOLD, 5.6 if chinese else 4.2, theme.ink),
        (compositor.second(words), 34.4, Face.SANS, 2.1 if chinese else 2.4, theme.gold_ink),
    ):
        yield from compositor.block(
            Text(x=_MIDDLE, y=baseline, text=text, face=face, size=0, colour=colour, anchor=Anchor.MIDDLE),
            name="presentation",
            width=_INSIDE,
            settings=(Setting(lines=1, size=size, floor=1.5),),
        )
