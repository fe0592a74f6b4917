from __future__ import annotations

from typing import Any

import pytest

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import MemberRecord
from sample_records import particulars, record


def problems(**changes: object) -> tuple[str, ...]:
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_dict(particulars(**changes))
    assert refused.value.code is Code.INVALID_RECORD
    return refused.value.problems


def inspection(year: int, passed_on: str) -> dict[str, Any]:
    return {"year": year, "passed_on": passed_on}


def transfer(on: str, origin: str, goal: str) -> dict[str, str]:
    return {"on": on, "from_association": origin, "to_association": goal}


def test_the_id_number_must_agree_with_the_birth_date() -> None:
    assert problems(birth_date="1988-06-12") == ("id_number: the birth date inside it is not birth_date",)


def test_the_id_number_must_agree_with_the_gender() -> None:
    assert problems(gender="male") == ("id_number: the gender inside it is not gender",)


def test_an_id_number_without_its_type_is_kept_for_later() -> None:
    assert record(id_type=None).id_number == "110100198806210240"


def test_nobody_joins_before_being_born() -> None:
    changes: dict[str, Any] = {"id_type": None, "id_number": None}
    assert problems(birth_date="2017-03-16", **changes) == ("approval_date: must be after birth_date",)


def test_a_member_is_not_inspected_in_the_year_of_joining() -> None:
    assert problems(inspections=[inspection(2017, "2017-05-11")]) == (
        "inspections: a member is first inspected in the year after approval_date",
    )


def test_no_inspection_is_passed_before_joining() -> None:
    assert problems(inspections=[inspection(2018, "2017-03-15")]) == (
        "inspections: none can be passed before approval_date",
    )


@pytest.mark.parametrize("years", [(2018, 2018), (2019, 2018)])
def test_inspections_are_one_for_each_year_in_order(years: tuple[int, int]) -> None:
    assert problems(inspections=[inspection(year, "2020-01-01") for year in years]) == (
        "inspections: must stand in order of year, one for each year",
    )


def test_the_last_transfer_leads_to_the_present_association() -> None:
    assert problems(association="110000") == ("association_transfers: the last must lead to association",)


def test_each_transfer_starts_where_the_last_one_ended() -> None:
    broken = [transfer("2018-01-01", "110000", "120000"), transfer("2019-01-01", "130000", "310000")]
    assert problems(association_transfers=broken) == (
        "association_transfers: each must start where the one before it ended",
    )


def test_transfers_stand_in_order_of_time() -> None:
    late_first = [transfer("2019-01-01", "110000", "120000"), transfer("2018-01-01", "120000", "310000")]
    assert problems(association_transfers=late_first) == ("association_transfers: must stand in order of time",)


def test_a_transfer_leads_elsewhere() -> None:
    assert problems(association_transfers=[transfer("2019-01-01", "310000", "310000")]) == (
        "association_transfers: must lead from one to another",
    )


def test_nobody_transfers_before_joining() -> None:
    firm = "澄怀会计师事务所（特殊普通合伙）"
    assert problems(
        association_transfers=[transfer("2017-03-15", "110000", "310000")],
        firm_transfers=[{"on": "2017-03-15", "from_firm": "甲", "to_firm": firm}],
    ) == (
        "association_transfers: none can be before approval_date",
        "firm_transfers: none can be before approval_date",
    )


def test_the_last_firm_transfer_leads_to_the_present_firm() -> None:
    assert problems(firm="乙示例会计师事务所") == ("firm_transfers: the last must lead to firm",)


def test_only_practising_members_have_a_firm() -> None:
    assert problems(category="non_practising") == (
        "firm: only practising members have one",
        "firm_transfers: only practising members have them",
    )


def test_what_is_unknown_contradicts_nothing() -> None:
    gone = dict.fromkeys(("approval_date", "association", "firm", "category", "birth_date", "gender"))
    assert record(**gone).approval_date is None


def test_a_non_practising_member_without_firm_is_fine() -> None:
    assert record(category="non_practising", firm=None, firm_transfers=None).firm is None
