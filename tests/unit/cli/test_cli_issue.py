from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.scan import qr_text
from key_stores import BEIJING, PASSPHRASE, SHANGHAI, Stores, make_scrypt_cheap
from office import DAY, KEY, ROOT, bundle, certified, evaluate
from pki import NOW, ec_key
from sample_records import particulars

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter, Said

SECRET = "a passphrase of ours"


def issue(counter: Counter, *more: object, records: tuple[Path, ...] = (), photo: str = "photo.png", out: str) -> Said:
    given = records or (counter.record("record.json"),)
    places = ("--photo", counter.folder / photo, "--out", counter.folder / out)
    return counter("issue", *given, *places, *counter.signing, *more)


def test_a_record_becomes_a_picture_that_verifies(counter: Counter) -> None:
    said = issue(counter, out="card.png")
    assert (said.status, said.out) == (0, f"issued {counter.folder / 'card.png'}\n")
    report = evaluate(qr_text((counter.folder / "card.png").read_bytes()))
    assert report.verdict == "valid"
    assert report.certificate is not None
    assert report.certificate.view.number == particulars()["number"]


def test_its_days_are_the_callers_choice(counter: Counter) -> None:
    issue(counter, "--valid-for", 30, out="card.png")
    certificate = evaluate(qr_text((counter.folder / "card.png").read_bytes())).certificate
    assert certificate is not None
    assert (certificate.expires_at - certificate.issued_at).days == 30


def test_a_picture_that_is_there_is_left_unless_forced(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.file("card.png", b"old")
    with monkeypatch.context() as patched:
        patched.setattr(Issuer, "issue", None)  # nothing is signed in vain
        said = issue(counter, out="card.png")
    assert said.status == 1
    assert "output_exists" in said.err
    assert (counter.folder / "card.png").read_bytes() == b"old"
    assert issue(counter, "--force", out="card.png").status == 0
    assert (counter.folder / "card.png").read_bytes() != b"old"


def test_an_incomplete_record_names_every_missing_field_and_issues_nothing(counter: Counter) -> None:
    record = counter.record("record.json", mobile=None, birth_date=None)
    said = issue(counter, records=(record,), out="card.png")
    assert said.status == 1
    assert "incomplete_record" in said.err
    assert "birth_date" in said.err
    assert "mobile" in said.err
    assert "card.png" not in counter.names()


def test_a_wrong_photo_route_is_refused(counter: Counter) -> None:
    record = counter.record("record.json", qualified_year=2008)
    said = issue(counter, records=(record,), out="card.png")
    assert said.status == 1
    assert "photo_route" in said.err


def batch(counter: Counter) -> tuple[Path, ...]:
    good, other = counter.record("good.json"), counter.record("other.json", photo="photo.png")
    counter.record("good.json", photo="photo.png")
    incomplete = counter.record("incomplete.json", firm=None, firm_transfers=[], photo="photo.png")
    no_photo = counter.record("no_photo.json", photo="林知夏.png")
    foreign = counter.record("foreign.json", association="110000", association_transfers=[], photo="photo.png")
    broken = counter.file("broken.json", b"{")
    return (good, incomplete, no_photo, counter.folder / "missing.json", foreign, broken, other)


def test_a_failing_item_names_itself_and_loses_none_of_the_others(counter: Counter) -> None:
    said = issue(counter, records=batch(counter), photo=".", out="cards")
    assert said.status == 1
    assert counter.names("cards") == ["good.png", "other.png"]
    *complaints, _unregistered = said.err.splitlines()
    refused = [line.split(": ")[1:3] for line in complaints]
    assert [(place.rpartition("/")[2], code) for place, code in refused] == [
        ("incomplete.json", "incomplete_record"),
        ("no_photo.json", "file_unreadable"),
        ("missing.json", "file_unreadable"),
        ("foreign.json", "out_of_scope"),
        ("broken.json", "invalid_record"),
    ]
    assert said.out.endswith("2 issued, 5 not issued.\n")


def test_no_message_names_a_member(counter: Counter) -> None:
    said = issue(counter, records=batch(counter), photo=".", out="cards")
    for value in particulars().values():
        if isinstance(value, str) and len(value) > 3 and value != "photo.png":
            assert value not in said.err + said.out


def test_json_lines_are_told_by_their_line_numbers(counter: Counter) -> None:
    lines: list[dict[str, Any]] = [particulars(photo="photo.png"), {"name": "x"}, particulars(photo="photo.png")]
    path = counter.file("all.jsonl", "\n".join(map(json.dumps, lines)).encode())
    said = issue(counter, records=(path,), photo=".", out="cards")
    assert counter.names("cards") == ["all-1.png", "all-3.png"]
    assert f"{path}:2: incomplete_record" in said.err


def test_a_full_disk_is_told_and_leaves_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    before = [*counter.names(), "record.json"]
    monkeypatch.setattr(os, "fsync", full)
    said = issue(counter, out="card.png")
    assert said.status == 1
    assert "storage_failed" in said.err
    assert "ENOSPC" in said.err
    assert counter.names() == sorted(before)


def test_an_encrypted_key_takes_its_passphrase_from_a_variable_or_a_descriptor(counter: Counter) -> None:
    encryption = BestAvailableEncryption(SECRET.encode())
    counter.file("key.pem", ec_key(9002).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    counter.environ["OURS"] = SECRET
    assert issue(counter, "--passphrase-env", "OURS", out="a.png").status == 0
    reading, writing = os.pipe()
    os.write(writing, SECRET.encode())
    os.close(writing)
    assert issue(counter, "--passphrase-fd", reading, out="b.png").status == 0
    os.close(reading)

    counter.environ["OURS"] = "wrong"
    said = issue(counter, "--passphrase-env", "OURS", out="c.png")
    assert (said.status, said.err.split(": ")[1]) == (1, "malformed")
    said = issue(counter, out="c.png")
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")


def test_the_passphrase_is_no_argument(counter: Counter) -> None:
    said = issue(counter, "--passphrase", SECRET, out="card.png")
    assert said.status == 3
    assert SECRET not in said.err


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("key.pem", None, 3, "file_unreadable"),
        ("key.pem", b"no key", 1, "malformed"),
        ("certificate.pem", None, 3, "file_unreadable"),
        ("certificate.pem", b"no certificate", 1, "malformed"),
        ("certificate.pem", ROOT.certificate.public_bytes(Encoding.PEM), 1, "out_of_scope"),
    ],
)
def test_a_bad_key_or_certificate_is_named(
    counter: Counter, name: str, content: bytes | None, status: int, code: str
) -> None:
    if content is None:
        (counter.folder / name).unlink()
    else:
        counter.file(name, content)
    said = issue(counter, out="card.png")
    assert said.status == status
    assert said.err.startswith(f"cicpa: {code}: ")
    assert name in said.err


