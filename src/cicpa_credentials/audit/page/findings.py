"""The table of findings: the gravest first, each with what to do and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cicpa_credentials.audit.output import FINDINGS
from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.parts import filled, table
from cicpa_credentials.audit.page.words import SEVERITIES, Words
from cicpa_credentials.wording import advice

if TYPE_CHECKING:
    from cicpa_credentials.audit.finding import Severity
    from cicpa_credentials.audit.tally import Tally
    from cicpa_credentials.errors import Code
    from cicpa_credentials.wording import Phrase

__all__ = ["findings_table"]


def findings_table(tally: Tally, *, where: Phrase = Words.WHERE) -> Html:
    """One row for each kind of finding.

    Args:
        tally: the findings.
        where: how places are called.
    """
    captions = (Words.SEVERITY, Words.MEANING, Words.COUNT, where)
    heads = [said(caption, "th", class_="count" if caption is Words.COUNT else None) for caption in captions]
    rows = [_row(code, severity, count, tally) for (code, severity), count in tally.ordered()]
    return table(heads, rows, kind="findings")


def _row(code: Code, severity: Severity, count: int, tally: Tally) -> Html:
    about = advice(code)
    meaning = [
        said(about.meaning, "p", class_="meaning"),
        said(about.remedy, "p", class_="remedy"),
        element("code", code.value),
    ]
    return element(
        "tr",
        element("td", said(SEVERITIES[severity], class_=f"badge {severity}")),
        element("td", *meaning),
        element("td", number(count), class_="count"),
        element("td", *_places(tally.examples[code, severity], count), class_="places"),
    )


def _places(examples: list[dict[str, Any]], count: int) -> list[Html]:
    places = [element("li", _place(example)) for example in examples]
    listed = [element("ul", *places)]
    if count > len(examples):
        more = filled(Words.MORE, count=number(count - len(examples)), file=FINDINGS)
        listed.append(said(more, "p", class_="more"))
    return listed


def _place(evidence: dict[str, Any]) -> str:
    """A line's number, or a file and what in it; in a register an event, or a place in a status list."""
    within = [f"{letter}{evidence[name]}" for letter, name in (("L", "line"), ("p.", "page")) if name in evidence]
    if "file" in evidence:
        return " ".join([evidence["file"], *within])
    if "line" in evidence:
        return str(evidence["line"])
    if "event" in evidence:
        return f"#{evidence['event']}"
    if "status" in evidence:
        return f"{evidence['status']['uri']} {evidence['status']['index']}"
    # A status list: its name where it can be believed, and its number among those that were given.
    named = [f"№ {evidence['ordinal']}"] if "ordinal" in evidence else []
    return " ".join([evidence["list"], *named] if "list" in evidence else named) or "–"
