"""A file of records, one on each line, of any length: it is never read as a whole."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.members.json_text import MAX_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["count_lines", "read_lines"]


def count_lines(path: Path) -> int:
    """How many lines there are that are not empty.

    Raises:
        CommandError: `file_unreadable`.
    """
    return sum(1 for _ in read_lines(path))


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number from 1 on; of one that is too long for a record, the beginning.

    Raises:
        CommandError: `file_unreadable`.
    """
    with _opened(path) as file:
        number = 1
        while line := file.readline(MAX_JSON + 2):
            rest = line
            while not rest.endswith(b"\n") and (rest := file.readline(MAX_JSON)):
                pass
            if line.strip():
                yield number, line.rstrip(b"\r\n")
            number += 1


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise CommandError(Code.FILE_UNREADABLE, f"{path}: {os.strerror(error.errno or 0)}") from None
