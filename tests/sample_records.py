"""One complete practising member, as JSON, and what is said of the photo; tests change what they are about."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from cicpa_credentials.members import MemberRecord, PhotoEvidence
from cicpa_credentials.members.fields import details_of

PHOTO: Final = PhotoEvidence(sha256=bytes(range(32)), portrait=b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0")
PHOTO_JSON: Final = {
    "sha256": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "portrait": "UklGRgwAAABXRUJQVlA4IAAAAAA=",
}


def a_photo(seed: int) -> PhotoEvidence:
    """What could be said of a photo; no decoder ever sees this portrait."""
    noise = Random(f"photo {seed}").randbytes  # noqa: S311 - for tests
    return PhotoEvidence(sha256=noise(32), portrait=b"RIFF" + (592).to_bytes(4, "little") + b"WEBP" + noise(588))


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


def details(member: MemberRecord | None = None, photo: PhotoEvidence | None = PHOTO) -> dict[str, Any]:
    """What a certificate for this member says behind its one hash, by field name."""
    return {field.name: value for field, value in details_of(member or record(), photo)}