@pytest.mark.parametrize(("language", "said"), [("en", "rotate the key in time"), ("zh", "请及时轮换")])
def test_a_key_whose_time_ends_is_told_of_once_and_beside_the_results(
    counter: Counter, language: str, said: str
) -> None:
    ending = certified(window=(NOW - 300 * DAY, NOW + 20 * DAY))
    counter.file("certificate.pem", ending.public_bytes(Encoding.PEM))
    records = (counter.record("a.json", photo="photo.png"), counter.record("b.json", photo="photo.png"))
    told = issue(counter, "--lang", language, records=records, photo=".", out="cards")
    assert told.status == 0
    assert told.err.count(said) == 1
    assert said not in told.out
    assert KEY.public_key.kid.hex() in told.err
    assert "2026-06-21" in told.err


def test_the_certificate_of_another_key_is_refused(counter: Counter) -> None:
    counter.file("key.pem", ec_key(4711).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    said = issue(counter, out="card.png")
    assert said.status == 1
    assert said.err.startswith("cicpa: key_mismatch: ")


@pytest.mark.parametrize(
    "more",
    [
        ("--base-url", "http://insecure.example.org/"),
        ("--valid-for", "0"),
        ("--valid-for", "99999"),
        ("--valid-for", "soon"),
    ],
)
def test_what_nobody_can_mean_is_a_matter_of_usage(counter: Counter, more: tuple[str, ...]) -> None:
    said = issue(counter, *more, out="card.png")
    assert said.status == 3
    assert said.err.startswith("cicpa: usage: ")
    assert len(said.err.splitlines()) == 1


def test_a_key_store_signs_for_each_association_with_its_own_key(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_scrypt_cheap(monkeypatch)
    stores = Stores(path=counter.folder / "store")
    store = stores.create()
    for code in (BEIJING, SHANGHAI):
        stores.certified(store, code)
    counter.environ["OURS"] = PASSPHRASE.decode()
    changes: dict[str, object] = {"photo": "photo.png", "association_transfers": None}
    said = counter(
        "issue",
        *(counter.record(f"{code}.json", association=code, **changes) for code in (BEIJING, SHANGHAI, "440300")),
        *("--photo", counter.folder, "--out", counter.folder / "cards"),
        *("--store", counter.folder / "store", "--passphrase-env", "OURS", "--base-url", "https://verify.example.org/"),
    )
    assert counter.names("cards") == ["110000.png", "310000.png"]
    complaint, _unregistered = said.err.splitlines()
    assert complaint.split(": ")[2] == "key_not_found"
    entries = tuple(TrustedIssuer.of(entry.chain) for entry in store.entries())
    believed = bundle(*entries, root=stores.root)
    for name in counter.names("cards"):
        assert evaluate(qr_text((counter.folder / "cards" / name).read_bytes()), believed).verdict == "valid"


@pytest.mark.parametrize(
    "keys", [(), ("--store", "s", "--key", "k", "--certificate", "c"), ("--key", "k"), ("--certificate", "c")]
)
def test_where_the_key_comes_from_must_be_clear(counter: Counter, keys: tuple[str, ...]) -> None:
    said = counter(
        "issue",
        counter.record("record.json"),
        *("--photo", counter.folder / "photo.png", "--out", counter.folder / "card.png"),
        *(*keys, "--base-url", "https://verify.example.org/"),
    )
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")


def test_one_photo_for_several_records_is_refused(counter: Counter) -> None:
    said = issue(counter, records=(counter.record("a.json"), counter.record("b.json")), out="cards")
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")
    assert "cards" not in counter.names()


def test_no_record_at_all_is_refused(counter: Counter) -> None:
    said = issue(counter, records=(counter.file("empty.jsonl", b"\n"),), out="cards")
    assert (said.status, said.err.split(": ")[1]) == (3, "usage")
