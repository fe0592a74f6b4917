from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials import render, scan
from cicpa_credentials.audit.places import Place
from cicpa_credentials.audit.reading import read_file, read_json
from cicpa_credentials.errors import CicpaError, Code
from counter import PHOTO
from office import issue

if TYPE_CHECKING:
    from pathlib import Path

ISSUED = issue()
TEXT = ISSUED.qr_text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'"12"', "12"),
        (b'"12" \t', "12"),
        (b' "12"', "12"),
        (rb'"\u0031\\2"', "1\\2"),
        ('"é"'.encode(), "é"),
        (b'{"qr_text": "12", "other": [1]}', "12"),
        (b'{"other": "12"}', Code.COLUMN_MISSING),
        (b'{"qr_text": 12}', Code.MALFORMED),
        (b'{"qr_text": "1", "qr_text": "2"}', Code.MALFORMED),
        (b"12", Code.MALFORMED),
        (b"{", Code.MALFORMED),
        (b'"1\t2"', Code.MALFORMED),
        (b'"\xff"', Code.MALFORMED),
        (b"[" * 9999, Code.MALFORMED),
    ],
)
def test_a_line_of_json_holds_a_code_or_there_is_a_reason(line: bytes, found: str | Code) -> None:
    assert read_json(line, "qr_text") == found


def refusal(path: Path) -> Code:
    with pytest.raises(CicpaError) as refused:
        read_file(path, "name")
    return refused.value.code


def test_each_line_of_a_text_file_is_a_code(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(f"\ufeff{TEXT}\r\n\n 12 \n", encoding="utf-8")
    assert read_file(tmp_path / "a", "a") == [(Place(file="a", line=1), TEXT), (Place(file="a", line=3), "12")]


def test_a_credential_of_its_own_bytes_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(ISSUED.credential)
    assert read_file(tmp_path / "a", "a") == [(Place(file="a"), ISSUED.credential)]


def test_the_codes_of_a_picture_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(render.png(ISSUED.view, TEXT, PHOTO.read_bytes()))
    assert read_file(tmp_path / "a", "a") == [(Place(file="a", page=1, ordinal=1), TEXT)]


def test_what_holds_no_code_says_why(tmp_path: Path) -> None:
    for name, content, code in (
        ("empty", b"", Code.NO_CODE_FOUND),
        ("blank", b"\n \n", Code.NO_CODE_FOUND),
        ("photo", PHOTO.read_bytes(), Code.NO_CODE_FOUND),
        ("bytes", b"\xff\xfe\0", Code.MALFORMED),
        ("pdf", b"%PDF-1.4\n", Code.MALFORMED),
        ("long", b"1" * (1024 * 1024 + 1), Code.TOO_LARGE),
        ("lines", b"1\n" * 10_001, Code.TOO_LARGE),
    ):
        (tmp_path / name).write_bytes(content)
        assert (name, refusal(tmp_path / name)) == (name, code)


def test_what_is_no_file_any_more_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    assert refusal(tmp_path / "pipe") is Code.NOT_A_FILE
    assert refusal(tmp_path / "link") is Code.FILE_UNREADABLE
    assert refusal(tmp_path / "gone") is Code.FILE_UNREADABLE
    assert refusal(tmp_path) is Code.FILE_UNREADABLE


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(2 * 1024**3)
    assert refusal(tmp_path / "a") is Code.TOO_LARGE


def test_a_file_that_grows_while_it_is_read_is_too_large_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"1" * 20)
    monkeypatch.setattr(scan, "MAX_BYTES", 10)
    monkeypatch.setattr(os, "fstat", lambda _: os.stat_result((0o100600, *(0,) * 9)))
    assert refusal(tmp_path / "a") is Code.TOO_LARGE
