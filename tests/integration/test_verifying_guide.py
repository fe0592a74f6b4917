"""The guide for verifiers is run as it is printed, and its tables have every code, hint and rule."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import cicpa_credentials
from cicpa_credentials import render, schemas
from cicpa_credentials.errors import Code, ScanHint
from cicpa_credentials.holder import Holder
from cicpa_credentials.status import Status
from cicpa_credentials.verifier import Policy, Verifier
from cicpa_credentials.wording import SCAN_HINTS, advice
from counter import PHOTO, Counter, furnish
from office import DAY, HOLDER, bundle, clock, issue
from pki import NOW
from status_samples import INDEX, REFERENCE, a_list

if TYPE_CHECKING:
    from cicpa_credentials.keys.trust import TrustBundle
    from counter import Said

GUIDE: Final = (Path(__file__).parents[2] / "docs" / "verifying.md").read_text(encoding="utf-8")
BESIDE_REPORTS: Final = {
    Code.STATUS_ROLLBACK,
    Code.WEAK_ACCESS_CODE,
    Code.BUNDLE_UNTRUSTED,
    Code.BUNDLE_ROLLBACK,
    Code.NO_CODE_FOUND,
}
"""What a verifier meets that stands in no report."""

pytest.importorskip("zxingcpp")
pytest.importorskip("typst")


def blocks(language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))


def kept(days: float, *, sequence: int, status: Status = Status.VALID) -> TrustBundle:
    """A bundle of some days ago, with a list of that day."""
    made = NOW - days * DAY
    of_that_day = a_list([(INDEX, status)], issued=made, ttl=10 * DAY, expires=made + 30 * DAY)
    return bundle(sequence=sequence, issued=made, expires=made + 30 * DAY, status_lists=(of_that_day,))


@pytest.fixture
def counter(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A desk: what the guide takes for granted, on a day when all is well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cicpa_credentials, "Verifier", partial(Verifier, clock=clock()), raising=False)
    furnish(tmp_path)
    issued = issue(status=REFERENCE, at=NOW - 20 * DAY)
    bound = issue(status=REFERENCE, holder_key=HOLDER.public_key)
    shown = Holder(bound, clock=clock()).present(
        ["birth_date"], audience="bank.example", nonce=bytes.fromhex("6f63636173696f6e"), key=HOLDER
    )
    (tmp_path / "archive").mkdir()
    for name, content in {
        "bundle.cbor": kept(1, sequence=7).encoded,
        "new-bundle.cbor": kept(0, sequence=8).encoded,
        "archive/2026-05.cbor": kept(14, sequence=5).encoded,
        "card.png": render.png(issued.view, issued.qr_text, PHOTO.read_bytes()),
        "certificate.pdf": render.pdf(issued.view, issued.qr_text, PHOTO.read_bytes(), layout="a4"),
        "presented.txt": shown.qr_text.encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
    return Counter(folder=tmp_path, capsys=capsys)


def called(counter: Counter) -> dict[str, Said]:
    """What each command says."""
    lines = blocks("sh").replace("\\\n", " ").splitlines()
    return {line: counter(*shlex.split(line)[1:]) for line in lines}


def test_the_commands_do_what_the_guide_says(counter: Counter) -> None:
    said = called(counter)
    assert {line: (one.status, one.err) for line, one in said.items()} == dict.fromkeys(said, (0, ""))
    by = {line.split()[2]: one.out for line, one in said.items() if "--at" not in line}
    assert "compare what you see all the same" in by["certificate.pdf"]
    assert "Relies on trust bundle 7 of 2026-05-31" in by["card.png"]
    assert "Date of birth" in by["presented.txt"]
    (then,) = (one.out for line, one in said.items() if "--at" in line)
    assert "Relies on trust bundle 5 of 2026-05-18" in then


def test_the_code_does_what_the_guide_says(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    assert counter.names("archive") == ["2026-05.cbor"]
    names: dict[str, Any] = {}
    exec(blocks("python"), names)  # noqa: S102 - the guide's own words
    assert capsys.readouterr().out.splitlines() == [
        "valid None by bundle 8",
        "certificate valid",
        "valid by list of 2026-05-18",
        "Paper non-practising member certificates have been void since 31 December 2025; ask for the electronic one.",
    ]


def test_the_guides_loop_tells_what_to_do_about_a_suspended_one(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.file("new-bundle.cbor", kept(0, sequence=8, status=Status.SUSPENDED).encoded)
    exec(blocks("python"), {})  # noqa: S102 - the guide's own words
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == [
        "invalid suspended by bundle 8",
        f"8 suspended {advice(Code.SUSPENDED).remedy.en}",
    ]


def test_every_code_that_a_verifier_meets_has_its_row_in_the_words_of_the_library() -> None:
    in_reports = {Code(code) for code in schemas.load("report")["$defs"]["code"]["enum"] if code}
    met = sorted(in_reports | BESIDE_REPORTS, key=list(Code).index)
    table = [f"| `{code}` | {advice(code).meaning.en} | {advice(code).remedy.en} |" for code in met]
    assert "\n".join(["| code | what it means | what to do |", "|---|---|---|", *table, ""]) in GUIDE


def test_every_hint_has_its_row() -> None:
    table = [f"| `{hint}` | {SCAN_HINTS[hint].en} |" for hint in ScanHint]
    assert "\n".join(["| hint | what to do |", "|---|---|", *table]) in GUIDE


def test_every_rule_of_a_policy_is_told() -> None:
    section = GUIDE.partition("## Your own rules")[2].partition("\n## ")[0]
    assert {field.name for field in fields(Policy)} <= {*re.findall(r"`(\w+)`", section)}
