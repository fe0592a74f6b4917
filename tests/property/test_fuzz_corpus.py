"""The corpus of the fuzzer, without the fuzzer: what once broke a parser, or reaches far into one, is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.disclosure import resolve
from cicpa_credentials.wire import transport
from fuzz import targets
from fuzz.scene import CODE, ISSUED, POLICY, TOKEN, WORLD, resigned, resigned_token
from fuzz.seeds import CORPUS, seeds
from fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_in_the_corpus_breaks_its_target(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_the_seeds_are_as_the_script_writes_them() -> None:
    written = {(path.parent.name, path.name): path.read_bytes() for path in FILES if path.name.startswith("seed-")}
    assert written == {(target, name): data for target, name, data in seeds()}


def test_every_target_has_something_to_start_from() -> None:
    assert {path.parent.name for path in FILES} == TARGETS.keys()


def test_what_the_scene_holds_is_valid_so_that_fuzzing_starts_behind_every_door() -> None:
    verifier = WORLD.verifier(POLICY)
    for received in (*(issued.credential for issued in ISSUED), TOKEN):
        verifier.verify(received)
    assert verifier.verify(ISSUED[2].credential, access_code=CODE).details


def test_signing_again_changes_nothing_that_was_signed_already() -> None:
    credential = ISSUED[0].credential
    (office,) = WORLD.offices.values()
    assert resigned(credential, by=office.signer) == credential
    assert resigned_token(TOKEN) == TOKEN
    assert resigned(b"no message", by=office.signer) is resigned_token(b"no message") is None


def test_a_claims_set_that_the_fuzzer_changed_gets_behind_the_signature() -> None:
    (office,) = WORLD.offices.values()
    changed = ISSUED[0].credential.replace(b"440000219317", b"440000219318")
    verifier = WORLD.verifier(POLICY)
    assert verifier.evaluate(changed).certificate is None
    forged = resigned(changed, by=office.signer)
    assert forged is not None
    assert verifier.verify(forged).view.number == "440000219318"


def test_a_parser_that_raises_what_is_not_ours_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> bytes:
        raise IndexError(text)

    monkeypatch.setattr(transport, "decode", broken)
    with pytest.raises(IndexError):
        TARGETS["qr_text"](b"1")


def test_a_forgery_that_is_taken_for_signed_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "_SIGNED", frozenset())
    for target, data in (("credential", ISSUED[0].credential), ("key_binding_token", TOKEN)):
        with pytest.raises(AssertionError, match="forgery"):
            TARGETS[target](data)


def test_a_disclosure_that_is_lost_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "resolve", lambda payload, _: resolve(payload, ()))
    with pytest.raises(AssertionError):
        TARGETS["disclosures"]((CORPUS / "disclosures" / "seed-1-whole").read_bytes())
