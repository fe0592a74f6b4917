"""The detail `photo`: what may stand in it, on the wire and in JSON."""

from __future__ import annotations

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import PhotoEvidence
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.members.photo import MAX_PORTRAIT
from sample_records import PHOTO, PHOTO_JSON, a_photo

FIELD = DETAIL_BY_NAME["photo"]
SHA256 = bytes(32)
PORTRAIT = PHOTO.portrait or b""
LARGEST = a_photo(0).portrait or b""
AVIF = b"\x00\x00\x00\x20ftypavif" + bytes(100)


def test_it_is_written_with_a_portrait_or_without() -> None:
    assert FIELD.encode(PHOTO) == [PHOTO.sha256, PORTRAIT]
    assert FIELD.encode(PhotoEvidence(sha256=SHA256)) == [SHA256]
    assert FIELD.to_json(PHOTO) == PHOTO_JSON
    assert FIELD.from_json(PHOTO_JSON) == PHOTO
    assert FIELD.to_json(PhotoEvidence(sha256=SHA256)) == {"sha256": "00" * 32}


def test_a_portrait_of_six_hundred_bytes_is_the_largest() -> None:
    assert len(LARGEST) == MAX_PORTRAIT == 600
    longer = b"RIFF" + (593).to_bytes(4, "little") + LARGEST[8:] + b"\0"
    with pytest.raises(ValueError, match="at most 600 bytes"):
        PhotoEvidence(sha256=SHA256, portrait=longer)


@pytest.mark.parametrize(
    "wire",
    [
        None,
        SHA256,
        [],
        {},
        "text",
        (SHA256,),
        [SHA256[1:]],
        [SHA256 + b"\0"],
        [SHA256.hex()],
        [bytearray(32)],
        [[SHA256]],
        [None],
        [SHA256, None],
        [SHA256, b""],
        [SHA256, "RIFF"],
        [SHA256, AVIF],
        [SHA256, PORTRAIT[:-1]],
        [SHA256, PORTRAIT + b"\0"],
        [SHA256, PORTRAIT.replace(b"WEBP", b"WAVE")],
        [SHA256, b"RIFF\x03\0\0\0WEB"],
        [SHA256, LARGEST + b"\0"],
        [SHA256, PORTRAIT, PORTRAIT],
        [PORTRAIT, SHA256],
    ],
)
def test_off_the_wire_anything_else_is_refused(wire: object) -> None:
    with pytest.raises(RecordError) as refused:
        FIELD.decode(wire)
    assert refused.value.code is Code.CONTENT_INVALID
    assert refused.value.problems[0].startswith("photo: ")


@pytest.mark.parametrize(
    "written",
    [
        None,
        "01.png",
        [],
        {},
        {"portrait": PHOTO_JSON["portrait"]},
        {"sha256": None},
        {"sha256": PHOTO_JSON["sha256"].upper()},
        {"sha256": PHOTO_JSON["sha256"] + " "},
        {"sha256": "00" * 31},
        {"sha256": "xx" * 32},
        {**PHOTO_JSON, "portrait": None},
        {**PHOTO_JSON, "portrait": PHOTO_JSON["portrait"].rstrip("=")},
        {**PHOTO_JSON, "portrait": PHOTO_JSON["portrait"] + "\n"},
        {**PHOTO_JSON, "portrait": "UklGRgwAAABXRUJQVlA4IAAAAAB="},
        {**PHOTO_JSON, "portrait": ""},
        {**PHOTO_JSON, "portrait": "\ud800"},
        {**PHOTO_JSON, "other": ""},
    ],
)
def test_in_json_anything_else_and_any_other_spelling_is_refused(written: object) -> None:
    with pytest.raises(RecordError) as refused:
        FIELD.from_json(written)
    assert refused.value.code is Code.INVALID_RECORD
    assert refused.value.problems[0].startswith("photo: ")


def test_a_host_cannot_make_one_that_no_reader_takes() -> None:
    for sha256 in (b"", bytes(31), "00" * 32, bytearray(32)):
        with pytest.raises(ValueError, match="SHA-256"):
            PhotoEvidence(sha256=sha256)  # type: ignore[arg-type]


def test_it_tells_nothing_in_a_log() -> None:
    assert repr(PHOTO) == "<PhotoEvidence>"


def test_the_schema_of_reports_has_room_for_the_largest() -> None:
    schema = schemas.load("report")["$defs"]["photo"]["properties"]
    assert len(FIELD.to_json(a_photo(0))["portrait"]) == schema["portrait"]["maxLength"]
