"""How everything here is measured. Standard library only, for peers use it in environments without us.

Candidates and their baseline take turns, a batch of calls each, for many rounds: whatever else the machine does slows
all of them alike. A ratio is the median, over the rounds, of a candidate's batch over the baseline's batch of the same
round. Processor time is what counts, so that a busy machine does not. The garbage collector stays on, as in any host.
The first rounds warm up and are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import process_time_ns
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WARM_UP: Final = 50
ROUNDS: Final = 600
BATCH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one candidate came to.

    Attributes:
        ratio: how often the baseline fits into a call of the candidate.
        microseconds: the median time of one call; it tells of this machine, the ratio does not.
    """

    ratio: float
    microseconds: float


def compare(baseline: Callable[[], object], candidates: Mapping[str, Callable[[], object]]) -> dict[str, Row]:
    """Measure each candidate against the baseline."""
    rounds = [
        (_batch(baseline), {name: _batch(call) for name, call in candidates.items()}) for _ in range(WARM_UP + ROUNDS)
    ][WARM_UP:]
    return {
        name: Row(
            ratio=round(median(times[name] / bare for bare, times in rounds), 2),
            microseconds=round(median(times[name] for _, times in rounds) / BATCH / 1000, 1),
        )
        for name in candidates
    }


def table(rows: Mapping[str, Row], *, against: str) -> dict[str, dict[str, Any]]:
    """Rows as they stand in results.json."""
    return {
        name: {"ratio": row.ratio, "against": against, "microseconds": row.microseconds} for name, row in rows.items()
    }


def _batch(call: Callable[[], object]) -> int:
    start = process_time_ns()
    for _ in range(BATCH):
        call()
    return process_time_ns() - start
