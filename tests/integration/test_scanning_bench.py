"""What was promised of scanning stands in the table, and a few codes of each kind are read again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bench.scanning import MODULES, TABLE, TRIALS, VERSIONS, Cell, read_of
from bench.spoiling import EXTREMES, FATES
from cicpa_credentials.render.qr import MIN_MODULE, PIXEL

if TYPE_CHECKING:
    from bench.spoiling import Fate

GOALS = [fate for fate in FATES if fate.goal]
QUICK = [fate for fate in (*FATES, *EXTREMES) if "megapixels" not in fate.name]


def name(fate: Fate) -> str:
    return re.sub(r"\W+", " ", fate.name)


def counts(fate: Fate, module: float) -> list[int]:
    """What the table says of a fate, for one width of a module, by version."""
    section = TABLE.read_text(encoding="utf-8").partition(f"## Modules of {module:.2f} mm")[2].partition("##")[0]
    (row,) = (line for line in section.splitlines() if line.startswith(f"| {fate.name} |"))
    return [int(cell) for cell in row.split("|")[2 : 2 + len(VERSIONS)]]


@pytest.mark.parametrize("fate", GOALS, ids=name)
def test_the_goals_are_reached_with_modules_of_five_pixels(fate: Fate) -> None:
    read = counts(fate, 5 * PIXEL)
    assert fate.goal is not None
    assert 100 * sum(read) >= fate.goal * TRIALS * len(read)


@pytest.mark.parametrize("fate", [fate for fate in GOALS if "A4 page as a picture" not in fate.name], ids=name)
def test_with_those_of_four_pixels_all_but_that_of_the_forwarded_page(fate: Fate) -> None:
    read = counts(fate, 4 * PIXEL)
    assert fate.goal is not None
    assert 100 * sum(read) >= fate.goal * TRIALS * len(read)


def test_modules_of_five_pixels_are_the_smallest_that_are_drawn() -> None:
    assert 4 * PIXEL < MIN_MODULE < 5 * PIXEL
    assert 5 * PIXEL in MODULES


@pytest.mark.parametrize("fate", QUICK, ids=name)
def test_codes_of_each_kind_are_read_today(fate: Fate) -> None:
    assert read_of(Cell(fate.name, 12, 5 * PIXEL), trials=4) >= 3
