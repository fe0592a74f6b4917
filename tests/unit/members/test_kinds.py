"""What the codecs refuse off the wire. The other direction is proved in tests/property/test_records.py."""

from __future__ import annotations

from datetime import date

import pytest
from cbor2 import CBORSimpleValue, CBORTag, undefined

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import AssociationTransfer, FirmTransfer, Inspection
from cicpa_credentials.members.fields import BY_NAME

DAY = CBORTag(100, 18000)
LATER = CBORTag(100, 18001)


def refused(name: str, value: object) -> str:
    with pytest.raises(RecordError) as error:
        BY_NAME[name].decode(value)
    assert error.value.code is Code.CONTENT_INVALID
    assert error.value.problems[0].startswith(f"{name}: ")
    return error.value.problems[0]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        1.0,
        b"bytes",
        ["list"],
        {"map": 1},
        undefined,
        CBORSimpleValue(59),
        CBORTag(100, 1),
        "",
        "a" * 201,
        " leading",
        "trailing ",
        "line\nfeed",
        "nul\0",
        "bell\x07",
        "c1\x85",
        "no-break\u00a0space",
        "wide\u3000space",
        "zero\u200bwidth",
        "right\u202eto left",
        "isolate\u2066",
        "mark\ufeff",
        "tag\U000e0041",
        "surrogate\ud800",
        "mojibake\ufffd",
        "e\u0301",
    ],
)
def test_text_must_be_one_clean_line(value: object) -> None:
    refused("name", value)


@pytest.mark.parametrize(
    "name", ["王䶮", "陈㛃", "周𬭎", "刘𫖯", "阿卜杜热合曼·买买提江", "Amelia Rose Hartwell", "\U000323b0"]
)
def test_rare_characters_are_ordinary_even_those_newer_than_our_unicode_tables(name: str) -> None:
    assert BY_NAME["name"].decode(name) == name


@pytest.mark.parametrize("value", [0, 3, -1, True, False, 1.0, "1", None, [1], {1: 1}, CBORTag(1, 1), 2**70])
@pytest.mark.parametrize("name", ["gender", "category"])
def test_a_choice_must_be_an_integer_that_means_something(name: str, value: object) -> None:
    refused(name, value)


@pytest.mark.parametrize(
    "value",
    [
        18000,
        "2019-04-14",
        None,
        CBORTag(1, 18000),
        CBORTag(1004, "2019-04-14"),
        CBORTag(100, 18000.0),
        CBORTag(100, value=True),
        CBORTag(100, "18000"),
        CBORTag(100, float("nan")),
        CBORTag(100, float("inf")),
        CBORTag(100, 2**64),
        CBORTag(100, -(2**64)),
        CBORTag(100, CBORTag(100, 1)),
        CBORTag(100, date(1899, 12, 31).toordinal() - date(1970, 1, 1).toordinal()),
        CBORTag(100, date(2100, 1, 1).toordinal() - date(1970, 1, 1).toordinal()),
    ],
)
def test_a_date_must_be_a_whole_day_of_our_centuries_under_tag_100(value: object) -> None:
    refused("birth_date", value)


@pytest.mark.parametrize(
    "value", ["12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１２", "123456789012\n"]
)
def test_a_certificate_number_is_twelve_ascii_digits(value: str) -> None:
    refused("number", value)


@pytest.mark.parametrize("value", ["999999", "", 110000, None, ["110000"]])
def test_an_association_must_exist(value: object) -> None:
    refused("association", value)


@pytest.mark.parametrize("value", ["139", "29900000001", "+0123456789", "199 0000 0001", "+1234567890123456"])
def test_a_mobile_number_has_its_shape(value: str) -> None:
    refused("mobile", value)


@pytest.mark.parametrize(
    "value", ["a@b", "@example.org", "a b@example.org", "a@@example.org", "a@example..org", "a<b@example.org"]
)
def test_an_email_address_has_its_shape(value: str) -> None:
    refused("email", value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        None,
        {},
        "text",
        (),
        [None],
        [[]],
        [[2018]],
        [[2018, DAY, DAY]],
        [(2018, DAY)],
        [[2016, DAY]],
        [[2100, DAY]],
        [[True, DAY]],
        [[2018.0, DAY]],
        [[2018, 18000]],
        [[2018, DAY], [2018, DAY]],
        [[2019, DAY], [2018, DAY]],
        [[2018, DAY]] * 101,
    ],
)
def test_inspections_must_be_a_list_in_order_of_year(value: object) -> None:
    refused("inspections", value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [[DAY, "110000"]],
        [[DAY, "110000", "110000"]],
        [[DAY, "110000", "999999"]],
        [["2019-04-14", "110000", "310000"]],
        [[LATER, "110000", "310000"], [DAY, "310000", "320000"]],
        [[DAY, "110000", "310000"], [LATER, "320000", "330000"]],
    ],
)
def test_transfers_must_form_a_chain_in_time(value: object) -> None:
    refused("association_transfers", value)


def test_firm_transfers_hold_clean_text() -> None:
    refused("firm_transfers", [[DAY, "甲\u202e", "乙"]])


def test_histories_travel_as_arrays() -> None:
    on = date(2019, 4, 14)
    for name, value, wire in (
        ("inspections", (Inspection(year=2019, passed_on=on),), [[2019, DAY]]),
        (
            "association_transfers",
            (AssociationTransfer(on=on, from_association="110000", to_association="310000"),),
            [[DAY, "110000", "310000"]],
        ),
        ("firm_transfers", (FirmTransfer(on=on, from_firm="甲", to_firm="乙"),), [[DAY, "甲", "乙"]]),
    ):
        assert BY_NAME[name].encode(value) == wire
        assert BY_NAME[name].decode(wire) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inspections", {"year": 2018}),
        ("inspections", [{"year": 2018}]),
        ("inspections", [{"year": 2018, "passed_on": "2018-05-11", "by": "x"}]),
        ("inspections", [["2018", "2018-05-11"]]),
        ("inspections", [{"year": 2018, "passed_on": "2018-02-30"}]),
        ("honours", "text"),
        ("honours", ["fine", ""]),
        ("qualified_year", True),
        ("qualified_year", 1990),
        ("gender", 1),
        ("gender", "MALE"),
        ("birth_date", "20200101"),
        ("birth_date", "1899-12-31"),
        ("birth_date", "２０２０-01-01"),
        ("achievements", "a\tb"),
        ("achievements", "ends with a line feed\n"),
        ("achievements", "a" * 2001),
    ],
)
def test_json_forms_are_as_strict(name: str, value: object) -> None:
    with pytest.raises(RecordError) as error:
        BY_NAME[name].from_json(value)
    assert error.value.code is Code.INVALID_RECORD


def test_remarks_may_have_several_lines() -> None:
    assert BY_NAME["achievements"].from_json("第一行\n第二行") == "第一行\n第二行"
