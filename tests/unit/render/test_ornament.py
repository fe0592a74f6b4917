from __future__ import annotations

from itertools import pairwise
from math import hypot

import pytest

from cicpa_credentials.render.ornament import braid, rosette, star, waves


def test_a_rosette_stays_between_its_circles_and_closes() -> None:
    paths = rosette(10, 20, inner=3, outer=5, petals=8, strands=6)
    assert len(paths) == len(set(paths)) == 6
    for path in paths:
        assert path[0] == pytest.approx(path[-1], abs=2e-3)
        distances = [hypot(x - 10, y - 20) for x, y in path]
        assert min(distances) >= 3 - 2e-3
        assert max(distances) <= 5 + 2e-3


def test_waves_fill_their_rectangle_and_never_leave_it() -> None:
    paths = waves(5, 10, 40, 30, count=12, length=9, swing=2)
    assert len(paths) == 12
    for path in paths:
        assert (path[0][0], path[-1][0]) == (5, 45)
        assert all(10 <= y <= 40 for _, y in path)


def test_a_braid_runs_from_top_to_bottom_about_its_axis() -> None:
    paths = braid(7, 1, 20, swing=0.5, length=4, strands=3)
    assert len(set(paths)) == 3
    for path in paths:
        assert (path[0][1], path[-1][1]) == (1, 21)
        assert all(abs(x - 7) <= 0.5 for x, _ in path)


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
        rosette(50, 50, inner=21, outer=42, petals=18, strands=1),
        waves(0, 0, 90, 90, count=2, length=29, swing=2.6),
        braid(50, 0, 90, swing=0.9, length=7.2, strands=1),
    ],
    ids=["rosette", "waves", "braid"],
)
def test_no_corner_shows_in_a_curve_at_300_dpi(paths: tuple[tuple[tuple[float, float], ...], ...]) -> None:
    for path in paths:
        for (ax, ay), (bx, by), (cx, cy) in zip(path, path[1:], path[2:], strict=False):
            # less than a pixel from the middle of two chords: a quarter of that from either of them
            away = hypot(bx - (ax + cx) / 2, by - (ay + cy) / 2)
            assert away < 0.0847
        assert all(hypot(bx - ax, by - ay) < 2.2 for (ax, ay), (bx, by) in pairwise(path))
