"""The page about a register, from its heading to its small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.findings import findings_table
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.parts import answer, believed, document, facts, filled, head, moment, section, tile
from cicpa_credentials.audit.page.register_words import RegisterWords
from cicpa_credentials.audit.page.words import Words

if TYPE_CHECKING:
    from cicpa_credentials.audit.reconciling.reconciliation import Reconciliation

__all__ = ["reconciliation_page"]


def reconciliation_page(found: Reconciliation) -> str:
    """The whole page, as one document."""
    heading = head(RegisterWords.TITLE, ((RegisterWords.REGISTER, found.register), (Words.AT, moment(found.at))))
    sections = [section(Words.BASIS, _basis(found))]
    if found.tally.findings:
        listed = findings_table(found.tally, where=RegisterWords.WHERE)
        places = said(RegisterWords.PLACES, "p", class_="more")
        sections.insert(0, section(Words.FINDINGS, listed, places))
    foot = element("footer", said(RegisterWords.PRIVACY, "p"))
    return document(RegisterWords.TITLE, found.register, heading, _answer(found), *sections, foot)


def _answer(found: Reconciliation) -> Html:
    severe = found.tally.severe
    headline, more = (Words.SEVERE, RegisterWords.SEVERE_MORE) if severe else (Words.SOUND, RegisterWords.SOUND_MORE)
    if not found.tally.findings:
        more = Words.NOTHING
    tiles = (
        tile(RegisterWords.EVENTS, found.chain.head.sequence, "total"),
        tile(RegisterWords.ENTRIES, found.entries, "total"),
        tile(RegisterWords.LISTS, found.status_lists, "total"),
        tile(RegisterWords.CREDENTIALS, found.presented.certificates if found.presented else 0, "total"),
        tile(RegisterWords.FOUND, found.tally.findings.total(), "invalid" if severe else "valid"),
    )
    first = answer(filled(headline, count=number(severe)), more, good=not severe)
    return element("section", first, element("div", *tiles, class_="tiles"))


def _basis(found: Reconciliation) -> Html:
    pairs = (
        (RegisterWords.HEAD, element("code", found.chain.head.digest.hex())),
        (RegisterWords.COVERED, f"#{found.chain.covered}"),
        *believed(found.bundle),
    )
    return facts(pairs, ((Words.FILES, name, digest) for name, digest in found.files.items()))
