from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.cli import demo
from cicpa_credentials.cli.sample_members import sample_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.cli.sample_members import Sample
    from counter import Counter

KEPT = 2


@pytest.fixture(autouse=True)
def few_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of one association: drawing all takes seconds, and the whole of it runs in `integration`."""
    two = [sample for sample in sample_members() if sample.number in {"02", "14"}]

    def few() -> Iterator[Sample]:
        return iter(two)

    monkeypatch.setattr("cicpa_credentials.cli.demo_set.sample_members", few)


def test_it_makes_everything_and_says_how_it_was_verified(counter: Counter) -> None:
    said = counter("demo", "--out", counter.folder / "demo")
    assert said.status == 0
    assert counter.names("demo") == [".cicpa-demo", "02.png", "14.png", "bundle.cbor", "root.pem", "tampered.png"]
    assert said.out.count("✓ valid") == KEPT
    assert "2 certificates issued" in said.out
    assert "✗ invalid [bad_signature]" in said.out


def test_what_it_proposes_next_works_as_written(counter: Counter) -> None:
    said = counter("demo", "--out", counter.folder / "demo")
    proposed = [line.split()[1:] for line in said.out.splitlines() if line.startswith("  cicpa ")]
    assert [counter(*arguments).status for arguments in proposed] == [0, 1, 0]


def test_it_speaks_chinese(counter: Counter) -> None:
    said = counter("demo", "--out", counter.folder / "demo", "--lang", "zh")
    assert said.out.count("✓ 有效") == KEPT
    assert "2 张会员证" in said.out


def test_its_own_folder_is_made_anew(counter: Counter) -> None:
    counter("demo", "--out", counter.folder / "demo")
    before = (counter.folder / "demo" / "root.pem").read_bytes()
    assert counter("demo", "--out", counter.folder / "demo").status == 0
    assert (counter.folder / "demo" / "root.pem").read_bytes() != before


def test_an_empty_folder_will_do(counter: Counter) -> None:
    (counter.folder / "empty").mkdir()
    assert counter("demo", "--out", counter.folder / "empty").status == 0


def test_a_folder_with_anything_else_in_it_is_not_touched(counter: Counter) -> None:
    (counter.folder / "ours").mkdir()
    counter.file("ours/02.png", b"ours")
    said = counter("demo", "--out", counter.folder / "ours")
    assert (said.status, said.err.split(": ")[1]) == (1, "output_exists")
    assert counter.names("ours") == ["02.png"]
    assert counter("demo", "--out", counter.folder / "ours", "--force").status == 0
    assert (counter.folder / "ours" / "02.png").read_bytes() != b"ours"


def test_it_says_so_when_something_does_not_verify(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "forge", lambda made: made.picture)
    assert counter("demo", "--out", counter.folder / "demo").status == 1


@pytest.mark.parametrize(
    ("called", "found", "expected"),
    [
        ("/usr/bin/cicpa", "/usr/bin/cicpa", "cicpa"),
        (".venv/demo/bin/cicpa", None, ".venv/demo/bin/cicpa"),
        ("/usr/bin/pytest", None, "cicpa"),
    ],
)
def test_the_next_commands_are_called_as_this_one_was(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, called: str, found: str | None, expected: str
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setattr(demo, "which", lambda _: found)
    said = counter("demo", "--out", counter.folder / "demo")
    assert f"  {expected} verify " in said.out


def test_every_sample_has_a_complete_record_and_a_photo() -> None:
    for sample in sample_members():
        assert sample.photo.startswith(b"\x89PNG")
        assert sample.record.photo == f"{sample.number}.png"
