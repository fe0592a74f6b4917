"""`cicpa verify FILE.pdf`: the page is compared with what was signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed (extra `scan`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials import schemas
from office import issue
from papers import FACE, paper

if TYPE_CHECKING:
    from counter import Counter

ISSUED: Final = issue()


def test_a_page_that_agrees_is_marked_line_by_line(counter: Counter) -> None:
    path = counter.file("good.pdf", paper(ISSUED.view, ISSUED.qr_text))
    said = counter("verify", path, *counter.trust)
    assert said.status == 0
    marked = [line for line in said.out.splitlines() if line.endswith("✓")]
    assert len(marked) == len(FACE)
    assert "compare what you see all the same" in said.out


def test_a_page_that_differs_is_refused_and_says_where(counter: Counter) -> None:
    path = counter.file("bad.pdf", paper(replace(ISSUED.view, name="王小明"), ISSUED.qr_text))
    said = counter("verify", path, *counter.trust)
    assert said.status == 1
    (differs,) = (line for line in said.out.splitlines() if line.endswith("✗"))
    assert ISSUED.view.name in differs
    assert said.out.startswith("INVALID\n")
    assert "the code is genuine, the page around it is not" in said.out
    assert "Ask for the one that the association gave out" in said.out
    assert "王小明" not in said.out, "what a forger wrote is not ours to repeat"


def test_scripts_are_told_the_same(counter: Counter) -> None:
    path = counter.file("bad.pdf", paper(replace(ISSUED.view, name="王小明"), ISSUED.qr_text))
    (report,) = counter("verify", path, *counter.trust, "--json").lines
    assert schemas.problems("report", report) == ()
    assert (report["verdict"], report["code"]) == ("invalid", "print_differs")
    assert report["printed"] == {"outcome": "failed", "compared": [*FACE], "differing": ["name"]}


def test_of_a_picture_nothing_is_compared(counter: Counter) -> None:
    (report,) = counter("verify", counter.folder / "good.png", *counter.trust, "--json").lines
    assert (report["verdict"], report["printed"]) == ("valid", None)
