from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any, cast

import pytest

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import Category, Gender, Inspection, MemberRecord
from cicpa_credentials.members.fields import FIELDS
from sample_records import particulars, record


def problems(document: object) -> tuple[str, ...]:
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_dict(cast("dict[str, Any]", document))
    assert refused.value.code is Code.INVALID_RECORD
    assert refused.value.__context__ is None
    return refused.value.problems


def test_json_form_and_record_are_each_others_inverse() -> None:
    kept = record()
    assert kept.to_dict() == particulars()
    assert MemberRecord.from_json(json.dumps(particulars())) == kept
    assert MemberRecord.from_json(json.dumps(particulars(), ensure_ascii=False).encode()) == kept


def test_json_form_stands_in_the_order_of_the_form() -> None:
    shuffled = dict(reversed(particulars().items()))
    order = [field.name for field in FIELDS if field.name in shuffled]
    assert list(MemberRecord.from_dict(shuffled).to_dict()) == order


def test_an_incomplete_record_can_be_kept() -> None:
    assert MemberRecord.from_json("{}") == MemberRecord()
    assert MemberRecord().to_dict() == {}
    assert MemberRecord.from_dict({"inspections": []}).inspections == ()


def test_values_have_their_python_types() -> None:
    kept = record()
    assert kept.gender is Gender.FEMALE
    assert kept.birth_date == date(1988, 6, 21)
    assert kept.inspections[0] == Inspection(year=2018, passed_on=date(2018, 5, 11))


def test_text_is_brought_into_normalisation_form_c() -> None:
    assert record(firm=None, firm_transfers=None, employer="Cafe\u0301").employer == "Caf\u00e9"
    transfers = [{"on": "2018-09-03", "from_firm": "A\u0301", "to_firm": "B"}]
    assert record(firm="B", firm_transfers=transfers).firm_transfers[0].from_firm == "\u00c1"


def test_every_problem_is_reported_at_once() -> None:
    assert problems(
        particulars(
            name="",
            gender="woman",
            mobile="1",
            birth_date="1988-02-30",
            inspections=[{"year": 2016, "passed_on": "2018-05-11"}],
            association="110000",
            employer="\u202e",
            unheard_of="x",
        )
    ) == (
        "(record): has members that are not known here (no. 23 of 23)",
        "birth_date: is not a real date",
        "gender: must be one of ['male', 'female']",
        "inspections/0/year: must be at least 2017",
        (
            "mobile: does not have the required form. Eleven digits, or + and country code. "
            "十一位号码，或以+加国家（地区）代码开头。"
        ),
        (
            "name: does not have the required form. One line of text in Unicode normalisation form C. "
            "单行文字，Unicode规范化形式C。"
        ),
        "name: must have at least 1 characters",
        "employer: must not hold control, invisible or unusual space characters, nor begin or end with a space",
        "association_transfers: the last must lead to association",
    )


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
@pytest.mark.parametrize("value", [None, True, 1.5, {}, [[]], "", [None], "\x00", float("nan"), -1, {"a": {"b": []}}])
def test_a_wrong_value_anywhere_is_a_problem_of_that_field_and_is_never_repeated(name: str, value: object) -> None:
    document = particulars() | {name: value}
    assert any(problem.startswith((f"{name}:", f"{name}/")) for problem in problems(document))


def test_problems_carry_no_value() -> None:
    secrets = {
        "name": "张三丰\u0000",
        "id_number": "330104199201121015",
        "mobile": "13912345678x",
        "email": "zhangsanfeng",
        "gender": "zhangsanfeng",
        "张三丰": "330104199201121015",
        "inspections": [{"year": "zhangsanfeng", "passed_on": "zhangsanfeng", "张三丰": 1}],
    }
    text = " ".join(problems(particulars(**secrets)))
    assert not any(secret in text for secret in ("张三丰", "33010419", "13912345678", "zhangsanfeng"))


@pytest.mark.parametrize("document", [None, [], "text", 7, [("name", "x")]])
def test_only_an_object_is_a_record(document: object) -> None:
    assert problems(document) == ("(record): must be an object",)


def test_bottomless_nesting_is_refused() -> None:
    pit: list[Any] = []
    pit.append(pit)
    assert problems({"honours": pit}) == ("(record): is nested too deeply",)


def test_a_record_made_in_python_meets_the_same_rules() -> None:
    with pytest.raises(RecordError) as refused:
        MemberRecord(name="e\u0301", number="12", inspections=(Inspection(year=2016, passed_on=date(2017, 1, 1)),))
    assert refused.value.code is Code.INVALID_RECORD
    assert refused.value.problems == (
        "name: must be in Unicode normalisation form C",
        "number: must be 12 digits",
        "inspections: must be a whole number from 2017 to 2099",
    )


def test_a_changed_record_meets_them_too() -> None:
    with pytest.raises(RecordError) as refused:
        dataclasses.replace(record(), category=Category.NON_PRACTISING)
    assert refused.value.code is Code.INVALID_RECORD
    assert refused.value.problems == (
        "firm: only practising members have one",
        "firm_transfers: only practising members have them",
    )


def test_repr_tells_how_much_is_known_and_nothing_of_it() -> None:
    kept = record()
    assert repr(kept) == "<MemberRecord: 21 of 44 particulars>"
    assert repr(kept.inspections) == "(<Inspection>, <Inspection>)"
    assert repr(kept.firm_transfers) == "(<FirmTransfer>,)"
    assert repr(kept.association_transfers[:1]) == "(<AssociationTransfer>,)"


def test_records_are_values() -> None:
    assert len({record(), record(), record(mobile="19900000002")}) == 2
