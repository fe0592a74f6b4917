"""A table with the codes in one column: comma-separated values (RFC 4180), or with semicolons or tabs between them."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.sources.lines import MAX_LINE
from cicpa_credentials.audit.sources.source import START, Batch, Position, batches
from cicpa_credentials.bulk.lines import read_lines
from cicpa_credentials.errors import AuditError, Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cicpa_credentials.audit.sources.source import Content, Entry
    from cicpa_credentials.bulk.lines import Line

__all__ = ["Form", "TableSource", "open_table"]

_DELIMITERS: Final = ",;\t"
_MAX_ROW_LINES: Final = 100
"""Lines of one row: an address has a few, and a quotation mark that nobody closes would take in all the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a table is written.

    Attributes:
        delimiter: what stands between its cells.
        place: of the codes in a row.
        width: how many cells a row has.
    """

    delimiter: str
    place: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """A table; see `Source`.

    Attributes:
        path: the file.
        size: its bytes.
        identity: see `Source`.
        column: the name of the column that has the codes, as the first row writes it.
        form: how it is written.
        head: behind the first row.
        isolated: see `Source`.
    """

    path: Path
    size: int
    identity: str
    column: str
    form: Form
    head: Position
    isolated: bool = False

    def batches(self, *, after: Position = START) -> Iterator[Batch]:
        """See `Source`."""
        start = max(after, self.head)
        return batches(self._rows(start), after=start)

    def _rows(self, start: Position) -> Iterator[tuple[Entry | None, Position]]:
        position = start
        while position.done < self.size:
            rows = _Rows(self.path, position)
            for first, content in rows.read(self.form):
                position = rows.position
                yield (None if content is None else (first, content)), position
            if rows.broken is None:
                return
            # On with the next line: only the one with the mistake is lost.
            position = rows.broken
            yield (position.mark, Code.MALFORMED), position


def open_table(path: Path, *, size: int, identity: str, column: str) -> TableSource:
    """Read the first row, and find the column.

    Raises:
        AuditError: `column_missing`.
        CommandError: `file_unreadable`.
    """
    head = next(read_lines(path, max_bytes=MAX_LINE), None)
    # The names that are there are not told: without a first row of names they are somebody's particulars.
    refusal = AuditError(Code.COLUMN_MISSING, "the first row does not have the column, or has it more than once")
    if head is None:
        raise refusal
    for delimiter, names in _readings(head.content):
        if names.count(column) == 1:
            form = Form(delimiter=delimiter, place=names.index(column), width=len(names))
            return TableSource(
                path=path,
                size=size,
                identity=identity,
                column=column,
                form=form,
                head=Position(head.end, head.number),
            )
    raise refusal


def _readings(head: bytes) -> Iterator[tuple[str, list[str]]]:
    """How the first row may be meant: each delimiter, and the names that it makes.

    Spreadsheets write UTF-8 or, in Chinese, GB 18030; in both no other character has a delimiter's byte in it.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        text = head.decode(encoding, "replace")
        for delimiter in _DELIMITERS:
            with suppress(csv.Error):
                yield delimiter, [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]


class _BrokenRowError(Exception):
    """A row that cannot be meant: one that goes on and on, or over several lines with too few cells or too many."""


class _Rows:
    """The rows of a table, and where each of them stands.

    Attributes:
        position: behind the row.
        broken: behind the first line of a row that cannot be read; none as long as all can.
    """

    __slots__ = ("_lines", "_opening", "_too_long", "broken", "position")

    def __init__(self, path: Path, position: Position) -> None:
        self.position = position
        self.broken: Position | None = None
        self._opening: Position | None = None
        self._too_long = False
        self._lines = read_lines(path, max_bytes=MAX_LINE, after=position.done, number=position.mark)

    def read(self, form: Form) -> Iterator[tuple[int, Content | None]]:
        """The number of each row's first line, and the code; ends where a row cannot be read."""
        first = self.position.mark + 1
        try:
            for cells in csv.reader(self._texts(), delimiter=form.delimiter, strict=True):
                if self.position.mark > first and len(cells) != form.width:
                    raise _BrokenRowError  # noqa: TRY301 - as those that the reader raises
                self._opening = None
                yield first, self._content(cells, form.place)
                first, self._too_long = self.position.mark + 1, False
        except (csv.Error, _BrokenRowError):
            self.broken = self._opening

    def _content(self, cells: list[str], place: int) -> Content | None:
        if self._too_long:
            return Code.TOO_LARGE
        if not cells:
            return None
        return cells[place].strip() if place < len(cells) else Code.MALFORMED

    def _texts(self) -> Iterator[str]:
        for line in self._lines:
            self.position = Position(line.end, line.number)
            self._opening = self._opening or self.position
            if line.number - self._opening.mark >= _MAX_ROW_LINES:
                raise _BrokenRowError
            yield self._text(line)

    def _text(self, line: Line) -> str:
        if len(line.content) > MAX_LINE:
            self._too_long = True
            return ".\n"
        # One character for each byte: delimiters stay what they are, and QR text is ASCII.
        return line.content.decode("latin-1") + "\n"
