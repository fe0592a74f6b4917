from __future__ import annotations

from itertools import pairwise
from math import atan2, hypot, pi, sin
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.render.ornament import braid, rosette, star, waves

if TYPE_CHECKING:
    from cicpa_credentials.render.layout import Point


def walked(path: tuple[Point, ...]) -> list[Point]:
    """Points along smooth curves, close together."""
    found = [path[0]]
    for i in range(0, len(path) - 1, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = path[i : i + 4]
        for t in (j / 50 for j in range(1, 51)):
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def test_a_rosette_stays_between_its_circles_and_closes() -> None:
    paths = rosette(10, 20, inner=3, outer=5, petals=8, strands=6)
    assert len(paths) == len(set(paths)) == 6
    for path in paths:
        assert path[0] == pytest.approx(path[-1], abs=2e-3)
        distances = [hypot(x - 10, y - 20) for x, y in walked(path)]
        assert (min(distances), max(distances)) == pytest.approx((3, 5), abs=2e-2)


def test_waves_fill_their_rectangle_and_never_leave_it() -> None:
    paths = waves(5, 10, 40, 30, count=12, length=9, swing=2)
    assert len(paths) == 12
    for path in paths:
        assert (path[0][0], path[-1][0]) == (5, 45)
        assert all(10 <= y <= 40 for _, y in walked(path))


def test_a_braid_runs_from_top_to_bottom_about_its_axis() -> None:
    paths = braid(7, 1, 20, swing=0.5, length=4, strands=3)
    assert len(set(paths)) == 3
    for path in paths:
        assert (path[0][1], path[-1][1]) == (1, 21)
        assert all(abs(x - 7) <= 0.501 for x, _ in walked(path))


def test_a_strand_is_a_sine_told_by_two_curves_a_wave() -> None:
    (path,) = braid(0, 0, 40, swing=3, length=10, strands=1)
    assert len(path) == 1 + 3 * 9
    for x, y in walked(path):
        whole = 2.5 <= y <= 37.5  # between the first and the last crest
        assert x == pytest.approx(3 * sin(2 * pi * y / 10), abs=0.003 if whole else 0.05)


def test_a_crest_at_the_very_end_is_the_end() -> None:
    paths = braid(0, 0, 22.5, swing=3, length=10, strands=4)
    for path in paths:
        assert min(hypot(u - x, v - y) for (x, y), (u, v) in pairwise(path[::3])) > 0.5


def test_a_star_points_up_and_its_sides_are_straight() -> None:
    corners = star(0, 0, 10)
    assert corners[0] == pytest.approx((0, -10))
    assert [round(hypot(x, y), 2) for x, y in corners] == [10, 3.82] * 5
    # the side from the top to the lower left passes through two inner corners: those lie on one line
    (x0, y0), (x1, y1), (x2, y2) = corners[0], corners[1], corners[4]
    assert (x1 - x0) * (y2 - y0) == pytest.approx((x2 - x0) * (y1 - y0), abs=0.05)


@pytest.mark.parametrize(
    "paths",
    [
        rosette(50, 50, inner=21, outer=42, petals=18, strands=2),
        rosette(50, 50, inner=4.2, outer=5.1, petals=24, strands=4),
        waves(0, 0, 90, 90, count=9, length=29, swing=2.6),
        braid(50, 0, 90, swing=0.9, length=7.2, strands=6),
    ],
    ids=["rosette", "a small one", "waves", "braid"],
)
def test_nowhere_is_a_kink(paths: tuple[tuple[Point, ...], ...]) -> None:
    for path in paths:
        assert len(path) % 3 == 1
        for (ax, ay), (bx, by), (cx, cy) in zip(path[2::3], path[3::3], path[4::3], strict=False):
            before, after = atan2(by - ay, bx - ax), atan2(cy - by, cx - bx)
            assert (after - before + pi) % (2 * pi) - pi == pytest.approx(0, abs=0.01)
