from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.cli.received import receive, receive_all
from cicpa_credentials.errors import Code, CommandError, ScanError, ScanHint
from office import HOLDER, issue
from pictures import beside, code, saved

if TYPE_CHECKING:
    from counter import Counter

ISSUED = issue()


def test_a_picture_is_scanned(counter: Counter) -> None:
    received = receive(str(counter.folder / "good.png"))
    assert received.content == ISSUED.qr_text
    assert received.name.endswith("good.png")


@pytest.mark.parametrize("decoration", ["{}", "{}\n", "\ufeff{}\r\n"])
def test_a_file_with_the_text_in_it_will_do(counter: Counter, decoration: str) -> None:
    path = counter.file("code.txt", decoration.format(ISSUED.qr_text).encode())
    assert receive(str(path)).content == ISSUED.qr_text


def test_a_file_with_the_bare_credential_will_do(counter: Counter) -> None:
    for prefix in (b"", b"\xd8\x3d"):
        path = counter.file("credential.cbor", prefix + ISSUED.credential)
        assert receive(str(path)).content == prefix + ISSUED.credential


def test_the_text_itself_will_do_and_is_not_repeated_whole() -> None:
    received = receive(ISSUED.qr_text)
    assert received.content == ISSUED.qr_text
    assert received.name == "https://verify.example.org/c#…"


@pytest.mark.parametrize("text", ["12345678901234567890", "https://verify.example.org/", "any#123"])
def test_what_looks_like_qr_text_is_taken_for_it(text: str) -> None:
    assert receive(text).content == text


@pytest.mark.parametrize("name", ["missing.png", "folder/no#1.png", "hello", ""])
def test_a_file_that_is_missing_is_no_text(name: str) -> None:
    with pytest.raises(CommandError) as refused:
        receive(name)
    assert refused.value.code is Code.FILE_UNREADABLE


def test_a_file_of_that_name_counts_before_text_that_looks_alike(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.file("20260601", b"content")
    monkeypatch.chdir(counter.folder)
    assert receive("20260601").content == "content"


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_hyphen_is_standard_input(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, f"{ISSUED.qr_text}\n".encode())
    assert receive("-").content == ISSUED.qr_text
    stdin(monkeypatch, (counter.folder / "good.png").read_bytes())
    assert receive("-").content == ISSUED.qr_text


def test_a_picture_without_a_code_is_named(counter: Counter) -> None:
    with pytest.raises(ScanError, match=r"photo\.png") as refused:
        receive(str(counter.folder / "photo.png"))
    assert refused.value.code is Code.NO_CODE_FOUND


def test_bytes_that_are_nothing_at_all_are_refused(counter: Counter) -> None:
    path = counter.file("noise", b"\xff" + os.urandom(64))
    with pytest.raises(ScanError, match="noise") as refused:
        receive(str(path))
    assert refused.value.code is Code.MALFORMED


def test_several_certificates_in_a_picture_are_told_apart(counter: Counter) -> None:
    texts = [issue().qr_text, issue(holder_key=HOLDER.public_key).qr_text]
    path = counter.file("two.png", saved(beside(*(code(text, pixels=3) for text in texts))))
    found = receive_all(str(path))
    assert [one.content for one in found] == texts
    assert [one.place.zh for one in found if one.place] == ["第1个二维码，第1页", "第2个二维码，第1页"]
    with pytest.raises(ScanError, match=r"two\.png") as refused:
        receive(str(path))
    assert (refused.value.code, refused.value.hint) == (Code.NO_CODE_FOUND, ScanHint.SEVERAL)
