"""The page, from its heading to its small print."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.finding import Severity
from cicpa_credentials.audit.page import charts
from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.findings import findings_table
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.words import VERDICTS, Words
from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.verifier import Verdict
from cicpa_credentials.verifier.wording import Phrase

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable
    from datetime import datetime

    from cicpa_credentials.audit.summary import Summary

__all__ = ["page"]

_MOST_MONTHS: Final = 36
_YEAR: Final = slice(4)
_SAFETY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Whatever should ever slip into the page, a browser loads nothing and runs nothing (Content Security Policy 3)."""


def page(summary: Summary) -> str:
    """The whole page, as one document."""
    body = element("body", element("main", _head(summary), _verdicts(summary), *_sections(summary), _foot()))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_SAFETY),
        element("meta", name="viewport", content="width=device-width"),
        element("title", f"{Words.TITLE.zh} · {summary.source}"),
        element("style", _style()),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='zh-CN')}\n"


def _style() -> Html:
    return Html(resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8"))


def _head(summary: Summary) -> Html:
    facts = ((Words.SOURCE, summary.source), (Words.AT, _moment(summary.at)))
    about = (element("div", said(name, "dt"), element("dd", value)) for name, value in facts)
    return element("header", said(Words.TITLE, "h1"), element("dl", *about))


def _verdicts(summary: Summary) -> Html:
    """The answer first, then how many there are of each kind."""
    severe = sum(count for (_, severity), count in summary.tally.findings.items() if severity is Severity.SEVERE)
    headline, more, kind = (
        (Words.SEVERE, Words.SEVERE_MORE, "bad") if severe else (Words.SOUND, Words.SOUND_MORE, "good")
    )
    if not summary.tally.findings:
        more = Words.NOTHING
    counted = Phrase(zh=headline.zh.format(count=number(severe)), en=headline.en.format(count=number(severe)))
    answer = element("div", said(counted, "h2"), said(more, "p"), class_=f"answer {kind}")
    counts, total = summary.verdicts, summary.tally.total
    tiles = [_tile(Words.TOTAL, total, total, "total")]
    tiles += [_tile(phrase, counts.get(verdict, 0), total, verdict) for verdict, phrase in VERDICTS.items()]
    return element("section", answer, element("div", *tiles, class_="tiles"), charts.bar(counts))


def _tile(caption: Phrase, count: int, total: int, kind: str) -> Html:
    share = "" if kind == "total" or not total else _share(count, total)
    figure = element("strong", number(count))
    return element("div", said(caption), figure, element("small", share), class_=f"tile {kind}")


def _share(count: int, total: int) -> str:
    """A share that never looks like nothing or like all unless it is."""
    percent = 100 * count / total
    if 0 < count < total:
        percent = min(max(percent, 0.01), 99.99)
    return f"{percent:.2f} %"


def _sections(summary: Summary) -> list[Html]:
    tally = summary.tally
    sections = [_section(Words.FINDINGS, findings_table(tally))] if tally.findings else []
    if associations := tally.by("association"):
        sections.append(
            _section(Words.ASSOCIATIONS, charts.bars({_region(code): row for code, row in associations.items()}))
        )
    if months := tally.by("month"):
        few = len(months) <= _MOST_MONTHS
        chart = charts.columns(months if few else _by_year(months))
        sections.append(_section(Words.MONTHS if few else Words.YEARS, chart))
    if keys := tally.by("kid"):
        sections.append(_section(Words.KEYS, _keys(summary, keys)))
    return [*sections, _section(Words.BASIS, _basis(summary))]


def _section(heading: Phrase, *content: Html) -> Html:
    return element("section", said(heading, "h2"), *content)


def _region(code: str) -> str:
    one = ASSOCIATIONS[code]
    return f"{one.region_zh} {one.region_en}"


def _by_year(months: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    years: dict[str, Counter[str]] = {}
    for month, counts in months.items():
        year = years.setdefault(month[_YEAR], counts.__class__())
        year.update(counts)
    return years


def _keys(summary: Summary, keys: dict[str, Counter[str]]) -> Html:
    owners = {group.kid: group.association for group in summary.tally.groups}
    heads = [said(Words.KEY, "th"), said(Words.ASSOCIATION, "th")]
    heads += [said(VERDICTS[verdict], "th", class_="count") for verdict in Verdict]
    rows = []
    for kid, counts in keys.items():
        cells = [element("td", element("code", kid)), element("td", _region(owners[kid]))]
        cells += [element("td", number(counts[verdict]), class_="count") for verdict in Verdict]
        rows.append(element("tr", *cells))
    return _table(heads, rows)


def _table(heads: Iterable[Html], rows: Iterable[Html]) -> Html:
    return element("table", element("thead", element("tr", *heads)), element("tbody", *rows))


def _basis(summary: Summary) -> Html:
    bundle = summary.bundle
    facts = [
        (Words.SEQUENCE, str(bundle.sequence)),
        (Words.BUNDLE_ISSUED, _moment(bundle.issued)),
        (Words.BUNDLE_EXPIRES, _moment(bundle.expires)),
        (Words.ROOT, element("code", summary.root.hex())),
        (Words.LISTS, str(summary.status_lists)),
    ]
    rows = [element("tr", said(name, "th"), element("td", value)) for name, value in facts]
    for name, digest in summary.files.items():
        listed = element("td", name, Html("<br/>"), element("code", digest.hex()))
        rows.append(element("tr", said(Words.FILES, "th"), listed))
    return element("table", element("tbody", *rows), class_="facts")


def _foot() -> Html:
    return element("footer", said(Words.PRIVACY, "p"))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
