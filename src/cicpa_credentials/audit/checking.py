"""Batches through an executor, in order: a host's own, or processes of this machine."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.work import Job, Result, check, check_on, lost
from cicpa_credentials.bulk.ordered import in_order
from cicpa_credentials.bulk.pool import pool
from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from concurrent.futures import Executor, Future

    from cicpa_credentials.audit.footing import Footing
    from cicpa_credentials.audit.sources import Batch, Entry, Position, Source

__all__ = ["Checking"]

_WINDOW: Final = 4
"""Batches under way for each process: enough that none waits while this one writes."""

_IN_A_ROW: Final = 3
"""Files one after the other that nobody survives: then it is not the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How the batches of a source are checked.

    Attributes:
        source: where they come from.
        footing: what all verifications rest on.
        processes: of this machine, where it does the work.
    """

    source: Source
    footing: Footing
    processes: int

    def through(
        self, executor: Executor, *, after: Position, window: int
    ) -> Generator[tuple[Position, Result], None, None]:
        """What comes of each batch, by an executor of the host's; its errors are passed on as they are.

        Args:
            executor: does the work.
            after: where to begin.
            window: how many batches are under way at most.

        Yields:
            The position behind each batch, and what came of it.
        """

        def submit(batch: Batch) -> Future[Result | None]:
            return executor.submit(check, self._job(batch.entries))

        with closing(in_order(submit, self.source.batches(after=after), window=window)) as results:
            for batch, result in results:
                # A worker that does not have the footing yet is sent it, once.
                yield (
                    batch.position,
                    result or executor.submit(check_on, self._job(batch.entries), self.footing).result(),
                )

    def here(self, *, after: Position) -> Generator[tuple[Position, Result], None, None]:
        """What comes of each batch, by processes of this machine.

        A file can be made so that whoever reads it crashes. The batches that were under way are then checked file by
        file, and the one that does it again is a finding.

        Args:
            after: where to begin.

        Raises:
            CommandError: `process_lost` where that is not the files' doing.
        """
        window = _WINDOW * self.processes
        isolated = self.source.isolated
        while True:
            try:
                with pool(self.processes, isolated=isolated) as executor:
                    for position, result in self.through(executor, after=after, window=window):
                        after = position
                        yield position, result
            except CommandError as error:
                if error.code is not Code.PROCESS_LOST or not isolated:
                    raise
            else:
                return
            for position, result in self._one_by_one(islice(self.source.batches(after=after), window)):
                after = position
                yield position, result

    def _one_by_one(self, batches: Iterator[Batch]) -> Iterator[tuple[Position, Result]]:
        in_a_row = 0
        for batch in batches:
            results = []
            for entry in batch.entries:
                try:
                    with pool(1, isolated=True) as executor:
                        results.append(executor.submit(check_on, self._job((entry,)), self.footing).result())
                    in_a_row = 0
                except CommandError as error:
                    in_a_row += 1
                    if error.code is not Code.PROCESS_LOST or in_a_row >= _IN_A_ROW:
                        raise
                    results.append(lost(entry))
            yield batch.position, Result.together(results)

    def _job(self, entries: tuple[Entry, ...]) -> Job:
        return Job(entries=entries, column=self.source.column, digest=self.footing.digest)
