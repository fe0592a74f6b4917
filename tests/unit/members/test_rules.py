from __future__ import annotations

from typing import Any

import pytest

from cicpa_credentials.errors import Code, IncompleteRecordError, RecordError
from cicpa_credentials.members import (
    MemberRecord,
    missing_fields,
    require_complete,
    require_photo_route,
)
from cicpa_credentials.members.fields import FIELDS, Mandatory
from sample_records import particulars, record

ALWAYS = [field.name for field in FIELDS if field.mandatory is Mandatory.ALWAYS]


def test_a_complete_record_may_be_issued() -> None:
    require_complete(record())
    require_photo_route(record())
    require_complete(record(category="non_practising", firm=None, firm_transfers=None))


@pytest.mark.parametrize("name", [*ALWAYS, "qualified_year", "firm"])
def test_each_missing_field_is_named(name: str) -> None:
    with pytest.raises(IncompleteRecordError) as refused:
        require_complete(record(**{name: None}))
    assert refused.value.code is Code.INCOMPLETE_RECORD
    assert refused.value.missing == (name,)
    assert refused.value.problems == (f"{name}: is missing",)
    assert "请将会员必填信息补充完整，再进行下载" in str(refused.value)


def test_all_missing_fields_are_named_in_the_order_of_the_form() -> None:
    assert missing_fields(MemberRecord()) == tuple(ALWAYS)
    assert missing_fields(MemberRecord.from_dict({"category": "practising", "qualification_route": "examination"})) == (
        tuple(
            field.name
            for field in FIELDS
            if field.mandatory is not Mandatory.NEVER and field.name not in ("category", "qualification_route")
        )
    )


def test_the_year_of_the_examination_is_only_needed_from_who_took_it() -> None:
    assessed = record(qualification_route="assessment", qualified_year=None)
    assert missing_fields(assessed) == ()


def test_a_firm_is_only_needed_from_practising_members() -> None:
    unknown = record(category=None, firm=None, firm_transfers=None)
    assert missing_fields(unknown) == ("category",)


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"qualified_year": 2010}, True),
        ({"qualified_year": 2009}, False),
        ({"qualified_year": None}, False),
        ({"qualification_route": "assessment"}, False),
        ({"qualification_route": None}, False),
        ({"photo_source": None}, False),
        ({"qualified_year": 2009, "photo_source": "on_site"}, True),
        ({"qualified_year": 2009, "photo_source": "remote_comparison"}, True),
        ({"qualification_route": "assessment", "qualified_year": None, "photo_source": "on_site"}, True),
    ],
)
def test_the_examination_systems_photo_is_for_those_examined_since_2010(
    changes: dict[str, Any], *, allowed: bool
) -> None:
    kept = MemberRecord.from_dict(particulars(**changes))
    if allowed:
        require_photo_route(kept)
        return
    with pytest.raises(RecordError) as refused:
        require_photo_route(kept)
    assert refused.value.code is Code.PHOTO_ROUTE
    assert refused.value.problems[0].startswith("photo_source: ")
