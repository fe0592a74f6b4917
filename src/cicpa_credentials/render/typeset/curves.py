"""Finds the smooth curve that a polyline was sampled from.

Ornaments are told as points so close that no chord shows at 300 dpi. As cubic curves they take a fraction of the room,
and no chord shows in print either.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cicpa_credentials.render.layout import Point

__all__ = ["Step", "curved", "straight"]

Step: TypeAlias = "tuple[Point, ...]"
"""A step of a path: straight to a point; or past two control points to a point, on a cubic curve. The first starts."""

_STRIDES: Final = (24, 16, 12, 8, 6, 4)
_TOLERANCE: Final = 0.02
"""Millimetres that a curve may pass beside a point: not more than a chord passed beside the curve."""
_DIGITS: Final = 2
"""A hundredth of a millimetre is the dot of a 2540 dpi plate."""


def straight(path: Sequence[Point]) -> list[Step]:
    """A path as it is."""
    return [(point,) for point in path]


def curved(path: Sequence[Point]) -> list[Step]:
    """A path as few cubic curves that pass through all its points; as it is where there are none such."""
    for stride in _STRIDES:
        steps = _fitted(path, stride) if len(path) > stride else None
        if steps is not None:
            return steps
    return straight(path)


def _fitted(path: Sequence[Point], stride: int) -> list[Step] | None:
    """One curve for every so many points; None when one would miss a point."""
    slopes = _slopes(path)
    steps: list[Step] = [((round(path[0][0], _DIGITS), round(path[0][1], _DIGITS)),)]
    for start in range(0, len(path) - 1, stride):
        part = path[start : start + stride + 1]
        length = len(part) - 1
        (x0, y0), (x3, y3) = part[0], part[-1]
        (u0, v0), (u3, v3) = slopes[start], slopes[start + length]
        x1, y1 = round(x0 + u0 * length / 3, _DIGITS), round(y0 + v0 * length / 3, _DIGITS)
        x2, y2 = round(x3 - u3 * length / 3, _DIGITS), round(y3 - v3 * length / 3, _DIGITS)
        for i in range(1, length):
            t = i / length
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x, y = part[i]
            if hypot(a * x0 + b * x1 + c * x2 + d * x3 - x, a * y0 + b * y1 + c * y2 + d * y3 - y) > _TOLERANCE:
                return None
        steps.append(((x1, y1), (x2, y2), (round(x3, _DIGITS), round(y3, _DIGITS))))
    return steps


def _slopes(path: Sequence[Point]) -> list[Point]:
    """How far the curve moves in a step, at each point, as a polynomial through the five points about it would."""
    if path[0] == path[-1]:
        wide = [path[-3], path[-2], *path, path[1], path[2]]
    else:  # an open path goes on as the parabola through its last three points would
        wide = [*_before(path)[::-1], *path, *_before(path[::-1])]
    return [
        ((8 * (xd - xb) - (xe - xa)) / 12, (8 * (yd - yb) - (ye - ya)) / 12)
        for (xa, ya), (xb, yb), (xd, yd), (xe, ye) in zip(wide, wide[1:], wide[3:], wide[4:], strict=False)
    ]


def _before(path: Sequence[Point]) -> tuple[Point, Point]:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = path[:4]
    x, y = 4 * x0 - 6 * x1 + 4 * x2 - x3, 4 * y0 - 6 * y1 + 4 * y2 - y3
    return (x, y), (4 * x - 6 * x0 + 4 * x1 - x2, 4 * y - 6 * y0 + 4 * y1 - y2)
