"""The frame of a page: a band of fine lines between gold braids, with a medallion on each corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.render.layout import Circle, Curve, Line, Rectangle, Stroke
from cicpa_credentials.render.ornament import braid, rosette, waves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.render.layout import Point, Primitive
    from cicpa_credentials.render.theme import Theme

__all__ = ["border"]

_OUTER: Final = 7.0
_BAND: Final = 6.0
_INNER: Final = _OUTER + _BAND
_RULE: Final = _INNER + 3.2
_MEDALLION: Final = 4.8


def border(width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """Paper, its fine lines, and the frame around it, from the lowest to the highest."""
    yield Rectangle(x=0, y=0, width=width, height=height, fill=theme.paper)
    yield Rectangle(x=_OUTER, y=_OUTER, width=width - 2 * _OUTER, height=height - 2 * _OUTER, fill=theme.band)
    yield from _strips(width, height, theme)
    yield Rectangle(x=_INNER, y=_INNER, width=width - 2 * _INNER, height=height - 2 * _INNER, fill=theme.paper)
    yield Curve(
        paths=waves(_INNER, _INNER, width - 2 * _INNER, height - 2 * _INNER, count=104, length=41.0, swing=3.4),
        stroke=Stroke(colour=theme.tint, width=0.11),
    )
    for inset, swing in ((_OUTER, 0.55), (_INNER, 0.75)):
        yield Curve(paths=_braids(width, height, inset, swing), stroke=Stroke(colour=theme.gold, width=0.12))
    yield Line(paths=(_box(width, height, _RULE),), stroke=Stroke(colour=theme.gold, width=0.25))
    middle = (_OUTER + _INNER) / 2
    for x in (middle, width - middle):
        for y in (middle, height - middle):
            yield from _medallion(x, y, theme)


def _strips(width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """Fine lines along each side of the band."""
    long, tall = width - 2 * _OUTER, height - 2 * _OUTER
    level = [waves(_OUTER, top, long, _BAND, count=11, length=13.0, swing=1.6) for top in (_OUTER, height - _INNER)]
    upright = [
        _turned(waves(_OUTER, left, tall, _BAND, count=11, length=13.0, swing=1.6)) for left in (_OUTER, width - _INNER)
    ]
    stroke = Stroke(colour=theme.band_line, width=0.1)
    for paths in (*level, *upright):
        yield Curve(paths=paths, stroke=stroke)


def _braids(width: float, height: float, inset: float, swing: float) -> tuple[tuple[Point, ...], ...]:
    """A braid along each side of a rectangle."""
    upright = [braid(x, inset, height - 2 * inset, swing=swing, length=6.0, strands=5) for x in (inset, width - inset)]
    level = [
        _turned(braid(y, inset, width - 2 * inset, swing=swing, length=6.0, strands=5)) for y in (inset, height - inset)
    ]
    return tuple(path for paths in (*upright, *level) for path in paths)


def _turned(paths: tuple[tuple[Point, ...], ...]) -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple((y, x) for x, y in path) for path in paths)


def _box(width: float, height: float, inset: float) -> tuple[Point, ...]:
    """A frame that begins and ends inside a side, for at an end its corner would be notched."""
    middle, right, bottom = width / 2, width - inset, height - inset
    return ((middle, inset), (right, inset), (right, bottom), (inset, bottom), (inset, inset), (middle, inset))


def _medallion(x: float, y: float, theme: Theme) -> Iterator[Primitive]:
    gold = theme.gold
    yield Circle(x=x, y=y, radius=_MEDALLION, fill=theme.band, stroke=Stroke(colour=gold, width=0.3))
    yield Curve(
        paths=rosette(x, y, inner=1.5, outer=_MEDALLION - 0.7, petals=8, strands=5),
        stroke=Stroke(colour=gold, width=0.1),
    )
