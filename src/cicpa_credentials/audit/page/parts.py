"""What all pages are made of: the frame, the answer, tiles, sections and tables."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.page.charts import number
from cicpa_credentials.audit.page.html import Html, element, said
from cicpa_credentials.audit.page.words import Words
from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["answer", "believed", "document", "facts", "filled", "head", "moment", "region", "section", "table", "tile"]

_SAFETY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Whatever should ever slip into the page, a browser loads nothing and runs nothing (Content Security Policy 3)."""


def document(title: Phrase, about: str, *content: Html) -> str:
    """A whole page.

    Args:
        title: what kind of report it is.
        about: the name of what was audited.
        content: from its heading to its foot.
    """
    top = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_SAFETY),
        element("meta", name="viewport", content="width=device-width"),
        element("title", f"{title.zh} · {about}"),
        element("style", _style()),
    )
    body = element("body", element("main", *content))
    return f"<!DOCTYPE html>\n{element('html', top, body, lang='zh-CN')}\n"


def _style() -> Html:
    return Html(resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8"))


def head(title: Phrase, pairs: Iterable[tuple[Phrase, str]]) -> Html:
    """The heading: what it is, and about what."""
    about = (element("div", said(name, "dt"), element("dd", value)) for name, value in pairs)
    return element("header", said(title, "h1"), element("dl", *about))


def answer(headline: Phrase, more: Phrase, *, good: bool) -> Html:
    """The answer, which comes before everything else."""
    return element("div", said(headline, "h2"), said(more, "p"), class_=f"answer {'good' if good else 'bad'}")


def tile(caption: Phrase, count: int, kind: str, *, below: str = "") -> Html:
    """A number that can be read from afar."""
    figure = element("strong", number(count))
    return element("div", said(caption), figure, element("small", below), class_=f"tile {kind}")


def section(heading: Phrase, *content: Html) -> Html:
    """A part of the page."""
    return element("section", said(heading, "h2"), *content)


def table(heads: Iterable[Html], rows: Iterable[Html], *, kind: str | None = None) -> Html:
    """A table with captions."""
    return element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_=kind)


def facts(pairs: Iterable[tuple[Phrase, str]], files: Iterable[tuple[Phrase, str, bytes]] = ()) -> Html:
    """A table of single facts, and of files with their SHA-256."""
    rows = [element("tr", said(name, "th"), element("td", value)) for name, value in pairs]
    for caption, name, digest in files:
        listed = element("td", name, Html("<br/>"), element("code", digest.hex()))
        rows.append(element("tr", said(caption, "th"), listed))
    return element("table", element("tbody", *rows), class_="facts")


def believed(bundle: TrustBundle) -> tuple[tuple[Phrase, str], ...]:
    """Whose word counts."""
    return (
        (Words.SEQUENCE, str(bundle.sequence)),
        (Words.BUNDLE_ISSUED, moment(bundle.issued)),
        (Words.BUNDLE_EXPIRES, moment(bundle.expires)),
        (Words.ROOT, element("code", fingerprint(bundle.root).hex())),
    )


def filled(phrase: Phrase, **parts: str) -> Phrase:
    """A phrase with its gaps filled, in both languages."""
    return Phrase(zh=phrase.zh.format(**parts), en=phrase.en.format(**parts))


def region(code: str) -> str:
    """Where an association is; a code that nobody has stays as it is."""
    one = ASSOCIATIONS.get(code)
    return f"{one.region_zh} {one.region_en}" if one else code


def moment(at: datetime) -> str:
    """A moment, to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
