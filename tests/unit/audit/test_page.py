from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from audits import BUNDLE, SAMPLES, VALID, json_lines, run
from cicpa_credentials.audit import Evidence, Finding, Group, Severity, Summary, Tally
from cicpa_credentials.audit.page import page
from cicpa_credentials.audit.page.charts import bars, columns
from cicpa_credentials.audit.page.html import Html, element
from cicpa_credentials.errors import Code
from pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

_ALONE = {"meta", "rect", "line", "br"}


class _Reader(HTMLParser):
    """Reads the page as strictly as a browser does not: every element is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.elements.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALONE
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def summary(tally: Tally, *, source: str = "codes.csv") -> Summary:
    return Summary(
        source=source, at=NOW, bundle=BUNDLE, status_lists=1, tally=tally, files={"reports.jsonl": bytes(32)}
    )


def counted(**groups: int) -> Tally:
    tally = Tally()
    for verdict, count in groups.items():
        tally.groups[Group(verdict, "310000", "practising", "0123456789abcdef", "2026-05")] = count
    return tally


def test_the_page_of_an_audit_says_what_was_found_in_both_languages(tmp_path: Path) -> None:
    run(json_lines(tmp_path / "a.jsonl", SAMPLES), tmp_path / "out")
    text = read((tmp_path / "out" / "report.html").read_text(encoding="utf-8")).text
    for words in (
        ("会员证核验审计报告", "Audit of member certificates", "a.jsonl", "2026-06-01 12:00:00 UTC"),
        ("发现严重问题 5 项", "5 severe findings"),
        ("该会员证已被撤销。", "The certificate was revoked.", "revoked"),
        ("上海 Shanghai", "2026-05", "2026-06"),
    ):
        assert [one for one in words if one not in text] == []


def test_the_page_is_one_file_that_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    run(json_lines(tmp_path / "a.jsonl", SAMPLES), tmp_path / "out")
    written = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|<script|<link|<img|<iframe| on\w+=", written)
    for name, attributes in read(written).elements:
        assert not {"src", "href", "srcset", "style"} & attributes.keys(), name
    (policy,) = (found for name, found in read(written).elements if found.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_names_are_shown_and_never_obeyed() -> None:
    name = '</title><script>alert(1)</script>&amp;".png'
    tally = counted(valid=1)
    tally.found(Finding(code=Code.NO_CODE_FOUND, severity=Severity.WARNING, evidence=Evidence(file=name, page=2)))
    reader = read(page(summary(tally, source=name)))
    assert "script" not in {tag for tag, _ in reader.elements}
    assert f"{name} p.2" in reader.text


def test_an_audit_without_findings_says_so() -> None:
    text = read(page(summary(counted(valid=3)))).text
    assert "未发现严重问题" in text
    assert "There is nothing to report." in text
    assert "What was found" not in text


def test_an_audit_of_nothing_has_a_page_too() -> None:
    assert "No severe finding" in read(page(summary(Tally()))).text


def test_a_few_examples_are_shown_and_the_rest_is_counted() -> None:
    tally = counted(invalid=1000)
    for line in range(1, 1001):
        tally.found(Finding(code=Code.REVOKED, severity=Severity.SEVERE, evidence=Evidence(line=line)))
    text = read(page(summary(tally))).text
    assert "1,000 severe findings" in text
    assert "992 more in findings.jsonl" in text


@pytest.mark.parametrize(("valid", "shown"), [(1, "0.01 %"), (999_999, "99.99 %"), (1_000_000, "100.00 %")])
def test_a_share_never_looks_like_nothing_or_all_unless_it_is(valid: int, shown: str) -> None:
    assert shown in read(page(summary(counted(valid=valid, invalid=1_000_000 - valid)))).text


def test_many_months_are_shown_by_year() -> None:
    tally = Tally()
    for number in range(40):
        year, month = divmod(number, 12)
        tally.groups[Group("valid", "310000", "practising", "00", f"{2022 + year}-{month + 1:02}")] = 1
    text = read(page(summary(tally))).text
    assert "By year of issue" in text
    assert "2022-01" not in text
    assert "2025" in text


def test_the_longest_bar_fills_the_width_and_each_part_has_its_share() -> None:
    drawn = [
        attributes
        for tag, attributes in read(bars({"a": Counter(valid=3, invalid=1), "b": Counter(valid=2)})).elements
        if tag == "rect"
    ]
    assert [float(str(one["width"])) for one in drawn] == [465.0, 155.0, 310.0]
    assert float(str(drawn[1]["x"])) == float(str(drawn[0]["x"])) + 465.0


def test_columns_stand_on_the_ground_one_part_on_another() -> None:
    drawn = [
        attributes
        for tag, attributes in read(columns({"2026-01": Counter(valid=3, invalid=1)})).elements
        if tag == "rect"
    ]
    bottom, top = ((float(str(one["y"])), float(str(one["height"]))) for one in drawn)
    assert bottom[0] + bottom[1] == 156.0
    assert top[0] + top[1] == pytest.approx(bottom[0])
    assert bottom[1] == pytest.approx(3 * top[1], abs=0.2)


def test_text_is_escaped_because_it_is_text() -> None:
    assert element("p", "<b>", Html("<i>x</i>"), class_='"', data_x=1, lang=None) == (
        '<p class="&quot;" data-x="1">&lt;b&gt;<i>x</i></p>'
    )


def test_the_page_does_not_quote_the_certificates(tmp_path: Path) -> None:
    run(json_lines(tmp_path / "a.jsonl", [VALID]), tmp_path / "out")
    assert VALID.rpartition("#")[2][:40] not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
