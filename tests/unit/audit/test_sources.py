from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

from cicpa_credentials.audit.sources import START, open_source
from cicpa_credentials.audit.sources import folder as folder_source
from cicpa_credentials.audit.sources.lines import MAX_LINE
from cicpa_credentials.errors import AuditError, Code

if TYPE_CHECKING:
    from cicpa_credentials.audit.sources import Entry, Source


def opened(path: Path, content: bytes) -> Source:
    path.write_bytes(content)
    return open_source(path, column="qr_text")


def entries(source: Source) -> list[Entry]:
    found = [entry for batch in source.batches() for entry in batch.entries]
    _require_resumable(source, found)
    return found


def _require_resumable(source: Source, found: list[Entry]) -> None:
    """Behind each batch the rest follows, and the last one ends where the source does."""
    begin = 0
    for batch in source.batches(after=START):
        begin += len(batch.entries)
        assert [entry for one in source.batches(after=batch.position) for entry in one.entries] == found[begin:]
        assert batch.position.done <= source.size


def test_lines_of_text_are_codes_and_empty_ones_are_none(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.txt", b"\xef\xbb\xbfone\r\n\n  \ntwo\xff\n")
    assert entries(source) == [(1, "one"), (4, "two\N{REPLACEMENT CHARACTER}")]


@pytest.mark.parametrize("suffix", [".jsonl", ".NDJSON"])
def test_lines_of_json_are_taken_apart_by_the_workers(tmp_path: Path, suffix: str) -> None:
    assert entries(opened(tmp_path / f"a{suffix}", b'"1"\n{}')) == [(1, b'"1"'), (2, b"{}")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_a_line_that_is_too_long_is_no_code(tmp_path: Path, name: str) -> None:
    source = opened(tmp_path / name, b"1" * (MAX_LINE + 1) + b"\n" + b"2" * MAX_LINE)
    (first, long), (second, fits) = entries(source)
    assert (first, long, second, len(str(fits))) == (1, Code.TOO_LARGE, 2, len(str(fits)))


def test_batches_are_not_larger_than_memory_is_to_spare_for(tmp_path: Path) -> None:
    many = opened(tmp_path / "many.txt", b"1\n" * 1201)
    assert [len(batch.entries) for batch in many.batches()] == [500, 500, 201]
    large = opened(tmp_path / "large.txt", (b"1" * MAX_LINE + b"\n") * 17)
    assert [len(batch.entries) for batch in large.batches()] == [8, 8, 1]


TABLES = {
    "plain": b"name,qr_text\r\nA,1\r\nB,2\r\n",
    "without_end": b"name,qr_text\nA,1\nB,2",
    "semicolons": b"name;qr_text\nA;1\nB;2\n",
    "tabs": b"name\tqr_text\nA\t1\nB\t2\n",
    "mark": b"\xef\xbb\xbfqr_text,name\n1,A\n2,B\n",
    "quoted": b'"name" , qr_text \n"A, ""x""", 1 \n"B",2\n',
    "gb18030": "姓名,qr_text\n张,1\n李,2\n".encode("gb18030"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_may_be_written_as_spreadsheets_write_it(tmp_path: Path, name: str) -> None:
    assert entries(opened(tmp_path / "a.csv", TABLES[name])) == [(2, "1"), (3, "2")]


def test_a_column_may_have_a_chinese_name(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / "a.csv").write_bytes("姓名,二维码\n张,1\n".encode(encoding))
        assert entries(open_source(tmp_path / "a.csv", column="二维码")) == [(2, "1")]


def test_rows_over_several_lines_and_empty_ones_are_numbered_by_their_first_line(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.csv", b'a,qr_text\n"x\ny",1\n\nz,2\n')
    assert entries(source) == [(2, "1"), (5, "2")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"a,qr_text\nx\nz,2\n", [(2, Code.MALFORMED), (3, "2")]),
        (b'a,qr_text\n"x,1\ny,2\nz,3\n', [(2, Code.MALFORMED), (3, "2"), (4, "3")]),
        (b'a,qr_text\n"x,1\ny",2,3\nz,3\n', [(2, Code.MALFORMED), (3, "2"), (4, "3")]),
        (b'a,qr_text\n"x"y,1\nz,2\n', [(2, Code.MALFORMED), (3, "2")]),
        (b"a,qr_text\nx\ry,1\nz,2\n", [(2, Code.MALFORMED), (3, "2")]),
        (b"a,qr_text\nx," + b"1" * MAX_LINE + b"\nz,2\n", [(2, Code.TOO_LARGE), (3, "2")]),
        (b'a,qr_text\n"' + b"x,1\n" * 150, [(2, Code.MALFORMED), *((line, "1") for line in range(3, 152))]),
    ],
)
def test_a_row_with_a_mistake_loses_none_of_the_others(tmp_path: Path, content: bytes, found: list[Entry]) -> None:
    assert entries(opened(tmp_path / "a.csv", content)) == found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"qr_text,qr_text\n",
        b"x" * MAX_LINE * 2,
        b'"',
        b"a\rqr_text\n",
        "a,qr_text".encode("utf-16"),
    ],
)
def test_a_table_without_the_column_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(AuditError) as refused:
        opened(tmp_path / "a.tsv", content)
    assert refused.value.code is Code.COLUMN_MISSING
    assert str(refused.value) == "the first row does not have the column, or has it more than once"


def test_a_folder_is_listed_by_name_however_deep_and_links_are_not_followed(tmp_path: Path) -> None:
    for name in ("b.png", "a/z.pdf", "a/b/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "c.png").symlink_to("b.png")
    os.mkfifo(tmp_path / "pipe")
    source = open_source(tmp_path, column="qr_text")
    assert entries(source) == [
        ("a/b/c.txt", tmp_path / "a/b/c.txt"),
        ("a/loop", Code.NOT_A_FILE),
        ("a/z.pdf", tmp_path / "a/z.pdf"),
        ("b.png", tmp_path / "b.png"),
        ("c.png", Code.NOT_A_FILE),
        ("pipe", Code.NOT_A_FILE),
    ]


def test_a_name_that_is_no_text_can_be_written_down(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")).touch()
    ((name, _),) = entries(open_source(tmp_path, column="qr_text"))
    assert name == "\\xff.png"


def test_a_folder_below_that_cannot_be_read_is_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def refusing(path: Path) -> Any:  # noqa: ANN401 - as `os.scandir`
        if path.name == "closed":
            raise PermissionError(13, "")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert entries(open_source(tmp_path, column="qr_text")) == [("closed/", Code.FILE_UNREADABLE)]


def test_a_source_that_changes_is_another_one(tmp_path: Path) -> None:
    before = opened(tmp_path / "a.txt", b"1\n").identity
    assert opened(tmp_path / "a.txt", b"1\n2\n").identity != before
    folder = open_source(tmp_path, column="qr_text").identity
    (tmp_path / "b.txt").touch()
    assert open_source(tmp_path, column="qr_text").identity != folder


def test_a_file_that_is_gone_as_soon_as_it_is_listed_ends_no_listing() -> None:
    class Gone:
        def stat(self, *, follow_symlinks: bool) -> NoReturn:
            raise FileNotFoundError(follow_symlinks)

    assert folder_source._version(cast("os.DirEntry[str]", Gone())) == ""


def test_a_scan_that_is_made_better_meanwhile_makes_another_folder(tmp_path: Path) -> None:
    opened(tmp_path / "a.txt", b"1\n")
    folder = open_source(tmp_path, column="qr_text").identity
    assert open_source(tmp_path, column="qr_text").identity == folder
    opened(tmp_path / "a.txt", b"22\n")
    assert open_source(tmp_path, column="qr_text").identity != folder


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing.csv", Code.FILE_UNREADABLE),
        ("x\0y", Code.FILE_UNREADABLE),
        ("a.docx", Code.UNSUPPORTED),
        ("pipe.csv", Code.NOT_A_FILE),
    ],
)
def test_what_is_no_source_is_refused(tmp_path: Path, name: str, code: Code) -> None:
    (tmp_path / "a.docx").touch()
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(AuditError) as refused:
        open_source(tmp_path / name, column="qr_text")
    assert refused.value.code is code


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_: Path) -> Any:  # noqa: ANN401 - as `os.scandir`
        raise PermissionError(13, "")

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(AuditError) as refused:
        open_source(tmp_path, column="qr_text")
    assert refused.value.code is Code.FILE_UNREADABLE
