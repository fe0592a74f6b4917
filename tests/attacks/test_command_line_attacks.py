"""What others hand to somebody who uses the command line."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from cicpa_credentials import render
from cicpa_credentials.cli.batch import photo_of
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.labels import Claim
from counter import PHOTO, Counter, furnish
from office import BASE_URL, Draft, a_root, bundle, certified, issue, reassembled
from sample_records import record

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def counter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    furnish(tmp_path)
    return Counter(folder=tmp_path, capsys=capsys)


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "sub/photo.png", "..\\secret.png", "C:\\secret.png", "C:secret.png", "."]
)
def test_a_record_names_a_photo_outside_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    with pytest.raises(CommandError) as refused:
        photo_of(record(photo=name), tmp_path / "photos")
    assert refused.value.code is Code.PHOTO_INVALID


def test_a_record_names_the_folder_above_as_its_photo(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        photo_of(record(photo=".."), tmp_path)
    assert refused.value.code is Code.FILE_UNREADABLE


def test_a_certificate_that_rewrites_the_screen_is_shown_and_not_obeyed(counter: Counter) -> None:
    hostile = "\x1b[2J\x1b[1;1H\x1b[42m VALID \x1b[0m\u202egnp.10\r"
    forged = Draft.of(issue().credential).with_claims({Claim.CERTIFICATE: {1: hostile}, 999: hostile}).signed()
    said = counter("inspect", counter.file("forged.cbor", forged))
    assert not {"\x1b", "\u202e", "\r"} & set(said.out)
    assert "\\u" in said.out


def test_a_file_name_that_rewrites_the_screen_is_shown_and_not_obeyed(counter: Counter) -> None:
    path = counter.file("\x1b[2Jgood.txt", (counter.folder / "good.txt").read_bytes())
    for said in (counter("verify", path, *counter.trust), counter("verify", f"{path}.missing", *counter.trust)):
        assert "\x1b" not in said.out + said.err
    assert counter("inspect", path).out.count("\x1b") == 0


def test_a_bundle_brings_its_own_root_and_nobody_believes_it(counter: Counter) -> None:
    forger = a_root(666)
    forged = certified(by=forger)
    counter.file("bundle.cbor", bundle(TrustedIssuer.of((forged,)), root=forger).encoded)
    said = counter("verify", counter.folder / "good.png", *counter.trust)
    assert said.status == 3
    assert "bundle_untrusted" in said.err


def test_a_bundle_from_before_a_key_was_found_to_be_compromised_is_handed_in_again(counter: Counter) -> None:
    seen = ("--seen", counter.folder / "seen.json")
    counter.file("newer.cbor", bundle(sequence=8).encoded)
    newer = ("--bundle", counter.folder / "newer.cbor", "--root", counter.folder / "root.pem")
    assert counter("verify", counter.folder / "good.png", *counter.trust, *seen).status == 0
    assert counter("verify", counter.folder / "good.png", *newer, *seen).status == 0
    said = counter("verify", counter.folder / "good.png", *counter.trust, *seen)
    assert said.status == 3
    assert said.err.startswith("cicpa: bundle_rollback: ")


def test_a_link_in_the_place_of_the_output_does_not_lead_the_writer_elsewhere(counter: Counter) -> None:
    (counter.folder / "card.png").symlink_to(counter.folder / "root.pem")
    before = (counter.folder / "root.pem").read_bytes()
    for force in ((), ("--force",)):
        counter(
            "issue",
            counter.record("record.json"),
            "--photo",
            counter.folder / "photo.png",
            "--out",
            counter.folder / "card.png",
            *counter.signing,
            *force,
        )
        assert (counter.folder / "root.pem").read_bytes() == before


def test_a_genuine_code_does_not_cover_for_a_forged_one_beside_it(counter: Counter) -> None:
    card = Image.open(counter.folder / "good.png")
    both = Image.new("RGB", (card.width * 2, card.height), "white")
    both.paste(card, (0, 0))
    forged = reassembled(issue().credential, signature=bytes(64))
    other = render.png(issue().view, transport.encode(forged, base_url=BASE_URL), PHOTO.read_bytes())
    both.paste(Image.open(BytesIO(other)), (card.width, 0))
    both.save(counter.folder / "both.png")
    said = counter("verify", counter.folder / "both.png", *counter.trust, "--json")
    assert said.status == 1
    assert [json.loads(line)["verdict"] for line in said.out.splitlines()] == ["valid", "invalid"]
