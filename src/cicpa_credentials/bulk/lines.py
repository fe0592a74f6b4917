"""A file line by line, of any length and with lines of any length: neither is ever held as a whole."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.files import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Line", "read_lines"]


class Line(NamedTuple):
    """One line; a tuple, because there are millions.

    Attributes:
        number: from 1 on.
        content: without its end; of a line that is too long, the beginning, longer than the limit.
        end: the byte behind the line, where the next one begins.
    """

    number: int
    content: bytes
    end: int


def read_lines(path: Path, *, max_bytes: int, after: int = 0, number: int = 0) -> Iterator[Line]:
    """Each line, empty ones too.

    Args:
        path: the file.
        max_bytes: of a line; of a longer one this much and a little more is given.
        after: the byte to begin at.
        number: of the line before it.

    Raises:
        CommandError: `file_unreadable`.
    """
    with _opened(path) as file:
        file.seek(after)
        while line := file.readline(max_bytes + 2):
            rest, size = line, len(line)
            while not rest.endswith(b"\n") and (rest := file.readline(max_bytes)):
                size += len(rest)
            number += 1
            after += size
            yield Line(number, line.rstrip(b"\r\n") if size == len(line) else line, after)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except (OSError, ValueError) as error:
        raise CommandError(Code.FILE_UNREADABLE, f"{path}: {reason(error)}") from None
