"""What every source does: hand out entries in batches, and go on behind any batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["START", "Batch", "Content", "Entry", "Position", "Source", "batches"]

Content: TypeAlias = str | bytes | Path | Code
"""What stands at a place: QR text; a line of JSON; a file that is still to be read; or why there is nothing to read."""

Entry: TypeAlias = tuple[int | str, Content]
"""A line's number, or a file's name, and what stands there; a plain tuple, because there are millions."""

_MAX_ENTRIES: Final = 500
_MAX_BYTES: Final = 512 * 1024


class Position(NamedTuple):
    """How far a source has been read.

    Attributes:
        done: units of it, of which it has `size` in all.
        mark: the number of the last line, or of the last file.
    """

    done: int
    mark: int


START: Final = Position(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Entries that are checked together.

    Attributes:
        entries: in the order of the source.
        position: behind the last of them.
    """

    entries: tuple[Entry, ...]
    position: Position


class Source(Protocol):
    """A source of codes."""

    @property
    def size(self) -> int:
        """How many units it has: bytes or files."""
        ...

    @property
    def identity(self) -> str:
        """Changes when the source does, so that an audit is not continued in another one."""
        ...

    @property
    def column(self) -> str:
        """The member that has the code where a line is a JSON object."""
        ...

    @property
    def isolated(self) -> bool:
        """Whether what it holds may make those crash who read it: pictures and documents."""
        ...

    def batches(self, *, after: Position = START) -> Iterator[Batch]:
        """What it holds behind a position.

        Raises:
            CommandError: `file_unreadable`.
        """
        ...


def batches(
    entries: Iterable[tuple[Entry | None, Position]], *, after: Position, max_entries: int = _MAX_ENTRIES
) -> Iterator[Batch]:
    """Put entries together: as many as may be checked at once, and not more than memory is to spare for.

    Args:
        entries: each entry with the position behind it; none for what holds nothing.
        after: the position before the first.
        max_entries: of a batch.
    """
    gathered: list[Entry] = []
    size, last = 0, after
    for entry, position in entries:
        last = position
        if entry is None:
            continue
        gathered.append(entry)
        size += len(entry[1]) if isinstance(entry[1], (str, bytes)) else 0
        if len(gathered) >= max_entries or size >= _MAX_BYTES:
            yield Batch(entries=tuple(gathered), position=last)
            gathered, size = [], 0
    if gathered:
        yield Batch(entries=tuple(gathered), position=last)
