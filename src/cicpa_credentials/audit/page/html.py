"""HTML from elements: text is escaped because of its type, not because somebody thought of it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cicpa_credentials.wording import Phrase

__all__ = ["Html", "element", "said"]

_EMPTY: Final = frozenset({"meta", "rect", "line", "br"})


class Html(str):
    """Markup; any other string is text."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: object) -> Html:
    """An element.

    Args:
        name: of the element.
        children: markup, or text, which is escaped.
        attributes: by their names, an underscore for a hyphen; `class_` for `class`. Those that are None are left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Html(f"<{name}{written}/>")
    content = "".join(child if isinstance(child, Html) else html.escape(child) for child in children)
    return Html(f"<{name}{written}>{content}</{name}>")


def said(phrase: Phrase, name: str = "span", **attributes: object) -> Html:
    """A phrase in both languages, Chinese first."""
    zh = element("span", phrase.zh, class_="zh", lang="zh-CN")
    en = element("span", phrase.en, class_="en", lang="en")
    return element(name, zh, Html(" "), en, **attributes)
