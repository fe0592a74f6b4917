"""What `cicpa issue` writes beside the picture: the holder's file, and an access code."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.scan import qr_text
from holder_files import PASSPHRASE, make_scrypt_cheap
from office import HOLDER, verifier

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter, Said


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


@pytest.fixture
def key(counter: Counter) -> Path:
    return counter.file("holder.pub.pem", HOLDER.public_key.to_pem())


def issue(counter: Counter, *more: object) -> Said:
    record = counter.record("record.json")
    places = ("--photo", counter.folder / "photo.png", "--out", counter.folder / "card.png")
    return counter("issue", record, *places, *counter.signing, *more)


def secret(counter: Counter) -> tuple[str, str]:
    counter.environ["SECRET"] = PASSPHRASE.decode()
    return ("--holder-passphrase-env", "SECRET")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_holders_file_is_encrypted_and_shows_what_was_issued(counter: Counter, key: Path) -> None:
    path = counter.folder / "member.cicpa"
    said = issue(counter, "--holder-file", path, *secret(counter), "--holder-key", key)
    assert (said.status, said.out) == (0, f"written {path}\nissued {counter.folder / 'card.png'}\n")
    holder = Holder.load(path, passphrase=PASSPHRASE)
    assert holder.holder_key == HOLDER.public_key
    report = verifier().evaluate(qr_text((counter.folder / "card.png").read_bytes()))
    assert report.certificate is not None
    assert report.certificate.holder_key == holder.holder_key
    assert mode(path) == 0o600


def test_it_is_left_open_only_where_that_is_said(counter: Counter) -> None:
    path = counter.folder / "member.cicpa"
    said = issue(counter, "--holder-file", path)
    assert said.status == 3
    assert "--holder-passphrase-fd or --holder-passphrase-env" in said.err
    assert "card.png" not in counter.names()
    assert issue(counter, "--holder-file", path, "--unencrypted-holder-file").status == 0
    assert Holder.load(path).holder_key is None


def test_an_access_code_opens_all_details_in_the_picture(counter: Counter) -> None:
    path = counter.folder / "code.txt"
    assert issue(counter, "--access-code-out", path).status == 0
    assert mode(path) == 0o600
    said = counter("verify", counter.folder / "card.png", *counter.trust, "--access-code-file", path)
    assert said.status == 0
    assert "19900000001" in said.out
    assert "19900000001" not in counter("verify", counter.folder / "card.png", *counter.trust).out
    assert len(AccessCode(path.read_text().strip()).text) == 19


def test_each_certificate_gets_a_code_of_its_own(counter: Counter) -> None:
    codes = set()
    for _ in range(2):
        assert issue(counter, "--access-code-out", counter.folder / "code.txt", "--force").status == 0
        codes.add((counter.folder / "code.txt").read_text())
    assert len(codes) == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--holder-passphrase-env", "SECRET"),
        ("--unencrypted-holder-file",),
        ("--holder-file", "member.txt", "--unencrypted-holder-file"),
        ("--holder-file", "member.cicpa", "--unencrypted-holder-file", "--holder-passphrase-env", "SECRET"),
    ],
)
def test_options_that_make_no_sense_together(counter: Counter, options: tuple[str, ...]) -> None:
    secret(counter)
    said = issue(counter, *options)
    assert said.status == 3
    assert said.err.startswith("cicpa: usage: ")
    assert "card.png" not in counter.names()


@pytest.mark.parametrize("option", ["--holder-file", "--holder-key", "--access-code-out"])
def test_they_are_for_one_member(counter: Counter, option: str) -> None:
    records = (counter.record("a.json"), counter.record("b.json"))
    places = ("--photo", counter.folder, "--out", counter.folder / "cards")
    said = counter("issue", *records, *places, *counter.signing, option, counter.folder / "x.cicpa")
    assert said.status == 3
    assert "for one record" in said.err


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_named(counter: Counter, content: bytes) -> None:
    said = issue(counter, "--holder-key", counter.file("holder.pub.pem", content))
    assert "malformed" in said.err
    assert "holder.pub.pem" in said.err
    assert "card.png" not in counter.names()


def test_a_private_key_is_not_taken_for_a_public_one(counter: Counter) -> None:
    said = issue(counter, "--holder-key", counter.folder / "key.pem")
    assert said.status != 0
    assert "malformed" in said.err


def test_a_kind_of_key_that_no_holder_has_is_refused(counter: Counter) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - for this alone

    rsa_key = PublicKey(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key())
    said = issue(counter, "--holder-key", counter.file("holder.pub.pem", rsa_key.to_pem()))
    assert "unsupported" in said.err
    assert "card.png" not in counter.names()


@pytest.mark.parametrize("name", ["member.cicpa", "code.txt"])
def test_a_file_that_is_there_is_left_and_nothing_is_issued(counter: Counter, name: str) -> None:
    old = counter.file(name, b"old")
    options = ("--holder-file", counter.folder / "member.cicpa", "--access-code-out", counter.folder / "code.txt")
    before = counter.names()
    said = issue(counter, *options, *secret(counter))
    assert said.status == 1
    assert "output_exists" in said.err
    assert old.read_bytes() == b"old"
    assert counter.names() == sorted([*before, "record.json"])


def test_where_the_picture_cannot_be_written_nothing_stays(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    from cicpa_credentials.cli import files  # noqa: PLC0415 - for this alone

    real = files.write

    def failing(path: Path, data: bytes, *, force: bool, mode: int) -> None:
        if path.suffix == ".png":
            raise CommandError(Code.STORAGE_FAILED, str(path))
        real(path, data, force=force, mode=mode)

    monkeypatch.setattr(files, "write", failing)
    options = ("--holder-file", counter.folder / "member.cicpa", "--access-code-out", counter.folder / "code.txt")
    before = counter.names()
    said = issue(counter, *options, *secret(counter))
    assert said.status == 1
    assert counter.names() == sorted([*before, "record.json"])
