"""The holder's file: what is kept, for whom, and what is said when it cannot be opened."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, HolderFileError
from cicpa_credentials.holder import Holder, file
from cicpa_credentials.keys.passphrase import MAX_PASSPHRASE_BYTES, ScryptCost
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1
from holder_files import (
    CHECK,
    HEAD,
    NONCE,
    PASSPHRASE,
    SALT,
    content_of,
    every_kind,
    make_scrypt_cheap,
    mended,
    plain,
    refusal,
    refused,
    sealed,
    taken,
    written,
)
from office import BASE_URL, HOLDER, clock, evaluate
from pki import NOW
from presenting import BANK, bearer, bound

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.issuer import IssuedCertificate


@pytest.fixture(autouse=True)
def _cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_cost" not in request.fixturenames:
        make_scrypt_cheap(monkeypatch)


@pytest.fixture
def real_cost() -> ScryptCost:
    return file._COST


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("held", every_kind())
def test_what_comes_out_is_what_went_in(held: IssuedCertificate, passphrase: bytes | None) -> None:
    kept = taken(written(held, passphrase), passphrase)._held
    assert (kept.credential, kept.base_url) == (held.credential, held.base_url)
    assert kept.disclosures == held.disclosures


def test_it_shows_the_same_as_before() -> None:
    before = Holder(bound(), clock=clock()).present(["email"], audience=BANK, key=HOLDER)
    after = taken(written()).present(["email"], audience=BANK, key=HOLDER)
    assert after.qr_text == before.qr_text
    assert after.qr_text.startswith(BASE_URL)


def test_a_plain_file_is_what_the_wire_format_says() -> None:
    data = written(bearer())
    assert data[:HEAD] == b"CICPA\x01"
    content = content_of(data)
    assert list(content) == [1, 2]
    assert content[1] == BASE_URL
    issued = Sign1.decode(content[2])
    assert issued.unprotected == {Header.SD_CLAIMS: bearer().disclosures}
    assert replace(issued, unprotected={}).encode() == bearer().credential


def test_details_behind_an_access_code_stay_with_the_printed_code() -> None:
    headers = Sign1.decode(content_of(written(sealed()))[2]).unprotected
    assert list(headers) == [Header.SD_CLAIMS, Header.SD_AEAD_ENCRYPTED_CLAIMS]
    kept = taken(written(sealed()))._held
    report = evaluate(transport.encode(kept.credential, base_url=kept.base_url))
    assert report.verdict == "valid"


def test_what_else_nobody_signed_does_not_stay() -> None:
    opened = replace(Sign1.decode(bearer().credential), unprotected={99: "note"}).encode()
    data = written(replace(bearer(), credential=opened))
    assert taken(data)._held.credential == bearer().credential
    content = content_of(written(bearer()))
    noted = replace(Sign1.decode(content[2]), unprotected={17: list(bearer().disclosures), 99: "note"})
    assert taken(plain({**content, 2: noted.encode()}))._held.credential == bearer().credential


def test_an_encrypted_file_is_what_the_wire_format_says() -> None:
    data = written(bound(), PASSPHRASE)
    assert data[:HEAD] == b"CICPA\x02"
    assert len(data) == len(written(bound())) + 16 + 12 + 16
    again = written(bound(), PASSPHRASE, seed=1)
    assert (data[SALT], data[NONCE]) != (again[SALT], again[NONCE])
    assert data[NONCE.stop :] != again[NONCE.stop :]


def test_the_cost_is_that_of_an_access_code(real_cost: ScryptCost) -> None:
    assert real_cost == ScryptCost(n=32768, r=8, p=1)
    assert taken(written(bound(), PASSPHRASE), PASSPHRASE).details == Holder(bound()).details


def test_its_passphrase_is_any_bytes_and_only_those() -> None:
    for passphrase in (b"\x00", "é".encode(), b"x" * MAX_PASSPHRASE_BYTES):
        data = written(bound(), passphrase)
        assert taken(data, passphrase).details
        assert refused(data, b"another") is Code.WRONG_PASSPHRASE
    composed, apart = "é".encode(), "e\u0301".encode()
    assert refused(written(bound(), composed), apart) is Code.WRONG_PASSPHRASE


@pytest.mark.parametrize("passphrase", [b"", b"x" * (MAX_PASSPHRASE_BYTES + 1)])
def test_a_passphrase_that_is_none_is_refused(passphrase: bytes) -> None:
    assert refusal(lambda: written(bound(), passphrase)) is Code.WRONG_PASSPHRASE
    assert refused(written(bound(), PASSPHRASE), passphrase) is Code.WRONG_PASSPHRASE


def test_an_encrypted_file_wants_its_passphrase() -> None:
    assert refused(written(bound(), PASSPHRASE)) is Code.PASSPHRASE_MISSING


def test_a_passphrase_for_a_plain_file_is_refused() -> None:
    assert refused(written(bound()), PASSPHRASE) is Code.WRONG_PASSPHRASE


@pytest.mark.parametrize("data", [b"", b"CICP", b"cicpa\x01", b"%PDF-1.7", b"PK\x03\x04" * 90_000, bytes(30)])
def test_another_file_is_told_for_what_it_is(data: bytes) -> None:
    assert refused(data) is Code.NOT_A_HOLDER_FILE


@pytest.mark.parametrize("version", [0, 3, 255])
def test_a_newer_version_is_told_for_what_it_is(version: int) -> None:
    assert refused(b"CICPA" + bytes((version,)) + bytes(40)) is Code.UNSUPPORTED


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_file_that_was_cut_off_is_damaged_wherever_it_ends(passphrase: bytes | None) -> None:
    data = written(bound(), passphrase)
    for size in range(len(b"CICPA"), len(data)):
        assert refused(data[:size], passphrase) is Code.MALFORMED


def test_a_file_of_any_size_is_refused_after_64_kib(tmp_path: Path) -> None:
    assert refused(written() + bytes(64 * 1024)) is Code.MALFORMED
    assert refused(mended(b"CICPA\x02" + bytes(64 * 1024)), PASSPHRASE) is Code.MALFORMED  # before any work is done
    with (tmp_path / "huge.cicpa").open("wb") as huge:
        huge.write(b"CICPA\x01")
        huge.truncate(1 << 40)
    assert refusal(lambda: Holder.load(tmp_path / "huge.cicpa")) is Code.MALFORMED


def test_a_certificate_that_no_reader_would_take_back_is_not_written() -> None:
    far_too_long = replace(bearer(), base_url=f"https://verify.example.org/{'x' * 70_000}")
    assert refusal(lambda: written(far_too_long)) is Code.DOES_NOT_FIT


def test_content_that_is_no_certificate_is_refused() -> None:
    content = content_of(written(bearer()))
    for wrong in (
        {},
        {1: content[1]},
        {2: content[2]},
        {**content, 3: 1},
        {**content, 1: b"x"},
        {**content, 1: None},
        {**content, 2: "x"},
        {**content, 2: b""},
        {1: content[1], 2: content[2][:-1]},
        {"1": content[1], 2: content[2]},
    ):
        assert refused(plain(wrong)) is Code.MALFORMED
    for data in (b"\x80", b"\xbf\xff", b"\xa0\x00", b"\xff"):
        assert refused(plain(data)) is Code.MALFORMED


def test_what_is_taken_from_a_file_is_checked_as_what_comes_from_an_issuer() -> None:
    content = content_of(written(bearer()))
    issued = Sign1.decode(content[2])

    def with_disclosures(*disclosures: bytes) -> bytes:
        return plain({**content, 2: replace(issued, unprotected={17: list(disclosures)}).encode()})

    first, *rest = bearer().disclosures
    assert refused(with_disclosures(*rest)) is Code.DISCLOSURE_MISMATCH
    assert refused(with_disclosures(first, first, *rest)) is Code.DISCLOSURE_MISMATCH
    assert refused(with_disclosures()) is Code.MALFORMED
    assert refused(plain({**content, 2: bearer().credential})) is Code.DISCLOSURE_MISMATCH


def test_it_is_saved_for_its_owner_alone_and_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "member.cicpa"
    before = os.umask(0)
    try:
        Holder(bound()).save(path, passphrase=PASSPHRASE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["member.cicpa"]
    assert Holder.load(str(path), passphrase=PASSPHRASE, clock=clock()).details == Holder(bound()).details


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "member.cicpa"
    path.write_bytes(b"old")
    assert refusal(lambda: Holder(bound()).save(path)) is Code.OUTPUT_EXISTS
    assert path.read_bytes() == b"old"
    Holder(bound()).save(path, overwrite=True)
    assert Holder.load(path).holder_key == HOLDER.public_key


@pytest.mark.parametrize("name", ["gone.cicpa", ".", "x\0y", "n" * 300])
def test_a_file_that_cannot_be_read_is_told_without_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(HolderFileError) as caught:
        Holder.load(tmp_path / name)
    assert caught.value.code is Code.FILE_UNREADABLE
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("place", ["none/a.cicpa", "x\0y", "n" * 300])
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    assert refusal(lambda: Holder(bound()).save(tmp_path / place)) is Code.STORAGE_FAILED
    assert list(tmp_path.iterdir()) == []


def test_the_clock_is_the_hosts() -> None:
    later = bound().expires_at
    holder = Holder.from_bytes(written(), clock=clock(later))
    assert refusal(lambda: holder.present((), audience=BANK, key=HOLDER)) is Code.EXPIRED
    assert later > NOW


def test_the_details_are_told_to_the_holder_by_their_names() -> None:
    details = taken(written()).unverified_details()
    assert tuple(details) == Holder(bound()).details
    shown = evaluate(Holder(bearer()).present(Holder(bearer()).details).qr_text).certificate
    assert shown is not None
    assert details == shown.details


def test_a_digest_stands_at_the_end() -> None:
    assert refused(written()[:-CHECK] + bytes(CHECK)) is Code.MALFORMED
