"""Files of inspections and transfers, as clerks really send them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.values import Category
from cicpa_credentials.register import ChangeKind, EventKind, FileFormat, RowProblem
from cicpa_credentials.register.change_files import MAX_FILE_BYTES, Change, read_changes

NUMBER = "110000000017"
INSPECTION: dict[str, Any] = {
    "number": NUMBER,
    "category": "practising",
    "year": 2025,
    "passed_on": "2025-05-11",
}
MOVE: dict[str, Any] = {
    "number": NUMBER,
    "category": "non_practising",
    "on": "2025-09-01",
    "from_association": "110000",
    "to_association": "310000",
}
FIRM_MOVE: dict[str, Any] = {
    "number": NUMBER,
    "category": "practising",
    "on": "2025-09-01",
    "from_firm": "甲示例会计师事务所",
    "to_firm": "澄怀会计师事务所（特殊普通合伙）",
}


def csv(*rows: dict[str, Any], end: str = "\r\n") -> bytes:
    lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
    return "".join(line + end for line in lines).encode()


def json_lines(*rows: Any) -> bytes:  # noqa: ANN401 - anything that JSON can write
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def read(
    data: bytes, kind: ChangeKind = ChangeKind.INSPECTIONS, file_format: FileFormat = FileFormat.CSV
) -> list[Change | RowProblem]:
    return list(read_changes(data, kind=kind, file_format=file_format))


def problem(data: bytes, kind: ChangeKind = ChangeKind.INSPECTIONS, file_format: FileFormat = FileFormat.CSV) -> str:
    (row,) = read(data, kind, file_format)
    assert isinstance(row, RowProblem)
    return row.rule


@pytest.mark.parametrize(
    ("row", "kind", "event", "category", "day"),
    [
        (INSPECTION, ChangeKind.INSPECTIONS, EventKind.INSPECTION_PASSED, Category.PRACTISING, date(2025, 5, 11)),
        (MOVE, ChangeKind.TRANSFERS, EventKind.TRANSFERRED, Category.NON_PRACTISING, date(2025, 9, 1)),
        (FIRM_MOVE, ChangeKind.TRANSFERS, EventKind.TRANSFERRED, Category.PRACTISING, date(2025, 9, 1)),
    ],
)
def test_both_formats_say_the_same(
    row: dict[str, Any], kind: ChangeKind, event: EventKind, category: Category, day: date
) -> None:
    (from_csv,) = read(csv(row), kind)
    (from_json,) = read(json_lines(row), kind, FileFormat.JSON_LINES)
    assert isinstance(from_csv, Change)
    assert isinstance(from_json, Change)
    assert (from_csv.line, from_json.line) == (2, 1)
    assert from_csv.content == from_json.content
    for one in (from_csv, from_json):
        assert (one.event, one.number, one.category, one.effective_on) == (event, NUMBER, category, day)


def test_any_difference_is_another_change() -> None:
    differing = [
        INSPECTION,
        INSPECTION | {"number": "110000000018"},
        INSPECTION | {"category": "non_practising"},
        INSPECTION | {"year": 2024},
        INSPECTION | {"passed_on": "2025-05-12"},
    ]
    moves = [
        MOVE,
        MOVE | {"to_association": "320000"},
        FIRM_MOVE,
        FIRM_MOVE | {"category": "non_practising", "from_firm": "110000", "to_firm": "310000"},
    ]
    found = [
        *read(json_lines(*differing), file_format=FileFormat.JSON_LINES),
        *read(json_lines(*moves), ChangeKind.TRANSFERS, FileFormat.JSON_LINES),
    ]
    contents = {one.content for one in found if isinstance(one, Change)}
    assert len(contents) == len(differing) + len(moves)


def test_columns_stand_in_any_order_and_quotes_are_understood() -> None:
    data = f'passed_on,"number",year,category\n2025-05-11,"{NUMBER}",2025,practising\n'.encode()
    (row,) = read(data)
    assert isinstance(row, Change)
    assert row == read(csv(INSPECTION))[0]


@pytest.mark.parametrize(
    "data", [csv(INSPECTION, end="\n"), b"\xef\xbb\xbf" + csv(INSPECTION), csv(INSPECTION) + b"\r\n \n"]
)
def test_line_ends_byte_order_mark_and_empty_lines_do_not_matter(data: bytes) -> None:
    assert read(data) == read(csv(INSPECTION))


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    data = csv(INSPECTION, INSPECTION | {"year": 1}) + b"\n\n" + b"x\n"
    assert [row.line for row in read(data)] == [2, 3, 6]


def test_one_file_may_hold_both_kinds_of_transfer() -> None:
    header = "number,category,on,from_association,to_association,from_firm,to_firm\n"
    rows = f"{NUMBER},practising,2025-09-01,110000,310000,,\n{NUMBER},practising,2025-09-01,,,甲,乙\n"
    found = read((header + rows).encode(), ChangeKind.TRANSFERS)
    assert all(isinstance(row, Change) for row in found)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"number": "1.1E+11"}, "number: must be 12 digits"),
        ({"number": "11000000017"}, "number: must be 12 digits"),
        ({"category": "执业会员"}, "category: must be one of practising, non_practising"),
        ({"year": "二〇二五"}, "passed_on, year: must be a whole number from 2017 to 2099"),
        ({"year": 2016}, "passed_on, year: must be a whole number from 2017 to 2099"),
        ({"year": "9" * 4000}, "passed_on, year: must be a whole number from 2017 to 2099"),
        ({"passed_on": "2025/5/11"}, "passed_on, year: must be a real date, YYYY-MM-DD"),
        ({"passed_on": "2025-02-30"}, "passed_on, year: must be a real date, YYYY-MM-DD"),
        ({"passed_on": ""}, "must have number, category, passed_on, year"),
    ],
)
def test_a_row_that_breaks_a_rule_is_reported_without_being_quoted(changes: dict[str, Any], rule: str) -> None:
    assert problem(csv(INSPECTION | changes)) == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"110000000017,practising,2025", "must have 4 columns"),
        (b"110000000017,practising,2025,2025-05-11,", "must have 4 columns"),
        ("110000000017，practising，2025，2025-05-11".encode(), "must have 4 columns"),
        ("110000000017,practising,2025,张三".encode("gb18030"), "is not UTF-8"),
        (b'110000000017,"practising,2025,2025-05-11', "is not CSV, or runs over several lines"),
        (b'110000000017,"prac"tising,2025,2025-05-11', "is not CSV, or runs over several lines"),
        (b"x" * 5000, "is longer than 4096 bytes"),
        (b"\x00", "must have 4 columns"),
    ],
)
def test_a_line_that_is_no_row(line: bytes, rule: str) -> None:
    assert problem(b"number,category,year,passed_on\n" + line + b"\n") == rule


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (INSPECTION | {"name": "张三"}, "must have number, category, passed_on, year"),
        ({"number": NUMBER}, "must have number, category, passed_on, year"),
        (INSPECTION | {"year": "2025"}, "passed_on, year: must be a whole number from 2017 to 2099"),
        (INSPECTION | {"year": True}, "passed_on, year: must be a whole number from 2017 to 2099"),
        (INSPECTION | {"number": 110000000017}, "number: must be text"),
        (INSPECTION | {"category": None}, "category: must be one of practising, non_practising"),
        ([INSPECTION], "must be a JSON object"),
    ],
)
def test_an_object_that_is_no_row(row: Any, rule: str) -> None:  # noqa: ANN401 - anything that JSON can write
    assert problem(json_lines(row), file_format=FileFormat.JSON_LINES) == rule


def test_a_line_that_is_no_json() -> None:
    assert problem(b"number,category\n", file_format=FileFormat.JSON_LINES) == "is not JSON"
    assert problem(b'{"number": 1, "number": 2}', file_format=FileFormat.JSON_LINES) == "names a field twice"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (MOVE | {"to_association": "110000"}, "must lead from one to another"),
        (MOVE | {"to_association": "999999"}, "must be the code of an institute"),
        (FIRM_MOVE | {"to_firm": FIRM_MOVE["from_firm"]}, "must lead from one to another"),
        (FIRM_MOVE | {"to_firm": "a\u202eb"}, "invisible"),
    ],
)
def test_a_transfer_leads_from_somewhere_to_somewhere_else(row: dict[str, Any], rule: str) -> None:
    assert rule in problem(json_lines(row), ChangeKind.TRANSFERS, FileFormat.JSON_LINES)


def test_half_of_each_kind_of_transfer_is_none() -> None:
    row = {
        "number": NUMBER,
        "category": "practising",
        "on": "2025-09-01",
        "from_association": "110000",
        "to_firm": "乙",
    }
    assert problem(json_lines(row), ChangeKind.TRANSFERS, FileFormat.JSON_LINES).startswith("must have number, ")


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"number,category\n",
        b"number,category,year\n",
        b"category,year,passed_on\n",
        b"number,category,year,passed_on,name\n",
        b"number,number,category,year,passed_on\n",
        b"number;category;year;passed_on\n",
        "会员证书编号,会员类别,年度,通过日期\n".encode(),
        "会员证书编号\n".encode("gb18030"),
        "number,category,year,passed_on\n".encode("utf-16"),
        csv(MOVE),
        b'"number,category,year,passed_on\n',
        b"PK\x03\x04" + bytes(50),
    ],
)
def test_a_file_with_another_header_is_refused_whole(header: bytes) -> None:
    with pytest.raises(RegisterError) as refused:
        read(header)
    assert refused.value.code is Code.MALFORMED
    assert str(refused.value).startswith("the header ")


def test_an_empty_file_of_objects_has_no_rows() -> None:
    assert read(b"", file_format=FileFormat.JSON_LINES) == []


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(RegisterError) as refused:
        read(bytes(MAX_FILE_BYTES + 1))
    assert refused.value.code is Code.MALFORMED


def test_a_change_tells_no_log_whose_it_is() -> None:
    assert repr(read(csv(INSPECTION))[0]) == "<Change>"
