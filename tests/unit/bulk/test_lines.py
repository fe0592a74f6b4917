from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.bulk.lines import Line, read_lines
from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_numbered_and_tell_where_they_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one\r\n\nthree")
    assert list(read_lines(path, max_bytes=10)) == [Line(1, b"one", 5), Line(2, b"", 6), Line(3, b"three", 11)]


def test_reading_goes_on_behind_any_line(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one\n" + b"x" * 50 + b"\nthree\n")
    lines = list(read_lines(path, max_bytes=10))
    for at, line in enumerate(lines, start=1):
        assert list(read_lines(path, max_bytes=10, after=line.end, number=line.number)) == lines[at:]


@pytest.mark.parametrize(("byte", "size"), [(b"x", 11), (b"x", 12), (b"x", 500), (b"\r", 12), (b"\r", 500)])
def test_of_a_line_that_is_too_long_the_beginning_is_given_and_more_than_the_limit(
    tmp_path: Path, byte: bytes, size: int
) -> None:
    path = tmp_path / "a"
    path.write_bytes(byte * size + b"\nnext")
    long, following = read_lines(path, max_bytes=10)
    assert 10 < len(long.content) <= 12
    assert following == Line(2, b"next", size + 5)


def test_a_line_as_long_as_may_be_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 10 + b"\r\n")
    assert list(read_lines(path, max_bytes=10)) == [Line(1, b"x" * 10, 12)]


@pytest.mark.parametrize("name", [".", "missing", "no\0name"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match=r"^/") as refused:
        list(read_lines(tmp_path / name, max_bytes=10))
    assert refused.value.code is Code.FILE_UNREADABLE
