"""The first routine: many certificates, checked as a verifier does."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.checking import Checking
from cicpa_credentials.audit.footing import Footing, ground_of
from cicpa_credentials.audit.journal import AuditFolder, Progress
from cicpa_credentials.audit.output import FINDINGS
from cicpa_credentials.audit.page import page
from cicpa_credentials.audit.sources import open_source
from cicpa_credentials.audit.summary import Summary
from cicpa_credentials.audit.work import REPORTS
from cicpa_credentials.bulk.pool import available_processors
from cicpa_credentials.clock import past, utc_now
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.status import Archive
from cicpa_credentials.verifier import Edition, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from cicpa_credentials.audit.sources import Position, Source
    from cicpa_credentials.audit.work import Result
    from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["DEFAULT_COLUMN", "DEFAULT_WINDOW", "credentials", "source_apart"]

DEFAULT_COLUMN: Final = "qr_text"
"""What the column of a table, or the member of a JSON object, that has the QR text is called."""

DEFAULT_WINDOW: Final = 64
"""Batches that are under way at most where an executor is given: a few for each of its workers."""

_SECONDS_AT_RISK: Final = 1.0
"""How much work is done again after a run was cut off."""


def credentials(
    source: Path | str,
    *,
    bundle: TrustBundle,
    out: Path | str,
    policy: Policy | None = None,
    status_lists: Sequence[bytes] = (),
    at: datetime | None = None,
    archive: Archive | None = None,
    column: str = DEFAULT_COLUMN,
    resume: bool = False,
    processes: int | None = None,
    executor: Executor | None = None,
    window: int = DEFAULT_WINDOW,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Summary:
    """Check every certificate of a source and write down what is found.

    Memory stays the same however many there are. A run that is cut off, in whatever way, is continued with `resume`,
    for the same moment; the files are then the same as if it had not been.

    The answers for a past moment are those of `Verifier.evaluate(..., at=)`: what was granted or withdrawn is a matter
    of its day, what has become of a key is not (docs/decisions/0019).

    Args:
        source: a folder with scans (pictures, PDF, text), a table (`.csv`, `.tsv`), JSON Lines (`.jsonl`, `.ndjson`)
            or lines of QR text (`.txt`).
        bundle: who is believed.
        out: an empty or new folder, for `reports.jsonl`, `findings.jsonl`, `summary.json` and `report.html`.
        policy: the verifier's own rules.
        status_lists: status list tokens beside those of the bundle.
        at: the moment that the answers are for, aware; when the audit begins, unless given.
        archive: bundles and status lists of earlier days, for such a moment.
        column: see `DEFAULT_COLUMN`.
        resume: go on with the audit in the folder, if one began there.
        processes: how many of this machine do the work, where there is no executor; all processors by default.
        executor: does the work instead: any `concurrent.futures.Executor`, such as that of a Dask client. It is left
            running, and what it raises is passed on. Files of a folder are opened by its workers, under these paths.
        window: for an executor, how many batches are under way at most.
        progress: told after each batch how much of how much is done: bytes of a file, or files of a folder. It may
            raise: that stops the audit, to be continued.
        clock: read once.

    Returns:
        The counts.

    Raises:
        AuditError: `file_unreadable`, `not_a_file` or `unsupported` for a source that is none; `column_missing`;
            `output_exists`; `audit_changed` where it is not the audit to go on with, or the source was changed
            meanwhile; `malformed` for a damaged journal; `storage_failed`: make room, then resume.
        CommandError: `folder_busy`; `process_lost`; `file_unreadable` while reading.
        CicpaError: a status list that is not to be believed, see `StatusLists.add`; about a past moment, it counts for
            nothing.
        ValueError: for a moment that has not come yet, or a naive one; for an archive without a moment.
    """
    source, out, now = Path(source), Path(out), clock()
    if at is not None:
        at, archive = past(at, now), archive or Archive(())
    elif archive is not None:
        raise ValueError("an archive is for answers about a past moment: say which")
    opened = source_apart(source, out, column=column)
    with AuditFolder.claim(out, resume=resume) as folder:
        before = folder.read()
        footing = Footing.of(
            bundle,
            status_lists=status_lists,
            policy=policy or Policy(),
            at=at or (before.at if before else now),
            archive=archive,
        )
        ground = ground_of(footing)
        state = _state(before, opened, footing)
        folder.open(state)
        checking = Checking(source=opened, footing=footing, processes=processes or available_processors())
        results = checking.here(after=state.position)
        if executor is not None:
            results = checking.through(executor, after=state.position, window=window)
        with closing(results):
            _write(results, folder, state, lambda: progress and progress(state.position.done, opened.size))
        if open_source(source, column=column).identity != opened.identity:
            raise AuditError(Code.AUDIT_CHANGED, "the source was changed while it was audited")
        summary = Summary(
            source=source.name,
            at=footing.at,
            bundle=bundle,
            status_lists=ground.held,
            tally=state.tally,
            files={name: folder.digest(name) for name in (REPORTS, FINDINGS)},
            in_force=Edition.of(ground.trust) if archive else None,
        )
        folder.conclude(summary.to_dict(), page(summary))
    return summary


def source_apart(source: Path, out: Path, *, column: str = DEFAULT_COLUMN) -> Source:
    """Open a source, before anything is written: what will be must not be read again.

    Raises:
        AuditError: as `open_source`; `usage` for an output inside the source.
        CommandError: as `open_source`.
    """
    opened = open_source(source, column=column)
    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise AuditError(Code.USAGE, "the output must not be inside the folder that is audited")
    return opened


def _state(before: Progress | None, source: Source, footing: Footing) -> Progress:
    """The state to go on from."""
    state = Progress(source=source.identity, footing=footing.digest.hex(), at=footing.at)
    if before is None:
        return state
    if (before.source, before.footing) != (state.source, state.footing):
        raise AuditError(
            Code.AUDIT_CHANGED, "not the source, the bundle, the lists, the policy or the moment that it began with"
        )
    return before


def _write(
    results: Iterator[tuple[Position, Result]], folder: AuditFolder, state: Progress, tell: Callable[[], object]
) -> None:
    committed = monotonic()
    for position, result in results:
        for name, lines in result.lines.items():
            folder.append(name, lines)
        state.advance(position, result)
        if monotonic() - committed >= _SECONDS_AT_RISK:
            folder.commit(state)
            committed = monotonic()
        tell()
    folder.commit(state)
