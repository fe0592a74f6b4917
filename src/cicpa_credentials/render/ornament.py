"""Guilloche: the families of fine curves that bank notes wear. Each function gives the paths of one `Line`.

Points are far enough apart to keep drawings small and close enough that no chord shows at 300 dpi.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cicpa_credentials.render.layout import Point

__all__ = ["braid", "rosette", "star", "waves"]


def rosette(
    x: float, y: float, *, inner: float, outer: float, petals: int, strands: int
) -> tuple[tuple[Point, ...], ...]:
    """Closed curves that swing between two circles, each turned a little further than the one before.

    Args:
        x: centre.
        y: centre.
        inner: radius that no curve falls below.
        outer: radius that no curve exceeds.
        petals: swings in one round.
        strands: number of curves.
    """
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    steps = petals * (16 + round(outer))  # a small one needs fewer points to look round
    angles = [2 * pi * i / steps for i in range(steps + 1)]

    def point(angle: float, shift: float) -> Point:
        radius = middle + swing * sin(petals * angle + shift)
        return _round(x + radius * cos(angle), y + radius * sin(angle))

    return tuple(tuple(point(angle, 2 * pi * strand / strands) for angle in angles) for strand in range(strands))


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
    steps = int(width / length * 20) + 1
    pitch = (height - 2 * swing) / (count - 1)

    def point(line: int, step: int) -> Point:
        across = width * step / steps
        phase = 2 * pi * across / length
        # the second, longer wave keeps neighbours from running in parallel, which would look like ruled paper
        lift = 0.65 * sin(phase + line * 0.42) + 0.35 * sin(phase * 0.37 - line * 0.23)
        return _round(left + across, top + swing + pitch * line + swing * lift)

    return tuple(tuple(point(line, step) for step in range(steps + 1)) for line in range(count))


def braid(
    x: float, top: float, height: float, *, swing: float, length: float, strands: int
) -> tuple[tuple[Point, ...], ...]:
    """An upright ribbon of strands that cross each other about x."""
    steps = int(height / length * 20) + 1

    def point(strand: int, step: int) -> Point:
        down = height * step / steps
        return _round(x + swing * sin(2 * pi * (down / length + strand / strands)), top + down)

    return tuple(tuple(point(strand, step) for step in range(steps + 1)) for strand in range(strands))


def star(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """The corners of an upright five-pointed star; its inner corners lie where its sides cross."""
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    corners = [(inner if i % 2 else radius, pi * i / 5) for i in range(10)]
    return tuple(_round(x + reach * sin(angle), y - reach * cos(angle)) for reach, angle in corners)


def _round(x: float, y: float) -> Point:
    return (round(x, 3), round(y, 3))
