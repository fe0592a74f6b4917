"""The sample members that ship with the source obey every rule, and are as varied as the domain."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from cicpa_credentials.members import Category, IdType, MemberRecord, PhotoSource, require_complete, require_photo_route

FOLDER = Path(__file__).parents[3] / "examples" / "members"
FILES = sorted(FOLDER.glob("*.json"))
RECORDS = [MemberRecord.from_json(file.read_bytes()) for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_certificate_can_be_issued_from_each(file: Path) -> None:
    sample = MemberRecord.from_json(file.read_bytes())
    require_complete(sample)
    require_photo_route(sample)
    assert sample.photo == f"{file.stem}.png"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_has_a_portrait_of_id_photo_shape(file: Path) -> None:
    portrait = file.with_suffix(".png")
    assert portrait.stat().st_size < 60_000
    with Image.open(portrait) as picture:
        assert (picture.mode, picture.size) == ("RGB", (590, 826))


def test_they_are_varied() -> None:
    assert len(RECORDS) >= 14
    assert {sample.category for sample in RECORDS} == set(Category)
    assert {"100000", "440300"} <= {sample.association for sample in RECORDS}
    assert {
        IdType.RESIDENT_IDENTITY_CARD,
        IdType.PASSPORT,
        IdType.HONG_KONG_MACAO_PERMIT,
        IdType.TAIWAN_PERMIT,
        IdType.FOREIGN_PERMANENT_RESIDENCE,
    } <= {sample.id_type for sample in RECORDS}
    assert {sample.photo_source for sample in RECORDS} == set(PhotoSource)
    names = "".join(sample.name or "" for sample in RECORDS)
    assert all(rare in names for rare in "䶮㛃𬭎𫖯·")
    assert any(sample.association_transfers for sample in RECORDS)
    assert any(sample.firm_transfers for sample in RECORDS)
