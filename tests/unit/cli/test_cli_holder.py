"""`cicpa details` and `cicpa present`: what a member does with the holder's file."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from cicpa_credentials.holder import Holder
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.scan import qr_text
from cicpa_credentials.verifier import Policy
from holder_files import PASSPHRASE, make_scrypt_cheap, written
from office import issue, verifier
from pki import NOW, ec_key
from presenting import BANK, bearer, bound
from sample_records import particulars, record

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.verifier import Report
    from counter import Counter, Said


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


def key_file(counter: Counter, *, passphrase: bytes | None = None, seed: int = 9003) -> Path:
    secret = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
    return counter.file("holder.pem", ec_key(seed).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))


def bound_file(counter: Counter) -> Path:
    return counter.file("bound.cicpa", written(bound()))


def bearer_file(counter: Counter) -> Path:
    return counter.file("bearer.cicpa", written(bearer()))


def encrypted_file(counter: Counter) -> tuple[Path, tuple[str, str]]:
    counter.environ["SECRET"] = os.fsdecode(PASSPHRASE)
    return counter.file("member.cicpa", written(bound(), PASSPHRASE)), ("--passphrase-env", "SECRET")


def present(counter: Counter, *more: object, out: str = "code.txt", show: str = "mobile,email") -> Said:
    audience = ("--audience", BANK, "--key", key_file(counter))
    return counter("present", bound_file(counter), "--show", show, *audience, "--out", counter.folder / out, *more)


def judged(received: str, **policy: Any) -> Report:  # noqa: ANN401 - whatever a policy takes
    return verifier(policy=Policy(**{"audience": BANK, **policy})).evaluate(received)


def text_of(counter: Counter, name: str = "code.txt") -> str:
    return (counter.folder / name).read_text().rstrip("\n")


# details


def test_the_details_are_listed_with_name_caption_and_value(counter: Counter) -> None:
    said = counter("details", bound_file(counter))
    assert said.status == 0
    rows = [line.split(maxsplit=1) for line in said.out.split("\n\n")[0].splitlines()]
    assert [name for name, _ in rows] == list(Holder(bound()).details)
    assert all(DETAIL_BY_NAME[name].en in rest for name, rest in rows)
    assert "19900000001" in said.out
    assert "takes that key" in said.out


def test_they_are_told_in_chinese_too(counter: Counter) -> None:
    said = counter("--lang", "zh", "details", bearer_file(counter))
    assert "出生日期" in said.out
    assert "未绑定密钥" in said.out


def test_as_json_they_are_what_the_record_says(counter: Counter) -> None:
    said = counter("details", bound_file(counter), "--json")
    (document,) = said.lines
    assert document["holder_bound"] is True
    assert document["expires_at"] == bound().expires_at.isoformat()
    values = Holder(bound()).unverified_details()
    assert [detail["name"] for detail in document["details"]] == list(values)
    for detail in document["details"]:
        field = DETAIL_BY_NAME[detail["name"]]
        assert (detail["zh"], detail["en"]) == (field.zh, field.en)
        assert field.from_json(detail["value"]) == values[field.name]


def test_an_encrypted_file_opens_with_its_passphrase(counter: Counter) -> None:
    path, passphrase = encrypted_file(counter)
    assert counter("details", path, *passphrase).status == 0
    said = counter("details", path)
    assert (said.status, said.out) == (3, "")
    assert "--passphrase-fd or --passphrase-env" in said.err
    counter.environ["SECRET"] = "another"
    said = counter("details", path, *passphrase)
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("cicpa: wrong_passphrase: ")


def test_a_terminal_asks_for_the_passphrase_of_the_file(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = []

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return PASSPHRASE.decode()

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("cicpa_credentials.cli.passphrase.getpass", answer)
    path, _ = encrypted_file(counter)
    assert counter("details", path).status == 0
    assert counter("details", bound_file(counter)).status == 0
    assert prompts == ["Passphrase of the holder's file: "]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_holder_file"),
        (b"%PDF-1.7", "not_a_holder_file"),
        (b"CICPA\x09" + bytes(20), "unsupported"),
        (written()[:-1], "malformed"),
        (bytes(100_000), "file_unreadable"),
    ],
)
def test_another_file_is_told_by_its_name(counter: Counter, content: bytes, code: str) -> None:
    path = counter.file("other.cicpa", content)
    said = counter("details", path)
    assert said.status == 3
    assert said.err.startswith(f"cicpa: {code}: ")
    assert str(path) in said.err


# present


def test_what_was_chosen_is_shown_to_the_reader_and_nothing_else(counter: Counter) -> None:
    said = present(counter)
    assert (said.status, said.out, said.err) == (0, f"made {counter.folder / 'code.txt'}\n", "")
    report = judged(text_of(counter))
    assert report.verdict == "valid"
    assert report.certificate is not None
    assert set(report.certificate.details) == {"mobile", "email"}
    assert judged(text_of(counter), audience="other.example").code == "audience_mismatch"


def test_it_counts_for_ten_minutes_or_as_long_as_the_holder_says(counter: Counter) -> None:
    minute = timedelta(minutes=1)
    for more, minutes in (((), 10), (("--minutes", 2), 2)):
        assert present(counter, *more, "--force").status == 0
        strict = Policy(audience=BANK, leeway=timedelta(0))
        for later, verdict in ((minutes * minute - timedelta(seconds=1), "valid"), (minutes * minute, "invalid")):
            assert verifier(at=NOW + later, policy=strict).evaluate(text_of(counter)).verdict == verdict


def test_a_nonce_is_carried(counter: Counter) -> None:
    assert present(counter, "--nonce", "00ff").status == 0
    assert judged(text_of(counter), nonce=b"\x00\xff").verdict == "valid"
    assert judged(text_of(counter), nonce=b"\x00").code == "nonce_mismatch"


def test_without_names_the_face_alone_is_shown(counter: Counter) -> None:
    assert present(counter, show="").status == 0
    report = judged(text_of(counter))
    assert report.certificate is not None
    assert not report.certificate.details


def test_names_may_have_blanks_and_stand_twice(counter: Counter) -> None:
    assert present(counter, show=" mobile , mobile,").status == 0
    report = judged(text_of(counter))
    assert report.certificate is not None
    assert set(report.certificate.details) == {"mobile"}


def test_a_picture_holds_the_code_and_only_its_owner_may_read_it(counter: Counter) -> None:
    assert present(counter, out="code.png").status == 0
    path = counter.folder / "code.png"
    assert judged(qr_text(path.read_bytes())).verdict == "valid"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_command_verifies_what_it_made(counter: Counter) -> None:
    present(counter, out="code.png")
    said = counter("verify", counter.folder / "code.png", *counter.trust, "--audience", BANK)
    assert said.status == 0
    assert "19900000001" in said.out


def test_a_bearer_certificate_is_shown_to_anybody_and_its_holder_is_told(counter: Counter) -> None:
    for out in ("code.txt", "code.png"):
        said = counter("present", bearer_file(counter), "--show", "mobile", "--out", counter.folder / out)
        assert said.status == 0
        assert "whoever receives this can show it" in said.err
    assert verifier().evaluate(text_of(counter)).verdict == "valid"
    assert verifier().evaluate(qr_text((counter.folder / "code.png").read_bytes())).verdict == "valid"


def test_encrypted_file_and_encrypted_key_each_open_with_their_own_passphrase(counter: Counter) -> None:
    path, passphrase = encrypted_file(counter)
    counter.environ["KEY"] = "of the key"
    key = key_file(counter, passphrase=b"of the key")
    given = ("present", path, "--audience", BANK, "--key", key, "--out", counter.folder / "code.txt", *passphrase)
    said = counter(*given)
    assert said.status == 3
    assert "--key-passphrase-fd or --key-passphrase-env" in said.err
    assert counter(*given, "--key-passphrase-env", "SECRET").status == 1
    assert counter(*given, "--key-passphrase-env", "KEY").status == 0
    assert judged(text_of(counter)).verdict == "valid"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--audience", BANK), "--key: "),
        (("--key", "KEY"), "--audience: "),
        (("--audience", "", "--key", "KEY"), "--audience: "),
        (("--audience", BANK, "--key", "KEY", "--nonce", "xyz"), "--nonce: "),
        (("--audience", BANK, "--key", "KEY", "--minutes", "0"), "--minutes"),
        (("--audience", BANK, "--key", "KEY", "--out", "code.gif"), "--out: "),
    ],
)
def test_a_bound_certificate_needs_a_key_and_a_reader(counter: Counter, options: tuple[str, ...], named: str) -> None:
    key = key_file(counter)
    given = [key if option == "KEY" else option for option in options]
    said = counter("present", bound_file(counter), "--out", counter.folder / "code.txt", *given)
    assert said.status == 3
    assert said.err.startswith("cicpa: usage: ")
    assert named in said.err
    assert "code.txt" not in counter.names()


@pytest.mark.parametrize("options", [("--audience", BANK), ("--nonce", "00"), ("--key", "gone.pem")])
def test_a_bearer_certificate_takes_no_key_audience_or_nonce(counter: Counter, options: tuple[str, ...]) -> None:
    said = counter("present", bearer_file(counter), "--out", counter.folder / "code.txt", *options)
    assert said.status == 3
    assert "bound to no key" in said.err


def test_what_cannot_be_shown_is_named(counter: Counter) -> None:
    said = present(counter, show="mood")
    assert said.status == 1
    assert said.err.startswith("cicpa: field_unknown: ")
    never_moved = counter.file("never.cicpa", written(issue(record(firm_transfers=None))))
    said = counter("present", never_moved, "--show", "firm_transfers", "--out", counter.folder / "code.txt")
    assert said.status == 1
    assert said.err.startswith("cicpa: field_missing: ")


def test_another_key_is_refused(counter: Counter) -> None:
    key = key_file(counter, seed=66)
    said = counter("present", bound_file(counter), "--audience", BANK, "--key", key, "--out", counter.folder / "a.txt")
    assert (said.status, "binding_invalid" in said.err) == (1, True)


def test_a_file_that_is_there_is_left_unless_forced(counter: Counter) -> None:
    counter.file("code.txt", b"old")
    assert present(counter).status == 1
    assert text_of(counter) == "old"
    assert present(counter, "--force").status == 0
    assert text_of(counter) != "old"


def test_nothing_that_is_said_names_the_member(counter: Counter) -> None:
    said = [
        present(counter),
        present(counter),
        present(counter, show="mood"),
        counter("present", "gone.cicpa", "--out", "a.txt"),
    ]
    for value in particulars().values():
        if isinstance(value, str) and len(value) > 3:
            assert not [one for one in said if value in one.out + one.err]
