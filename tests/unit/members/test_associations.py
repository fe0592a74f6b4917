from __future__ import annotations

import re

import pytest

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import ASSOCIATIONS, association


def test_there_are_31_provinces_shenzhen_and_cicpa_itself() -> None:
    provinces = [code for code in ASSOCIATIONS if code.endswith("0000") and code != "100000"]
    assert len(provinces) == 31
    assert set(ASSOCIATIONS) == {*provinces, "100000", "440300"}


def test_every_association_is_found_by_its_own_code_and_no_two_share_a_name() -> None:
    assert all(association(code).code == code for code in ASSOCIATIONS)
    for names in ("zh", "en", "region_zh", "region_en"):
        assert len({getattr(one, names) for one in ASSOCIATIONS.values()}) == len(ASSOCIATIONS)


def test_names_are_what_they_claim_to_be() -> None:
    for one in ASSOCIATIONS.values():
        assert re.fullmatch(r"[\u4e00-\u9fff]+注册会计师协会", one.zh)
        assert one.en.endswith("Institute of Certified Public Accountants")
        assert re.fullmatch(r"[0-9]{6}", one.code)


def test_members_abroad_belong_to_cicpa_itself() -> None:
    central = association("100000")
    assert central.zh == "中国注册会计师协会"
    assert central.en == "The Chinese Institute of Certified Public Accountants"


@pytest.mark.parametrize("code", ["999999", "", "11", "１１００００"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(RecordError) as refused:
        association(code)
    assert refused.value.code is Code.INVALID_RECORD


def test_the_table_cannot_be_changed_by_a_host() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        ASSOCIATIONS["110000"] = association("310000")  # type: ignore[index]
