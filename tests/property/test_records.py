from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag, dumps, undefined
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import (
    ASSOCIATIONS,
    DETAILS,
    FACE,
    FIELDS,
    AssociationTransfer,
    Category,
    FirmTransfer,
    Gender,
    IdType,
    Inspection,
    MemberRecord,
    PhotoSource,
    QualificationRoute,
    missing_fields,
)
from cicpa_credentials.members.fields import BY_NAME, Field
from cicpa_credentials.members.id_numbers import check_character
from sample_records import particulars

if TYPE_CHECKING:
    from collections.abc import Callable

TRAVELLERS = (*FACE, *DETAILS, BY_NAME["number"], BY_NAME["association"])

hanzi = st.sampled_from("王李张䶮㛃𬭎𫖯·欧阳澈")
lines = st.text(hanzi, min_size=1, max_size=12)
digits = st.text("0123456789", min_size=12, max_size=12)
dates = st.dates(date(1950, 1, 1), date(2004, 12, 31))


@st.composite
def histories(draw: st.DrawFn, places: st.SearchStrategy[str], since: date) -> list[tuple[date, str, str]]:
    """Moves in order of time, each starting where the one before it ended."""
    stops = draw(st.lists(places, max_size=5))
    route = [stop for index, stop in enumerate(stops) if index == 0 or stop != stops[index - 1]]
    days = sorted(draw(st.lists(st.integers(0, 4000), min_size=len(route), max_size=len(route))))
    return [(since + timedelta(days), *ends) for days, ends in zip(days, pairwise(route), strict=False)]


@st.composite
def records(draw: st.DrawFn) -> MemberRecord:
    """Records that obey the rules, with any of their optional particulars missing."""
    gender, category = draw(st.sampled_from(Gender)), draw(st.sampled_from(Category))
    born, joined = draw(dates), draw(st.dates(date(2006, 1, 1), date(2024, 12, 31)))
    parity = gender % 2 + 2 * draw(st.integers(0, 4))
    stem = f"110100{born:%Y%m%d}{draw(st.integers(0, 99)):02d}{parity}"
    years = draw(st.sets(st.integers(max(2017, joined.year + 1), 2040), max_size=8))
    moves = draw(histories(st.sampled_from(sorted(ASSOCIATIONS)), joined))
    firms = draw(histories(lines, joined)) if category is Category.PRACTISING else []
    whole = MemberRecord(
        name=draw(lines),
        gender=gender,
        id_type=IdType.RESIDENT_IDENTITY_CARD,
        id_number=stem + check_character(stem),
        qualification_route=draw(st.sampled_from(QualificationRoute)),
        qualification_number=draw(lines),
        qualified_year=draw(st.integers(1991, 2024)),
        approval_number=draw(lines),
        approval_date=joined,
        birth_date=born,
        number=draw(digits),
        category=category,
        association=moves[-1][2] if moves else draw(st.sampled_from(sorted(ASSOCIATIONS))),
        achievements=draw(st.none() | st.just("一\n二")),
        mobile="19900000001",
        email="a@example.org",
        honours=tuple(draw(st.lists(lines, max_size=3))),
        inspections=tuple(Inspection(year=year, passed_on=date(year, 6, 1)) for year in sorted(years)),
        association_transfers=tuple(
            AssociationTransfer(on=on, from_association=a, to_association=b) for on, a, b in moves
        ),
        firm=(firms[-1][2] if firms else draw(lines)) if category is Category.PRACTISING else None,
        firm_transfers=tuple(FirmTransfer(on=on, from_firm=a, to_firm=b) for on, a, b in firms),
        photo="01.png",
        photo_source=draw(st.sampled_from(PhotoSource)),
    )
    dropped = draw(st.sets(st.sampled_from([field.name for field in FIELDS])))
    return MemberRecord.from_dict({name: value for name, value in whole.to_dict().items() if name not in dropped})


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=8)
    | st.sampled_from([undefined, CBORSimpleValue(59), 2**64, -1, "110000", "2018-05-11"])
)
cborish: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers() | st.text(), inner, max_size=3)
        | st.builds(CBORTag, st.sampled_from([1, 18, 60, 100, 1004]), inner)
        | st.lists(st.tuples(st.integers(2015, 2030), inner).map(list), max_size=3)
    ),
    max_leaves=8,
)


@given(records())
def test_a_record_survives_its_json_form(kept: MemberRecord) -> None:
    assert MemberRecord.from_dict(kept.to_dict()) == kept
    assert MemberRecord.from_json(json.dumps(kept.to_dict())) == kept


@given(records())
def test_every_value_that_travels_survives_the_wire(kept: MemberRecord) -> None:
    for field in TRAVELLERS:
        value = getattr(kept, field.name)
        if value not in (None, ()):
            wire = field.encode(value)
            assert field.decode(wire) == value
            assert field.encode(field.decode(wire)) == wire
            assert field.pack(value) == dumps(wire)


@given(records())
def test_missing_fields_are_exactly_those_that_make_a_record_incomplete(kept: MemberRecord) -> None:
    missing = missing_fields(kept)
    assert all(getattr(kept, name) is None for name in missing)
    filled = kept.to_dict() | {name: value for name, value in particulars().items() if name in missing}
    assert set(missing) <= set(filled)


def outcome(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - a value of any kind, or the error
    try:
        return call()
    except RecordError as refused:
        return refused


@given(st.sampled_from(TRAVELLERS), cborish)
def test_decoding_anything_gives_the_value_back_or_a_record_error(field: Field, value: object) -> None:
    decoded = outcome(lambda: field.decode(value))
    if isinstance(decoded, RecordError):
        assert decoded.code is Code.CONTENT_INVALID
        assert decoded.problems[0].startswith(f"{field.name}: ")
    else:
        assert field.encode(decoded) == value


jsonish: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["year", "on", "passed_on"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from([field.name for field in FIELDS]) | st.text(), jsonish, max_size=6)


@given(documents)
def test_a_document_is_a_record_or_every_problem_of_it(changes: dict[str, Any]) -> None:
    kept = outcome(lambda: MemberRecord.from_dict(particulars() | changes))
    if isinstance(kept, RecordError):
        assert kept.code is Code.INVALID_RECORD
        assert kept.problems
        assert kept.__context__ is None
    else:
        assert MemberRecord.from_dict(kept.to_dict()) == kept


@given(st.text() | st.binary() | jsonish.map(json.dumps) | documents.map(json.dumps))
def test_reading_any_text_gives_a_record_or_a_record_error(text: str | bytes) -> None:
    kept = outcome(lambda: MemberRecord.from_json(text))
    assert isinstance(kept, MemberRecord) or kept.code is Code.INVALID_RECORD


@given(st.sampled_from(["name", "firm", "email"]), st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_text_that_is_signed_is_always_encodable_and_normalised(name: str, text: str) -> None:
    kept = outcome(lambda: MemberRecord.from_dict({name: text}))
    if isinstance(kept, RecordError):
        assert kept.code is Code.INVALID_RECORD
    else:
        value = getattr(kept, name)
        assert BY_NAME[name].decode(BY_NAME[name].encode(value)) == value


def test_lone_surrogates_that_json_can_spell_never_reach_the_wire() -> None:
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_json('{"name": "\\ud800"}')
    assert refused.value.code is Code.INVALID_RECORD
