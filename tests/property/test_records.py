from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag, dumps, undefined
from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import DETAILS, FACE, FIELDS, MemberRecord, PhotoEvidence, missing_fields
from cicpa_credentials.members.fields import BY_NAME, Field, details_of
from cicpa_credentials.testing import member_records
from sample_records import particulars

if TYPE_CHECKING:
    from collections.abc import Callable

FACED = (*FACE, BY_NAME["number"], BY_NAME["association"])
TRAVELLERS = (*FACED, *DETAILS)


@st.composite
def records(draw: st.DrawFn) -> MemberRecord:
    """Records that obey the rules, with any of their particulars missing."""
    whole = draw(member_records())
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


@given(records(), st.binary(min_size=32, max_size=32), st.none() | st.binary(max_size=588))
def test_every_value_that_travels_survives_the_wire(kept: MemberRecord, sha256: bytes, pixels: bytes | None) -> None:
    portrait = None if pixels is None else b"RIFF" + (4 + len(pixels)).to_bytes(4, "little") + b"WEBP" + pixels
    photo = PhotoEvidence(sha256=sha256, portrait=portrait)
    for field, value in (*((field, getattr(kept, field.name)) for field in FACED), *details_of(kept, photo)):
        if value not in (None, ()):
            wire = field.encode(value)
            assert field.decode(wire) == value
            assert field.encode(field.decode(wire)) == wire
            assert field.pack(value) == dumps(wire)
            assert field.from_json(json.loads(json.dumps(field.to_json(value)))) == value


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
