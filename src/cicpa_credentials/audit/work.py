"""What a worker does with a batch: read what stands at each place, verify it, and write down what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.footing import ground_of, known_ground
from cicpa_credentials.audit.lines import Lines
from cicpa_credentials.audit.output import FINDINGS
from cicpa_credentials.audit.places import Place
from cicpa_credentials.audit.reading import read_file, read_json
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.verifier.steps import run_together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.audit.footing import Footing, Ground
    from cicpa_credentials.audit.sources import Entry
    from cicpa_credentials.audit.tally import Tally

__all__ = ["REPORTS", "Job", "Result", "check", "check_on", "lost"]

REPORTS: Final = "reports.jsonl"
"""The file with one line for each certificate, or place that holds none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A batch on its way to a worker.

    Attributes:
        entries: of the batch.
        column: the member of JSON objects that has the QR text.
        digest: of the footing.
    """

    entries: tuple[Entry, ...]
    column: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a batch.

    Attributes:
        lines: what is to be written to each file, by its name.
        tally: the same, counted.
    """

    lines: dict[str, bytes]
    tally: Tally

    @classmethod
    def together(cls, results: Iterable[Result]) -> Result:
        """What comes of several, one behind the other."""
        whole = cls.of(Lines())
        for result in results:
            whole.tally.add(result.tally)
            for name, lines in result.lines.items():
                whole.lines[name] += lines
        return whole

    @classmethod
    def of(cls, lines: Lines) -> Result:
        """Close a batch."""
        written = {REPORTS: lines.reports, FINDINGS: lines.findings}
        return cls(lines={name: "".join(one).encode() for name, one in written.items()}, tally=lines.tally)


def check(job: Job) -> Result | None:
    """Check a batch; none where this process does not have the footing: then `check_on` must be called."""
    ground = known_ground(job.digest)
    return None if ground is None else _check(job, ground)


def check_on(job: Job, footing: Footing) -> Result:
    """Check a batch, and keep the footing for others.

    Raises:
        CicpaError: the footing itself cannot be believed.
    """
    return _check(job, ground_of(footing))


def _check(job: Job, ground: Ground) -> Result:
    places = [found for entry in job.entries for found in _read(entry, job.column)]
    runs = [ground.evaluation(content) for _, content in places if not isinstance(content, Code)]
    outcomes = zip(runs, run_together(runs), strict=True)
    lines = Lines()
    for place, content in places:
        if isinstance(content, Code):
            lines.unread(place, content)
        else:
            lines.verified(place, *next(outcomes))
    return Result.of(lines)


def _read(entry: Entry, column: str) -> list[tuple[Place, str | bytes | Code]]:
    """The codes at a place, or why there are none. What is QR text already is what nearly all entries are."""
    name, content = entry
    if isinstance(content, str):  # a code of ours is one too
        return [(Place.named(name), content)]
    if isinstance(content, bytes):
        return [(Place.named(name), read_json(content, column))]
    try:
        return [*read_file(content, str(name))]
    except CicpaError as error:
        return [(Place.named(name), error.code)]


def lost(entry: Entry) -> Result:
    """What is written where whoever read a file did not come back."""
    lines = Lines()
    lines.unread(Place.named(entry[0]), Code.PROCESS_LOST)
    return Result.of(lines)
