"""The page about many certificates, from its heading to its small print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.page import charts
from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.findings import findings_table
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.parts import (
    answer,
    believed,
    document,
    facts,
    filled,
    head,
    moment,
    region,
    section,
    table,
    tile,
)
from cicpa_credentials.audit.page.words import VERDICTS, Words
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from cicpa_credentials.audit.summary import Summary

__all__ = ["page"]

_MOST_MONTHS: Final = 36
_YEAR: Final = slice(4)


def page(summary: Summary) -> str:
    """The whole page, as one document."""
    heading = head(Words.TITLE, ((Words.SOURCE, summary.source), (Words.AT, moment(summary.at))))
    foot = element("footer", said(Words.PRIVACY, "p"))
    return document(Words.TITLE, summary.source, heading, _verdicts(summary), *_sections(summary), foot)


def _verdicts(summary: Summary) -> Html:
    """The answer first, then how many there are of each kind."""
    severe = summary.tally.severe
    headline, more = (Words.SEVERE, Words.SEVERE_MORE) if severe else (Words.SOUND, Words.SOUND_MORE)
    if not summary.tally.findings:
        more = Words.NOTHING
    first = answer(filled(headline, count=number(severe)), more, good=not severe)
    counts, total = summary.verdicts, summary.tally.total
    tiles = [tile(Words.TOTAL, total, "total")]
    for verdict, phrase in VERDICTS.items():
        count = counts.get(verdict, 0)
        tiles.append(tile(phrase, count, verdict, below=_share(count, total) if total else ""))
    return element("section", first, element("div", *tiles, class_="tiles"), charts.bar(counts))


def _share(count: int, total: int) -> str:
    """A share that never looks like nothing or like all unless it is."""
    percent = 100 * count / total
    if 0 < count < total:
        percent = min(max(percent, 0.01), 99.99)
    return f"{percent:.2f} %"


def _sections(summary: Summary) -> list[Html]:
    tally = summary.tally
    sections = [section(Words.FINDINGS, findings_table(tally))] if tally.findings else []
    if associations := tally.by("association"):
        sections.append(
            section(Words.ASSOCIATIONS, charts.bars({region(code): row for code, row in associations.items()}))
        )
    if months := tally.by("month"):
        few = len(months) <= _MOST_MONTHS
        chart = charts.columns(months if few else _by_year(months))
        sections.append(section(Words.MONTHS if few else Words.YEARS, chart))
    if keys := tally.by("kid"):
        sections.append(section(Words.KEYS, _keys(summary, keys)))
    return [*sections, section(Words.BASIS, _basis(summary))]


def _by_year(months: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    years: dict[str, Counter[str]] = {}
    for month, counts in months.items():
        years.setdefault(month[_YEAR], Counter()).update(counts)
    return years


def _keys(summary: Summary, keys: dict[str, Counter[str]]) -> Html:
    owners = {group.kid: group.association for group in summary.tally.groups}
    heads = [said(Words.KEY, "th"), said(Words.ASSOCIATION, "th")]
    heads += [said(VERDICTS[verdict], "th", class_="count") for verdict in Verdict]
    rows = []
    for kid, counts in keys.items():
        cells = [element("td", element("code", kid)), element("td", region(owners[kid]))]
        cells += [element("td", number(counts[verdict]), class_="count") for verdict in Verdict]
        rows.append(element("tr", *cells))
    return table(heads, rows)


def _basis(summary: Summary) -> Html:
    then = summary.in_force
    pairs = (
        *believed(summary.bundle),
        *([(Words.IN_FORCE, f"{then.sequence} ({moment(then.issued)})")] if then else []),
        (Words.LISTS, str(summary.status_lists)),
    )
    return facts(pairs, ((Words.FILES, name, digest) for name, digest in summary.files.items()))
