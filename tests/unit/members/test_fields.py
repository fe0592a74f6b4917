from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from cbor2 import CBORTag

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import DETAILS, FACE, FIELDS, Gender, MemberRecord, Tier
from cicpa_credentials.members.fields import BY_NAME, DETAIL_BY_NAME, DETAIL_SLOTS, DETAILS_LABEL, Mandatory
from sample_records import PHOTO, details, record

NAMES = [field.name for field in FIELDS]


def test_table_record_and_schema_hold_the_same_particulars_in_the_same_order() -> None:
    assert [attribute.name for attribute in dataclasses.fields(MemberRecord)] == NAMES
    assert list(schemas.load("member-record")["properties"]) == NAMES
    assert list(BY_NAME) == NAMES


def test_schema_titles_are_the_captions() -> None:
    properties = schemas.load("member-record")["properties"]
    assert [properties[field.name]["title"] for field in FIELDS] == [f"{field.zh} · {field.en}" for field in FIELDS]


def test_labels_are_those_of_the_wire_format() -> None:
    assert {field.name: field.label for field in FACE} == {"name": 1, "gender": 2, "category": 3, "approval_date": 4}
    assert {field.name: field.label for field in DETAILS} == {
        "approval_number": 1,
        "birth_date": 2,
        "mobile": 3,
        "email": 4,
        "inspections": 5,
        "association_transfers": 6,
        "firm": 7,
        "firm_transfers": 8,
        "photo": 9,
    }
    assert DETAILS_LABEL == 5
    assert DETAIL_SLOTS == 9


def test_what_is_signed_of_the_photo_is_no_particular_of_the_record() -> None:
    detail = DETAIL_BY_NAME["photo"]
    assert detail not in FIELDS
    assert (BY_NAME["photo"].tier, detail.tier) == (Tier.RECORD, Tier.DETAIL)


def test_details_are_those_that_are_there_in_the_order_of_the_table() -> None:
    assert list(details()) == [field.name for field in DETAILS]
    assert list(details(record(inspections=[], firm_transfers=None), None)) == [
        "approval_number",
        "birth_date",
        "mobile",
        "email",
        "association_transfers",
        "firm",
    ]
    assert details()["photo"] is PHOTO


def test_certificate_number_and_association_are_on_the_face_but_travel_as_cwt_claims() -> None:
    bare = {field.name for field in FIELDS if field.tier is Tier.FACE and field.label is None}
    assert bare == {"number", "association"}


def test_what_only_the_record_keeps_has_no_label() -> None:
    assert all(field.label is None for field in FIELDS if field.tier is Tier.RECORD)


def test_mandatory_particulars_are_those_of_the_members_form() -> None:
    needed = {field.name for field in FIELDS if field.mandatory is Mandatory.ALWAYS}
    assert needed == {
        "name",
        "gender",
        "id_type",
        "id_number",
        "qualification_route",
        "qualification_number",
        "category",
        "number",
        "association",
        "approval_number",
        "approval_date",
        "birth_date",
        "mobile",
        "email",
        "photo",
        "photo_source",
    }
    assert BY_NAME["qualified_year"].mandatory is Mandatory.WHEN_EXAMINED
    assert BY_NAME["firm"].mandatory is Mandatory.WHEN_PRACTISING


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.tier is Tier.RECORD])
def test_the_codec_of_a_particular_that_stays_home_refuses_to_carry_it(name: str) -> None:
    field = BY_NAME[name]
    with pytest.raises(RecordError) as written:
        field.encode("secret")
    assert written.value.code is Code.INVALID_RECORD
    with pytest.raises(RecordError) as read:
        field.decode("secret")
    assert read.value.code is Code.CONTENT_INVALID
    assert "secret" not in f"{written.value}{read.value}"


def test_dates_travel_as_days_since_1970() -> None:
    field = BY_NAME["approval_date"]
    assert field.encode(date(1970, 1, 2)) == CBORTag(100, 1)
    assert field.encode(date(1958, 1, 26)) == CBORTag(100, -4358)
    assert field.decode(CBORTag(100, -4358)) == date(1958, 1, 26)


def test_choices_travel_as_plain_integers() -> None:
    encoded = BY_NAME["gender"].encode(Gender.FEMALE)
    assert encoded == 2
    assert type(encoded) is int
    assert BY_NAME["gender"].decode(2) is Gender.FEMALE


def test_a_refusal_names_the_field_and_not_the_value() -> None:
    with pytest.raises(RecordError) as refused:
        BY_NAME["email"].decode("zhangsan at example")
    assert refused.value.code is Code.CONTENT_INVALID
    assert refused.value.problems == ("email: must be an e-mail address",)
    assert "zhangsan" not in str(refused.value)
    assert refused.value.__context__ is None
