"""Sets a page with Typst: PDF and SVG from the same shapes that `raster` paints. Needs the extra `pdf`.

Text in a PDF is text: it can be selected, searched and read aloud, and its fonts travel with it, cut to what is used.
In an SVG file it is outlines, so that no reader needs a font. Codes are vectors in both, a photo the file that it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.render.typeset.compiler import compiler
from cicpa_credentials.render.typeset.description import describe

if TYPE_CHECKING:
    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Page
    from cicpa_credentials.render.typeset.compiler import Form

__all__ = ["pdf_bytes", "svg_bytes"]


def pdf_bytes(page: Page, *, fonts: Fonts, title: str, lang: str, seals: bool = True) -> bytes:
    """The page as PDF/A-2u (ISO 19005-2): for archives, with a Unicode character for every glyph.

    The same page gives the same bytes: the date of creation, which the standard demands, is always the start of 1970.
    When a certificate was issued, its signed bytes say.

    Args:
        page: what is drawn.
        fonts: the chain that draws its text.
        title: of the document, as readers show it.
        lang: its language, two letters (ISO 639).
        seals: False leaves the seals' places blank.

    Raises:
        RenderError: `unsupported` when typst is not installed; `malformed`, naming the file, when a font of the host
            cannot be embedded.
        MissingGlyphError: naming the characters that no font has.
    """
    return _made("pdf", page, fonts=fonts, title=title, lang=lang, seals=seals)


def svg_bytes(page: Page, *, fonts: Fonts, seals: bool = True) -> bytes:
    """The page as SVG, complete in itself: no scripts, no fonts, no references to elsewhere; see `pdf_bytes`."""
    return _made("svg", page, fonts=fonts, title="", lang="zh", seals=seals)


def _made(form: Form, page: Page, *, fonts: Fonts, title: str, lang: str, seals: bool) -> bytes:
    typst = compiler(fonts)
    return typst.compile(describe(page, form=form, compiler=typst, title=title, lang=lang, seals=seals), form)
