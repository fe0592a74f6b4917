from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.render.ornament import braid, rosette, waves
from cicpa_credentials.render.typeset.curves import curved, straight

if TYPE_CHECKING:
    from cicpa_credentials.render.layout import Point
    from cicpa_credentials.render.typeset.curves import Step

NEAR = 0.02 + 2 * 0.01  # what a curve may miss a point by, and what rounding adds


def walked(steps: list[Step]) -> list[Point]:
    """Points along a path, close together."""
    ((start,), *others) = steps
    found = [start]
    for step in others:
        (x0, y0), (x3, y3) = found[-1], step[-1]
        (x1, y1), (x2, y2) = step[:2] if len(step) > 1 else ((x0, y0), (x3, y3))
        for i in range(1, 201):
            t = i / 200
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def farthest(path: tuple[Point, ...], steps: list[Step]) -> float:
    """How far the point of a path that is missed most lies beside the steps."""
    return max(min(hypot(x - u, y - v) for u, v in walked(steps)) for x, y in path)


ORNAMENTS = {
    "rosette": rosette(60, 40, inner=21, outer=42, petals=18, strands=9)[3],
    "a small one": rosette(20, 20, inner=4.2, outer=5.1, petals=24, strands=4)[0],
    "waves": waves(10, 10, 80, 60, count=20, length=29, swing=2.6)[7],
    "braid": braid(5, 0, 95, swing=0.9, length=7.2, strands=6)[1],
}


@pytest.mark.parametrize("name", ORNAMENTS)
def test_ornaments_become_fewer_curves_that_pass_through_their_points(name: str) -> None:
    path = ORNAMENTS[name]
    steps = curved(path)
    assert {len(step) for step in steps[1:]} == {3}
    assert len(steps) < len(path) / 3
    assert farthest(path[:60], steps) < NEAR


def test_a_closed_path_stays_closed_without_a_kink() -> None:
    circle = tuple((10 + 5 * cos(2 * pi * i / 48), 10 + 5 * sin(2 * pi * i / 48)) for i in range(48))
    start, *steps = curved((*circle, circle[0]))
    assert steps[-1][-1] == start[0]
    (x, y), (u, v), (w, z) = start[0], steps[0][0], steps[-1][1]
    assert (u - x, v - y) == pytest.approx((x - w, y - z), abs=0.02)


CORNERED = {
    "frame": ((0, 0), (0, 40), (60, 40), (60, 0), (0, 0)),
    "zigzag": tuple((i * 2.0, float(i % 2)) for i in range(40)),
    "straight with one corner": tuple((min(i, 8) * 3.0, max(i - 8, 0) * 3.0) for i in range(17)),
    "hexagon": tuple((5 * cos(pi * i / 3), 5 * sin(pi * i / 3)) for i in range(7)),
    "two points": ((0, 0), (3, 4)),
    "three points": ((0, 0), (3, 4), (6, 0)),
}


@pytest.mark.parametrize("name", CORNERED)
def test_corners_stay_corners(name: str) -> None:
    path = CORNERED[name]
    assert curved(path) == straight(path) == [(point,) for point in path]


numbers = st.floats(0, 300).map(lambda value: round(value, 3))
paths = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30).map(tuple)


@given(paths)
def test_whatever_the_path_its_points_are_passed(path: tuple[Point, ...]) -> None:
    assert farthest(path, curved(path)) < NEAR
