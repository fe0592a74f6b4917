"""The kinds of particulars: how each is written and read, on the wire (CBOR) and in JSON.

Writing trusts its value, because a `MemberRecord` cannot hold a wrong one and issuing is a hot path. Reading trusts
nothing: whatever is not exactly a value of the kind raises `Misfit`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter
from struct import Struct
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from cbor2 import CBORTag

from cicpa_credentials.members import photo, shapes
from cicpa_credentials.members.shapes import Misfit
from cicpa_credentials.members.values import (
    AssociationTransfer,
    Category,
    FirmTransfer,
    Gender,
    IdType,
    Inspection,
    PhotoSource,
    QualificationRoute,
)
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

__all__ = [
    "ASSOCIATION",
    "ASSOCIATION_TRANSFERS",
    "CATEGORY",
    "DATE",
    "EMAIL",
    "FIRM_TRANSFERS",
    "GENDER",
    "ID_NUMBER",
    "ID_TYPE",
    "INSPECTIONS",
    "LATIN_NAME",
    "LINE",
    "LINES",
    "MOBILE",
    "NUMBER",
    "PHOTO_EVIDENCE",
    "PHOTO_SOURCE",
    "REMARKS",
    "ROUTE",
    "YEAR",
    "Kind",
    "withheld",
]

_EXAMINED_SINCE: Final = 1991
"""The year of the first national CPA examination."""

_INSPECTED_SINCE: Final = 2017
"""The first year whose inspections the associations upload (notice 会协〔2020〕34号)."""

_MAX_ITEMS = 100
_DATE_TAG = 100  # days since 1970-01-01 (RFC 8943 §1)
_DATE_HEAD = cbor.encode(CBORTag(_DATE_TAG, 0))[:-1]
_ARGUMENT_BEHIND = 24  # from here on a byte behind the head says how many
# [year, day] in preferred serialisation: array of two and a two-byte number; then tag 100 and another
_INSPECTION = Struct(">HH3sH")
_DATE_IN_TWO = _DATE_HEAD + b"\x19"
_EPOCH = date(1970, 1, 1).toordinal()
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Choice = TypeVar("_Choice", Gender, Category)
_Transfer = TypeVar("_Transfer", AssociationTransfer, FirmTransfer)


def withheld(_: object) -> NoReturn:
    """The codec of what never travels: the ID number and all else that only the record keeps."""
    raise Misfit("is kept in the record and never travels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind of particular travels.

    Attributes:
        to_json: value to JSON.
        from_json: JSON to the value; raises `Misfit`.
        encode: value to what the CBOR layer is given.
        decode: what the CBOR layer gives, to the value; raises `Misfit`.
        pack: value to the bytes that `encode` and the CBOR layer come to, where there is a quicker way.
    """

    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]
    encode: Callable[[Any], Any] = withheld
    decode: Callable[[Any], Any] = withheld
    pack: Callable[[Any], bytes] | None = None


def _unchanged(value: str) -> str:
    return value


def _text(read: Callable[[object], str]) -> Kind:
    return Kind(to_json=_unchanged, from_json=read, encode=_unchanged, decode=read, pack=cbor.encode)


def _number(choices: type[_Choice]) -> Kind:
    by_number = {member.value: member for member in choices}
    by_name = {member.json_name: member for member in choices}

    def decode(value: object) -> _Choice:
        # the type first: True would find the entry of 1, and 1.0 too
        if type(value) is not int or value not in by_number:
            raise Misfit(f"must be one of {', '.join(map(str, by_number))}")
        return by_number[value]

    return Kind(to_json=attrgetter("json_name"), from_json=_chooser(by_name), encode=int, decode=decode)


def _word(choices: type[StrEnum]) -> Kind:
    return Kind(to_json=attrgetter("value"), from_json=_chooser({member.value: member for member in choices}))


def _chooser(by_name: Mapping[str, Any]) -> Callable[[object], Any]:
    def choose(value: object) -> Any:  # noqa: ANN401 - a member of whichever enumeration the table row names
        if type(value) is not str or value not in by_name:
            raise Misfit(f"must be one of {', '.join(by_name)}")
        return by_name[value]

    return choose


def _days(value: date) -> CBORTag:
    return CBORTag(_DATE_TAG, value.toordinal() - _EPOCH)


def _pack_days(value: date) -> bytes:
    return _DATE_HEAD + cbor.encode(value.toordinal() - _EPOCH)


def _pack_inspections(value: tuple[Inspection, ...]) -> bytes:
    # Inspections begin in 2017: years, and days since 1970, all take two bytes.
    entries = [_INSPECTION.pack(0x8219, one.year, _DATE_IN_TWO, one.passed_on.toordinal() - _EPOCH) for one in value]
    return _array_head(len(entries)) + b"".join(entries)


def _array_head(size: int) -> bytes:
    """What stands before so many items, at most `_MAX_ITEMS` (RFC 8949 §3)."""
    return bytes((0x80 + size,)) if size < _ARGUMENT_BEHIND else bytes((0x98, size))


def _from_days(value: object) -> date:
    if type(value) is not CBORTag or value.tag != _DATE_TAG or type(value.value) is not int:
        raise Misfit(f"must be a date in days (tag {_DATE_TAG})")
    return shapes.day(value.value + _EPOCH)


def _from_iso(value: object) -> date:
    if type(value) is str and _ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return shapes.day(date.fromisoformat(value).toordinal())
    raise Misfit("must be a real date, YYYY-MM-DD")


def _year(value: object) -> int:
    return shapes.whole_number(value, _EXAMINED_SINCE, shapes.LATEST.year)


