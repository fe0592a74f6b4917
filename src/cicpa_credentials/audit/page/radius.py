"""The page about what a key has signed: how much there is to do, where, and step by step how."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.findings import findings_table
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.parts import (
    answer,
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
from cicpa_credentials.audit.page.register_words import RadiusWords, RegisterWords
from cicpa_credentials.audit.page.words import Words
from cicpa_credentials.errors import Code
from cicpa_credentials.members.values import Category
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.audit.radius.radius import BlastRadius

__all__ = ["radius_page"]

_TO_DO: Final = (Code.REISSUE_DUE, Code.LETTER_DUE, Code.RESUME_FIRST)
_CAPTIONS: Final = {
    Code.REISSUE_DUE: (RadiusWords.REISSUE, "invalid"),
    Code.LETTER_DUE: (RadiusWords.LETTERS, "invalid"),
    Code.RESUME_FIRST: (RadiusWords.RESUME, "indeterminate"),
    Code.ALREADY_ENDED: (RadiusWords.ENDED, "unread"),
}
_CATEGORIES: Final = {one.json_name: Phrase(zh=one.zh, en=one.en) for one in Category}


def radius_page(found: BlastRadius) -> str:
    """The whole page, as one document."""
    about = (
        (RadiusWords.KEY, element("code", found.kid.hex())),
        (RadiusWords.WINDOW, f"{moment(found.since)} – {moment(found.until)}"),
        (RegisterWords.REGISTER, found.register),
        (Words.AT, moment(found.at)),
    )
    sections = [_answer(found)]
    if found.signed:
        sections.append(section(RadiusWords.PLAN, _plan(found)))
        sections.append(section(RadiusWords.STEPS, element("ol", *(said(step, "li") for step in RadiusWords.LIST))))
    if found.tally.findings:
        sections.append(section(Words.FINDINGS, findings_table(found.tally, where=RegisterWords.WHERE)))
    files = facts((), ((Words.FILES, name, digest) for name, digest in found.files.items()))
    foot = element("footer", said(RadiusWords.PRIVACY, "p"))
    heading = head(RadiusWords.TITLE, about)
    return document(RadiusWords.TITLE, found.kid.hex(), heading, *sections, section(RadiusWords.BASIS, files), foot)


def _answer(found: BlastRadius) -> Html:
    by_code: Counter[Code] = Counter()
    for share, count in found.plan.counts.items():
        by_code[share.code] += count
    due = sum(by_code[code] for code in _TO_DO)
    headline, more = (RadiusWords.DUE, RadiusWords.DUE_MORE) if due else (RadiusWords.NOTHING, RadiusWords.NOTHING_MORE)
    tiles = [tile(RadiusWords.SIGNED, found.signed, "total")]
    tiles += [tile(caption, by_code[code], kind) for code, (caption, kind) in _CAPTIONS.items()]
    first = answer(filled(headline, count=number(due)), more, good=not due)
    return element("section", first, element("div", *tiles, class_="tiles"))


def _plan(found: BlastRadius) -> Html:
    """One row for each association and category; batches are an association's own."""
    plan = found.plan
    heads = [said(RadiusWords.ASSOCIATION, "th"), said(RadiusWords.CATEGORY, "th")]
    heads += [said(caption, "th", class_="count") for caption, _ in _CAPTIONS.values()]
    heads.append(said(RadiusWords.BATCHES, "th", class_="count"))
    rows, before = [], ""
    for association, category in sorted({share[:2] for share in plan.counts}, key=_order):
        counts = {share.code: count for share, count in plan.counts.items() if share[:2] == (association, category)}
        first = association != before
        cells = [element("td", region(association) if first else ""), said(_CATEGORIES[category], "td")]
        cells += [element("td", number(counts.get(code, 0)), class_="count") for code in _CAPTIONS]
        cells.append(element("td", number(plan.batches(association)) if first else "", class_="count"))
        rows.append(element("tr", *cells))
        before = association
    return table(heads, rows)


def _order(share: tuple[str, str]) -> tuple[str, int]:
    """Practising members first, as in the plan."""
    association, category = share
    return association, [*_CATEGORIES].index(category)
