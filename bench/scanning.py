"""How often a certificate's code is read after all that happens to it: `python -m bench.scanning`, some minutes.

Writes bench/scanning.md, from which the sizes of codes follow. The pictures come from seeds: each run has the same.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC

from bench.camera import inked
from bench.spoiling import EXTREMES, FATES
from cicpa_credentials.errors import ScanError
from cicpa_credentials.render.qr import PIXEL
from cicpa_credentials.scan import qr_text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Cell", "read_of"]

TABLE: Final = Path(__file__).with_name("scanning.md")
TRIALS: Final = 30
VERSIONS: Final = (10, 12, 14, 18, 22, 26)
MODULES: Final = (4 * PIXEL, 5 * PIXEL)
LEVELS: Final = "LMQ"
ROOM: Final = 25.0
"""Millimetres of the symbols by which levels are compared."""

_URL: Final = "https://verify.example.org/#"
_LONGEST: Final = 7089
_COMPARED: Final = (FATES[1], FATES[4], FATES[5], FATES[6])


class Cell(NamedTuple):
    """One cell of the table."""

    fate: str
    version: int
    module: float
    level: str = "M"
    digits: int | None = None


def read_of(cell: Cell, trials: int = TRIALS) -> int:
    """How many codes are read of so many."""
    spoil = {fate.name: fate.spoil for fate in (*FATES, *EXTREMES)}[cell.fate]
    read = 0
    for trial in range(trials):
        random = Random(f"{cell.fate} {cell.version} {trial}")  # noqa: S311 - to be repeatable is the point
        digits = "".join(random.choices("0123456789", k=cell.digits or _most_digits(cell.version, cell.level)))
        picture = spoil(inked([bytes(row) for row in _symbol(digits, cell.level).matrix]), cell.module, random)
        try:
            read += qr_text(picture) == _URL + digits
        except ScanError:
            continue
    return read


@cache
def _most_digits(version: int, level: str) -> int:
    """How many digits behind our URL just fill a version."""
    low, high = 1, _LONGEST
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _version(middle, level) <= version else (low, middle - 1)
    return low


@cache
def _version(digits: int, level: str) -> int:
    try:
        return int(_symbol("1" * digits, level).version)
    except segno.DataOverflowError:
        return 41


def _symbol(digits: str, level: str) -> segno.QRCode:
    segments = [(_URL, MODE_BYTE), (digits, MODE_NUMERIC)]
    return segno.make(segments, error=level, mask=4, micro=False, boost_error=False)  # type: ignore[arg-type] # as in render/qr.py


def _tables(found: dict[Cell, int]) -> Iterator[str]:
    for module in MODULES:
        yield f"\n## Modules of {module:.2f} mm\n"
        yield from _table(found, [fate.name for fate in FATES], module)
    yield "\n## Whatever the printed size\n"
    yield from _table(found, [fate.name for fate in EXTREMES], MODULES[0])
    yield f"\n## Levels: the same text in symbols {ROOM:.0f} mm wide\n"
    yield (
        "| | "
        + " | ".join(f"{cell.level}: version {cell.version}, {cell.module:.2f} mm" for cell in _rivals(""))
        + " |"
    )
    yield "| --- " * (1 + len(LEVELS)) + "|"
    for fate in _COMPARED:
        yield f"| {fate.name} | " + " | ".join(str(found[cell]) for cell in _rivals(fate.name)) + " |"


def _table(found: dict[Cell, int], names: list[str], module: float) -> Iterator[str]:
    goals = {fate.name: fate.goal for fate in FATES}
    yield "| | " + " | ".join(f"{version}-M" for version in VERSIONS) + " | all | goal |"
    yield "| --- " * (3 + len(VERSIONS)) + "|"
    for name in names:
        counts = [found[Cell(name, version, module)] for version in VERSIONS]
        share = 100 * sum(counts) / (TRIALS * len(counts))
        goal = f"{goals[name]} %" if goals.get(name) else ""
        yield f"| {name} | " + " | ".join(map(str, counts)) + f" | {share:.1f} % | {goal} |"


def _rivals(fate: str) -> list[Cell]:
    """The text that just fills version 12-M, at each level, each as large as the same room allows."""
    digits = _most_digits(12, "M")
    versions = {level: _version(digits, level) for level in LEVELS}
    return [Cell(fate, version, ROOM / (17 + 4 * version), level, digits) for level, version in versions.items()]


def main() -> None:
    """Measure, and write the table."""
    cells = [
        *(Cell(fate.name, version, module) for fate, version, module in product(FATES, VERSIONS, MODULES)),
        *(Cell(fate.name, version, MODULES[0]) for fate, version in product(EXTREMES, VERSIONS)),
        *(cell for fate in _COMPARED for cell in _rivals(fate.name)),
    ]
    with ProcessPoolExecutor() as pool:
        found = dict(zip(cells, pool.map(read_of, cells), strict=True))
    head = (
        "# How often a code is read\n\n"
        f"Codes read, of {TRIALS} a cell, by `cicpa_credentials.scan` (zxing-cpp): full symbols of level M, printed "
        "and captured\nby simulation (bench/camera.py, bench/spoiling.py). Written by `python -m bench.scanning`.\n"
    )
    TABLE.write_text(head + "\n".join(_tables(found)) + "\n", encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
