"""Guilloche: the families of fine curves that bank notes wear. Each function but `star` gives the paths of one `Curve`.

A curve is told by its crests and troughs alone. Between two of them, one cubic curve is a sine to the eye.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, cos, pi, sin
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.render.layout import Point

__all__ = ["braid", "rosette", "star", "waves"]

_HANDLE: Final = 0.364
"""How far the control points reach along the tangents, as a share of the way between two knots. With this one, a curve
from crest to trough stays within a two-thousandth of a sine's swing; the usual third would miss it by a fiftieth."""


class _Knot(NamedTuple):
    """A point that a curve runs through, how far along, and how fast it moves there: (x, y) for each unit along."""

    along: float
    point: Point
    speed: Point


def rosette(
    x: float, y: float, *, inner: float, outer: float, petals: int, strands: int
) -> tuple[tuple[Point, ...], ...]:
    """Closed curves that swing between two circles, each turned a little further than the one before.

    Args:
        x: centre.
        y: centre.
        inner: radius that the curves' troughs touch.
        outer: radius that their crests touch.
        petals: swings in one round.
        strands: number of curves.
    """

    def knot(half: int, strand: int) -> _Knot:
        angle = (half + 0.5 - 2 * strand / strands) * pi / petals
        radius = inner if half % 2 else outer
        return _Knot(
            angle,
            (x + radius * cos(angle), y + radius * sin(angle)),
            (-radius * sin(angle), radius * cos(angle)),
        )

    return tuple(_curve(knot(half, strand) for half in range(2 * petals + 1)) for strand in range(strands))


def waves(
    left: float, top: float, width: float, height: float, *, count: int, length: float, swing: float
) -> tuple[tuple[Point, ...], ...]:
    """Level wavy lines that fill a rectangle, each a little out of step with its neighbour.

    Args:
        left: of the rectangle.
        top: of the rectangle.
        width: of the rectangle.
        height: of the rectangle.
        count: number of lines.
        length: of one wave.
        swing: how far a line leaves its level.
    """
    pitch = (height - 2 * swing) / (count - 1)
    turn = 2 * pi / length

    def knot(across: float, line: int) -> _Knot:
        phase, second = turn * across + line * 0.42, 0.37 * turn * across - line * 0.23
        # the second, longer wave keeps neighbours from running in parallel, which would look like ruled paper
        lift = 0.65 * sin(phase) + 0.35 * sin(second)
        steep = 0.65 * cos(phase) + 0.35 * 0.37 * cos(second)
        return _Knot(
            across,
            (left + across, top + swing + pitch * line + swing * lift),
            (1.0, swing * turn * steep),
        )

    return tuple(
        _curve(knot(across, line) for across in _crests(width, length=length, phase=line * 0.42))
        for line in range(count)
    )


def braid(
    x: float, top: float, height: float, *, swing: float, length: float, strands: int
) -> tuple[tuple[Point, ...], ...]:
    """An upright ribbon of strands that cross each other about x; each crosses it twice in its length."""
    turn = 2 * pi / length

    def knot(down: float, shift: float) -> _Knot:
        phase = turn * down + shift
        return _Knot(down, (x + swing * sin(phase), top + down), (swing * turn * cos(phase), 1.0))

    shifts = [2 * pi * strand / strands for strand in range(strands)]
    return tuple(_curve(knot(down, shift) for down in _crests(height, length=length, phase=shift)) for shift in shifts)


def star(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """The corners of an upright five-pointed star; its inner corners lie where its sides cross."""
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    corners = [(inner if i % 2 else radius, pi * i / 5) for i in range(10)]
    return tuple(_round(x + reach * sin(angle), y - reach * cos(angle)) for reach, angle in corners)


def _crests(span: float, *, length: float, phase: float) -> list[float]:
    """Where a sine begins, turns and ends; a turn so near an end that nobody would see it is left out."""
    half, near = length / 2, length / 50
    first = (length / 4 - phase / (2 * pi) * length) % half
    turns = (first + half * i for i in range(ceil(span / half)))
    return [0.0, *(turn for turn in turns if near < turn < span - near), span]


def _curve(knots: Iterable[_Knot]) -> tuple[Point, ...]:
    """A path as `Curve` takes it, smooth from knot to knot."""
    path: list[Point] = []
    for start, end in pairwise(knots):
        (x0, y0), (x3, y3) = start.point, end.point
        reach = _HANDLE * (end.along - start.along)
        path += (
            _round(x0, y0),
            _round(x0 + reach * start.speed[0], y0 + reach * start.speed[1]),
            _round(x3 - reach * end.speed[0], y3 - reach * end.speed[1]),
        )
    return (*path, _round(x3, y3))


def _round(x: float, y: float) -> Point:
    return (round(x, 3), round(y, 3))
