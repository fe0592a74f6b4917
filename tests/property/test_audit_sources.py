"""Whatever a table or a file of lines holds: it is read to its end, from any batch on alike, with our errors only."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cicpa_credentials.audit.reading import read_file, read_json
from cicpa_credentials.audit.sources import open_source, source
from cicpa_credentials.errors import CicpaError, Code

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.audit.sources import Entry, Source

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source.batches, "__kwdefaults__", {"max_entries": 2})


def read_through(opened: Source) -> list[Entry]:
    """All entries; behind every batch the rest must be the same."""
    found: list[Entry] = []
    batches = list(opened.batches())
    for batch in batches:
        found += batch.entries
    behind = 0
    for batch in batches:
        behind += len(batch.entries)
        assert [one for rest in opened.batches(after=batch.position) for one in rest.entries] == found[behind:]
    assert all(one < other for one, other in pairwise(batch.position for batch in batches))
    numbers = [int(name) for name, _ in found]
    assert numbers == sorted(set(numbers))
    return found


@QUIET
@given(data=st.binary(max_size=300) | st.text('ab,"\n\r;', max_size=60).map(str.encode))
def test_any_bytes_behind_a_head_are_a_table(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,qr_text\n" + data)
    read_through(open_source(tmp_path / "a.csv", column="qr_text"))


@QUIET
@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_table_or_lack_the_column(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(CicpaError) as refused:
        open_source(tmp_path / "a.csv", column="qr_text")
    assert refused.value.code is Code.COLUMN_MISSING


@QUIET
@given(
    rows=st.lists(st.tuples(CELLS, st.text("0123456789", min_size=1), CELLS)),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("姓名", "qr_text", "b"), *rows])
    (tmp_path / "a.csv").write_bytes(text.getvalue().encode(encoding))
    assert [content for _, content in read_through(open_source(tmp_path / "a.csv", column="qr_text"))] == [
        code for _, code, _ in rows
    ]


@QUIET
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".jsonl"]))
def test_any_bytes_are_lines(tmp_path: Path, data: bytes, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_bytes(data)
    found = read_through(open_source(tmp_path / f"a{suffix}", column="qr_text"))
    assert len(found) <= data.count(b"\n") + 1


@given(text=st.text(), ascii_only=st.booleans())
def test_a_json_string_is_what_a_json_parser_says(text: str, *, ascii_only: bool) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)
    try:
        line = written.encode()
    except UnicodeEncodeError:
        return
    assert read_json(line, "qr_text") == text
    assert read_json(json.dumps({"qr_text": text, "x": [1]}).encode(), "qr_text") == text


@given(line=st.binary(max_size=80) | st.text('"\\u01ab{}[]:, ', max_size=30).map(str.encode))
def test_any_line_is_a_text_or_a_reason(line: bytes) -> None:
    found = read_json(line, "qr_text")
    if not isinstance(found, Code):
        assert json.loads(line) in (found, {"qr_text": found}) or isinstance(json.loads(line), dict)


@QUIET
@given(data=st.binary(max_size=200) | st.text(max_size=50).map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_holds_codes_or_is_refused_by_us(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    try:
        found = read_file(tmp_path / "a", "a")
    except CicpaError:
        return
    assert found
