"""One complete practising member, as JSON; tests change what they are about."""

from __future__ import annotations

from typing import Any

from cicpa_credentials.members import MemberRecord


def particulars(**changes: object) -> dict[str, Any]:
    """A complete record's JSON form; a change to None takes the particular away."""
    complete: dict[str, Any] = {
        "name": "林知夏",
        "gender": "female",
        "id_type": "resident_identity_card",
        "id_number": "110100198806210240",
        "qualification_route": "examination",
        "qualification_number": "全2014010472",
        "qualified_year": 2014,
        "approval_number": "京注协〔2017〕28号",
        "approval_date": "2017-03-16",
        "birth_date": "1988-06-21",
        "number": "110007310042",
        "category": "practising",
        "association": "310000",
        "mobile": "19900000001",
        "email": "lin.zhixia@example.org",
        "inspections": [
            {"year": 2018, "passed_on": "2018-05-11"},
            {"year": 2019, "passed_on": "2019-05-17"},
        ],
        "association_transfers": [
            {"on": "2018-09-03", "from_association": "110000", "to_association": "330000"},
            {"on": "2020-01-06", "from_association": "330000", "to_association": "310000"},
        ],
        "firm": "澄怀会计师事务所（特殊普通合伙）",
        "firm_transfers": [
            {"on": "2018-09-03", "from_firm": "甲示例会计师事务所", "to_firm": "澄怀会计师事务所（特殊普通合伙）"},
        ],
        "photo": "01.png",
        "photo_source": "examination_system",
    }
    return {name: value for name, value in (complete | changes).items() if value is not None}


def record(**changes: object) -> MemberRecord:
    return MemberRecord.from_dict(particulars(**changes))
