"""What a verifier remembers between bundles."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import Code, TrustError
from cicpa_credentials.keys.root import fingerprint, introduce
from cicpa_credentials.keys.seen import SeenBundles
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from office import ROOT, a_root, bundle, certified

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.keys.trust import TrustBundle

NEXT = a_root(9101, name="Next root")
STRANGER = a_root(9102, name="A stranger's root")
PIN = fingerprint(ROOT.certificate)
NEXT_PIN = fingerprint(NEXT.certificate)


def of_the_next(sequence: int) -> TrustBundle:
    """A bundle by the root's successor, which the root introduced."""
    introduction = introduce(NEXT.certificate, signer=ROOT.signer, root=ROOT.certificate)
    return bundle(TrustedIssuer.of((certified(by=NEXT),)), root=NEXT, sequence=sequence, introductions=[introduction])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "seen.json"


@pytest.fixture
def seen(path: Path) -> SeenBundles:
    return SeenBundles(path)


def refusal(seen: SeenBundles, made: TrustBundle, *, root: Any = PIN) -> Code:  # noqa: ANN401 - certificate or fingerprint
    with pytest.raises(TrustError) as caught:
        seen.load(made.encoded, root=root)
    return caught.value.code


def state(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def test_the_first_bundle_is_loaded_and_remembered(seen: SeenBundles, path: Path) -> None:
    made = bundle(sequence=7)
    assert seen.load(made.encoded, root=ROOT.certificate).encoded == made.encoded
    assert state(path) == {"pinned": PIN.hex(), "root": PIN.hex(), "sequence": 7}


def test_the_same_bundle_and_newer_ones_are_loaded(seen: SeenBundles, path: Path) -> None:
    for sequence in (7, 7, 8, 30):
        assert seen.load(bundle(sequence=sequence).encoded, root=PIN).sequence == sequence
        assert state(path)["sequence"] == sequence


def test_an_older_bundle_is_refused_by_whoever_opens_the_file_next(seen: SeenBundles, path: Path) -> None:
    seen.load(bundle(sequence=8).encoded, root=PIN)
    assert refusal(SeenBundles(str(path)), bundle(sequence=7)) is Code.BUNDLE_ROLLBACK
    assert state(path)["sequence"] == 8


def test_a_bundle_that_is_refused_is_not_remembered(seen: SeenBundles, path: Path) -> None:
    assert refusal(seen, bundle(TrustedIssuer.of((certified(by=STRANGER),)), root=STRANGER)) is Code.BUNDLE_UNTRUSTED
    assert not path.exists()


def test_nothing_is_written_where_nothing_is_new(seen: SeenBundles, path: Path) -> None:
    seen.load(bundle().encoded, root=PIN)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    seen.load(bundle().encoded, root=ROOT.certificate)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_the_file_and_nothing_else_is_left_behind(seen: SeenBundles, path: Path) -> None:
    seen.load(bundle(sequence=7).encoded, root=PIN)
    seen.load(bundle(sequence=8).encoded, root=PIN)
    assert list(path.parent.iterdir()) == [path]


def test_what_a_writer_left_that_was_killed_stands_in_nobodys_way(seen: SeenBundles, path: Path) -> None:
    for leftover in (f"seen.json.{os.getpid()}.unfinished", "seen.json.unfinished"):
        path.with_name(leftover).write_text("{")
    assert seen.load(bundle().encoded, root=PIN).sequence == 7


def test_the_pin_moves_on_to_a_root_that_was_introduced(seen: SeenBundles, path: Path) -> None:
    seen.load(bundle(sequence=7).encoded, root=PIN)
    seen.load(of_the_next(8).encoded, root=PIN)
    assert state(path) == {"pinned": PIN.hex(), "root": NEXT_PIN.hex(), "sequence": 8}


def test_the_old_root_is_believed_no_more_once_its_successor_was_seen(seen: SeenBundles) -> None:
    seen.load(of_the_next(8).encoded, root=PIN)
    assert refusal(seen, bundle(sequence=9)) is Code.BUNDLE_UNTRUSTED
    assert seen.load(of_the_next(9).encoded, root=PIN).sequence == 9


def test_a_successor_is_remembered_though_its_bundle_is_no_newer(seen: SeenBundles, path: Path) -> None:
    seen.load(bundle(sequence=8).encoded, root=PIN)
    seen.load(of_the_next(8).encoded, root=PIN)
    assert state(path) == {"pinned": PIN.hex(), "root": NEXT_PIN.hex(), "sequence": 8}
    assert refusal(seen, bundle(sequence=8)) is Code.BUNDLE_UNTRUSTED


def test_a_host_that_pins_another_root_is_followed_at_once(seen: SeenBundles) -> None:
    seen.load(bundle(sequence=7).encoded, root=PIN)
    assert refusal(seen, bundle(sequence=8), root=NEXT_PIN) is Code.BUNDLE_UNTRUSTED
    assert seen.load(of_the_next(8).encoded, root=NEXT.certificate).sequence == 8
    assert refusal(seen, bundle(sequence=9), root=NEXT_PIN) is Code.BUNDLE_UNTRUSTED


def test_another_pin_does_not_let_the_sequence_fall(seen: SeenBundles) -> None:
    seen.load(bundle(sequence=9).encoded, root=PIN)
    assert refusal(seen, of_the_next(8), root=NEXT_PIN) is Code.BUNDLE_ROLLBACK


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"7",
        b"null",
        b'{"pinned": "00", "root": "00", "sequence": 7}',
        b"[" * 4000,
        b"x" * 5000,
        f'{{"pinned": "{PIN.hex()}", "root": "{PIN.hex()}", "sequence": 900, "sequence": 1}}'.encode(),
        *(
            json.dumps({"pinned": PIN.hex(), "root": PIN.hex(), "sequence": 7} | change).encode()
            for change in (
                {"pinned": None},
                {"pinned": 7},
                {"pinned": PIN.hex()[:-2]},
                {"root": "zz" * 32},
                {"root": PIN.hex() * 2},
                {"sequence": -1},
                {"sequence": 7.0},
                {"sequence": True},
                {"sequence": "7"},
                {"sequence": None},
            )
        ),
        json.dumps({"pinned": PIN.hex(), "root": PIN.hex()}).encode() + b" " * 5000,
    ],
    ids=lambda content: repr(content[:24]),
)
def test_a_damaged_file_is_an_error_and_never_a_fresh_start(seen: SeenBundles, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(seen, bundle()) is Code.MALFORMED
    assert path.read_bytes() == content


def test_no_bundle_is_newer_than_a_number_beyond_all_measure(seen: SeenBundles, path: Path) -> None:
    path.write_text(json.dumps({"pinned": PIN.hex(), "root": PIN.hex(), "sequence": 10**3000}))
    assert refusal(seen, bundle()) is Code.BUNDLE_ROLLBACK


def test_a_file_that_cannot_be_read_is_an_error(seen: SeenBundles, path: Path) -> None:
    path.mkdir()
    assert refusal(seen, bundle()) is Code.STORAGE_FAILED


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert refusal(SeenBundles(tmp_path / "gone" / "seen.json"), bundle()) is Code.STORAGE_FAILED


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_is_an_error_and_the_old_file_stays(
    seen: SeenBundles, path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    seen.load(bundle(sequence=7).encoded, root=PIN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"cicpa_credentials.keys.seen.{'os.fsync' if fails == 'fsync' else 'Path.replace'}", full)
    assert refusal(seen, bundle(sequence=8)) is Code.STORAGE_FAILED
    assert state(path)["sequence"] == 7
    assert list(path.parent.iterdir()) == [path]


def test_a_newer_bundle_that_another_process_saw_meanwhile_counts(
    seen: SeenBundles, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def meanwhile(fd: int) -> None:
        fsync(fd)
        monkeypatch.undo()
        SeenBundles(path).load(bundle(sequence=9).encoded, root=PIN)

    monkeypatch.setattr("cicpa_credentials.keys.seen.os.fsync", meanwhile)
    seen.load(bundle(sequence=8).encoded, root=PIN)
    assert state(path)["sequence"] == 9


def test_threads_do_not_trip_over_each_other(path: Path) -> None:
    made = [bundle(sequence=sequence).encoded for sequence in range(7, 13)]
    failures: list[BaseException] = []

    def load(data: bytes) -> None:
        try:
            SeenBundles(path).load(data, root=PIN)
        except TrustError as error:
            if error.code is not Code.BUNDLE_ROLLBACK:
                failures.append(error)

    threads = [threading.Thread(target=load, args=(data,)) for data in made * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert list(path.parent.iterdir()) == [path]