def _rows(value: object, width: int) -> list[list[object]]:
    """An array of arrays off the wire. An empty one is never written, so it is never read either."""
    if type(value) is not list or not 0 < len(value) <= _MAX_ITEMS:
        raise Misfit(f"must be a list of 1 to {_MAX_ITEMS} items")
    if not all(type(row) is list and len(row) == width for row in value):
        raise Misfit(f"each item must be a list of {width}")
    return value


def _objects(value: object, *keys: str) -> list[list[object]]:
    """An array of JSON objects with exactly these keys, as rows."""
    if type(value) is not list or len(value) > _MAX_ITEMS:
        raise Misfit(f"must be a list of at most {_MAX_ITEMS} items")
    if not all(type(item) is dict and item.keys() == set(keys) for item in value):
        raise Misfit(f"each item must have exactly {', '.join(keys)}")
    return [[item[key] for key in keys] for item in value]


def _lines_from_json(value: object) -> tuple[str, ...]:
    if type(value) is not list or len(value) > _MAX_ITEMS:
        raise Misfit(f"must be a list of at most {_MAX_ITEMS} items")
    return tuple(map(shapes.line, value))


def _inspections(rows: list[list[object]], read_date: Callable[[object], date]) -> tuple[Inspection, ...]:
    found = tuple(
        Inspection(year=shapes.whole_number(year, _INSPECTED_SINCE, shapes.LATEST.year), passed_on=read_date(passed_on))
        for year, passed_on in rows
    )
    if any(one.year >= following.year for one, following in pairwise(found)):
        raise Misfit("must stand in order of year, one for each year")
    return found


def _transfers(
    rows: list[list[object]],
    read_date: Callable[[object], date],
    read_end: Callable[[object], str],
    make: Callable[[date, str, str], _Transfer],
) -> tuple[_Transfer, ...]:
    events = [(read_date(on), read_end(origin), read_end(goal)) for on, origin, goal in rows]
    if any(origin == goal for _, origin, goal in events):
        raise Misfit("must lead from one to another")
    if any(one[0] > following[0] for one, following in pairwise(events)):
        raise Misfit("must stand in order of time")
    if any(one[2] != following[1] for one, following in pairwise(events)):
        raise Misfit("each must start where the one before it ended")
    return tuple(make(*event) for event in events)


def _history(
    make: Callable[[date, str, str], _Transfer], read_end: Callable[[object], str], origin: str, goal: str
) -> Kind:
    ends = attrgetter("on", origin, goal)

    def to_json(value: tuple[_Transfer, ...]) -> list[dict[str, str]]:
        return [{"on": on.isoformat(), origin: a, goal: b} for on, a, b in map(ends, value)]

    def from_json(value: object) -> tuple[_Transfer, ...]:
        return _transfers(_objects(value, "on", origin, goal), _from_iso, read_end, make)

    def encode(value: tuple[_Transfer, ...]) -> list[list[Any]]:
        return [[_days(on), a, b] for on, a, b in map(ends, value)]

    def decode(value: object) -> tuple[_Transfer, ...]:
        return _transfers(_rows(value, 3), _from_days, read_end, make)

    def pack(value: tuple[_Transfer, ...]) -> bytes:
        entries = [b"\x83" + _pack_days(on) + cbor.encode(a) + cbor.encode(b) for on, a, b in map(ends, value)]
        return _array_head(len(entries)) + b"".join(entries)

    return Kind(to_json=to_json, from_json=from_json, encode=encode, decode=decode, pack=pack)


def _association_transfer(on: date, origin: str, goal: str) -> AssociationTransfer:
    return AssociationTransfer(on=on, from_association=origin, to_association=goal)


def _firm_transfer(on: date, origin: str, goal: str) -> FirmTransfer:
    return FirmTransfer(on=on, from_firm=origin, to_firm=goal)


LINE: Final = _text(shapes.line)
REMARKS: Final = _text(shapes.remarks)
LINES: Final = Kind(to_json=list, from_json=_lines_from_json)
LATIN_NAME: Final = _text(shapes.latin_name)
NUMBER: Final = _text(shapes.certificate_number)
ID_NUMBER: Final = _text(shapes.id_number)
MOBILE: Final = _text(shapes.mobile)
EMAIL: Final = _text(shapes.email)
ASSOCIATION: Final = _text(shapes.association_code)
DATE: Final = Kind(to_json=date.isoformat, from_json=_from_iso, encode=_days, decode=_from_days, pack=_pack_days)
YEAR: Final = Kind(to_json=int, from_json=_year)
GENDER: Final = _number(Gender)
CATEGORY: Final = _number(Category)
ROUTE: Final = _word(QualificationRoute)
ID_TYPE: Final = _word(IdType)
PHOTO_SOURCE: Final = _word(PhotoSource)
INSPECTIONS: Final = Kind(
    to_json=lambda value: [{"year": one.year, "passed_on": one.passed_on.isoformat()} for one in value],
    from_json=lambda value: _inspections(_objects(value, "year", "passed_on"), _from_iso),
    encode=lambda value: [[one.year, _days(one.passed_on)] for one in value],
    decode=lambda value: _inspections(_rows(value, 2), _from_days),
    pack=_pack_inspections,
)
ASSOCIATION_TRANSFERS: Final = _history(
    _association_transfer, shapes.association_code, "from_association", "to_association"
)
FIRM_TRANSFERS: Final = _history(_firm_transfer, shapes.line, "from_firm", "to_firm")
PHOTO_EVIDENCE: Final = Kind(to_json=photo.to_json, from_json=photo.from_json, encode=photo.encode, decode=photo.decode)
