"""Files of annual inspections and transfers, row by row: CSV or JSON Lines, UTF-8.

A CSV file has a header line with the names of the columns, in any order, and then one row on each line; a JSON Lines
file has an object with the same names on each line. Every row names a certificate by `number` and `category`, and says

- `year`, `passed_on`: an annual inspection that was passed;
- `on`, `from_association`, `to_association`: a transfer between associations;
- `on`, `from_firm`, `to_firm`: a transfer between firms.

Names, values and forms are those of the member record's JSON (`member-record.schema.json`).
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code, RecordError, RegisterError
from cicpa_credentials.members import kinds
from cicpa_credentials.members.json_text import read_object
from cicpa_credentials.members.shapes import Misfit
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.register.lifecycle import EventKind
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from cicpa_credentials.members.values import Category

__all__ = ["MAX_FILE_BYTES", "Change", "ChangeKind", "FileFormat", "RowProblem", "read_changes"]

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
"""Bytes that are read at most: a national membership has a quarter of that."""

_MAX_LINE: Final = 4096


class FileFormat(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class ChangeKind(StrEnum):
    """What the rows of a file say."""

    INSPECTIONS = "inspections"
    TRANSFERS = "transfers"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Change(Discreet):
    """One row that is in order.

    Attributes:
        line: its line in the file, from 1 on.
        event: what it is in the register.
        number: certificate number.
        category: which certificate.
        effective_on: the day of it.
        content: SHA-256 of all that it says.
    """

    line: int
    event: EventKind
    number: str
    category: Category
    effective_on: date
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row that was not taken.

    Attributes:
        line: its line in the file, from 1 on.
        rule: what it breaks; it quotes nothing of the row.
    """

    line: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """One of the shapes that a row can have beside `number` and `category`."""

    columns: tuple[str, ...]
    event: EventKind
    codec: kinds.Kind


_WHOSE: Final = ("number", "category")
_SHAPES: Final = {
    ChangeKind.INSPECTIONS: (
        _Shape(columns=("passed_on", "year"), event=EventKind.INSPECTION_PASSED, codec=kinds.INSPECTIONS),
    ),
    ChangeKind.TRANSFERS: tuple(
        _Shape(columns=("on", f"from_{what}", f"to_{what}"), event=EventKind.TRANSFERRED, codec=codec)
        for what, codec in (("association", kinds.ASSOCIATION_TRANSFERS), ("firm", kinds.FIRM_TRANSFERS))
    ),
}


def read_changes(data: bytes, *, kind: ChangeKind, file_format: FileFormat) -> Iterator[Change | RowProblem]:
    """Every row of a file in order: as a change, or with what is wrong with it. Empty lines are passed over.

    Raises:
        RegisterError: `malformed` for a file that is too long, or a CSV header that is missing or has other columns.
    """
    if len(data) > MAX_FILE_BYTES:
        raise RegisterError(Code.MALFORMED, f"the file is longer than {MAX_FILE_BYTES} bytes")
    shapes = _SHAPES[kind]
    lines = _lines(data)
    read = _object if file_format is FileFormat.JSON_LINES else _csv_reader(lines, shapes)
    for number, line in lines:
        try:
            yield _change(number, read(line), shapes)
        except Misfit as misfit:
            yield RowProblem(line=number, rule=misfit.rule)


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line.removesuffix(b"\r")


def _object(line: bytes) -> dict[str, Any]:
    try:
        return read_object(line)
    except RecordError as error:
        rule = error.problems[0].partition(": ")[2]
    raise Misfit(rule)


def _csv_reader(lines: Iterator[tuple[int, bytes]], shapes: Sequence[_Shape]) -> Callable[[bytes], dict[str, Any]]:
    """A reader of rows for the columns that the first line names."""
    try:
        names = _cells(next(lines, (1, b""))[1])
    except Misfit as misfit:
        raise RegisterError(Code.MALFORMED, f"the header {misfit.rule}") from None
    known = {*_WHOSE, *(column for shape in shapes for column in shape.columns)}
    complete = any({*_WHOSE, *shape.columns} <= set(names) for shape in shapes)
    if not complete or len(set(names)) != len(names) or not known.issuperset(names):
        raise RegisterError(Code.MALFORMED, f"the header must name each of its columns once: {_described(shapes)}")

    def read(line: bytes) -> dict[str, Any]:
        cells = _cells(line)
        if len(cells) != len(names):
            raise Misfit(f"must have {len(names)} columns")
        row: dict[str, Any] = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
        year = row.get("year", "")
        return row | {"year": int(year)} if year.isascii() and year.isdecimal() else row

    return read


def _cells(line: bytes) -> list[str]:
    if len(line) > _MAX_LINE:
        raise Misfit(f"is longer than {_MAX_LINE} bytes")
    try:
        return next(csv.reader([line.decode()], strict=True))
    except UnicodeDecodeError:
        rule = "is not UTF-8"
    except csv.Error:
        rule = "is not CSV, or runs over several lines"
    raise Misfit(rule)


def _change(line: int, row: dict[str, Any], shapes: Sequence[_Shape]) -> Change:
    shape = next((shape for shape in shapes if row.keys() == {*_WHOSE, *shape.columns}), None)
    if shape is None:
        raise Misfit(f"must have {_described(shapes)}")
    number = _read("number", kinds.NUMBER, row["number"])
    category = _read("category", kinds.CATEGORY, row["category"])
    (fact,) = _read(", ".join(shape.columns), shape.codec, [{column: row[column] for column in shape.columns}])
    said = [[column, row[column]] for column in shape.columns]
    return Change(
        line=line,
        event=shape.event,
        number=number,
        category=category,
        effective_on=getattr(fact, shape.columns[0]),
        content=hashlib.sha256(cbor.encode([number, int(category), said])).digest(),
    )


def _read(what: str, codec: kinds.Kind, value: object) -> Any:  # noqa: ANN401 - whatever the codec makes
    try:
        return codec.from_json(value)
    except Misfit as misfit:
        rule = f"{what}: {misfit.rule}"
    raise Misfit(rule)


def _described(shapes: Sequence[_Shape]) -> str:
    return " or ".join(", ".join((*_WHOSE, *shape.columns)) for shape in shapes)
