"""A file with one code on each line: QR text as it is, or JSON (RFC 8259) that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.sources.source import START, Batch, Position, batches
from cicpa_credentials.bulk.lines import read_lines
from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cicpa_credentials.audit.sources.source import Content, Entry
    from cicpa_credentials.bulk.lines import Line

__all__ = ["MAX_LINE", "LineSource"]

MAX_LINE: Final = 64 * 1024
"""Bytes of a line that are looked at: a code has a few hundred, and other members may stand beside it."""

_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSource:
    """A file of lines; see `Source`.

    Attributes:
        path: the file.
        size: its bytes.
        identity: see `Source`.
        column: the member that has the code.
        json: whether lines are JSON.
        isolated: see `Source`.
    """

    path: Path
    size: int
    identity: str
    column: str
    json: bool
    isolated: bool = False

    def batches(self, *, after: Position = START) -> Iterator[Batch]:
        """See `Source`."""
        lines = read_lines(self.path, max_bytes=MAX_LINE, after=after.done, number=after.mark)
        return batches(((self._entry(line), Position(line.end, line.number)) for line in lines), after=after)

    def _entry(self, line: Line) -> Entry | None:
        content = line.content.removeprefix(_MARK) if line.number == 1 else line.content
        if not content or content.isspace():
            return None
        return line.number, self._content(content)

    def _content(self, content: bytes) -> Content:
        if len(content) > MAX_LINE:
            return Code.TOO_LARGE
        # What is not ASCII is no QR text of ours, whatever it stands for.
        return content if self.json else content.decode("ascii", "replace")
