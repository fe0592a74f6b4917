"""Certificates, presentations and letters as pictures and files. Draws what it is told; decides nothing about validity.

`png`, `jpeg`, `pdf` and `svg` draw the same page. What the page is follows from the view: a certificate's face, as a
card or on A4, a letter of good standing, or a presentation. Each file's code is read back before it is handed out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cicpa_credentials.render import raster, readback, typeset
from cicpa_credentials.render.evidence import photo_evidence
from cicpa_credentials.render.fonts import PLAIN, Fonts
from cicpa_credentials.render.layout import Page, SealPlace
from cicpa_credentials.render.page import Layout, page_of
from cicpa_credentials.render.presentation import PresentationView
from cicpa_credentials.render.sfnt import FontFile
from cicpa_credentials.render.template import DEFAULT, Logo, Template
from cicpa_credentials.render.theme import NON_PRACTISING, PRACTISING, Theme
from cicpa_credentials.render.wording import Language
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from cicpa_credentials.render.page import Lang, LayoutName, View

__all__ = [
    "NON_PRACTISING",
    "PRACTISING",
    "FontFile",
    "Fonts",
    "Language",
    "Layout",
    "Logo",
    "Page",
    "Phrase",
    "PresentationView",
    "SealPlace",
    "Template",
    "Theme",
    "UnsealedPdf",
    "jpeg",
    "page_of",
    "pdf",
    "photo_evidence",
    "png",
    "require_drawable",
    "svg",
    "unsealed_pdf",
]


def png(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    check: bool = True,
) -> bytes:
    """Draw a page as PNG, at 300 dpi: a card has 1600 by 1130 pixels, A4 3508 by 2480.

    Args:
        view: a certificate's face, a letter, or what a presentation says about itself.
        qr_text: what its code says, `BASE_URL#DIGITS`.
        photo: for a certificate, a JPEG or PNG file; see `render.photo.portrait`.
        layout: of a certificate; letters and presentations have one of their own.
        lang: which language leads; the other one stands beside it, smaller. A letter is in English.
        template: colours, logo and words.
        fonts: the chain that draws the text.
        check: whether the code is read back by an independent decoder, which needs the extra `scan`.

    Raises:
        RenderError: `does_not_fit` when the code or a named field is too long, `malformed` when the QR text is none,
            `photo_invalid`, `field_unknown` for a presentation of what is no detail, all before anything is drawn;
            `unreadable_code` when the finished code does not say what it should; `unsupported` without a decoder.
        MissingGlyphError: naming the characters that no font has.
    """
    page = page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)
    return _picture(page, qr_text, raster.png_bytes, fonts=fonts, check=check)


def jpeg(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    check: bool = True,
) -> bytes:
    """Draw the same page as JPEG; see `png`."""
    page = page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)
    return _picture(page, qr_text, raster.jpeg_bytes, fonts=fonts, check=check)


def pdf(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    seals: bool = True,
    check: bool = True,
) -> bytes:
    """Set the same page as PDF/A-2u (extra `pdf`): text is text, the code is vectors; the same input, the same bytes.

    Args:
        view: see `png`.
        qr_text: see `png`.
        photo: see `png`.
        layout: see `png`.
        lang: see `png`.
        template: see `png`.
        fonts: see `png`.
        seals: False leaves the seals' places blank, for `sealing` to set the real ones there.
        check: see `png`.

    Raises:
        RenderError: as `png`; `unsupported` when typst is not installed; `malformed`, naming the file, when a font of
            the host cannot be embedded.
        MissingGlyphError: naming the characters that no font has.
    """
    page = page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)
    return _pdf(page, qr_text, fonts=fonts, seals=seals, check=check)


class UnsealedPdf(NamedTuple):
    """What `sealing.seal_pdf` takes.

    Attributes:
        pdf: the file, in which the places of the seals are blank.
        places: where they go, in the order in which they are set.
    """

    pdf: bytes
    places: tuple[SealPlace, ...]


def unsealed_pdf(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    check: bool = True,
) -> UnsealedPdf:
    """Set a page that is sealed later, where the keys are; see `pdf`, which with `seals=False` gives the same file."""
    page = page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)
    return UnsealedPdf(_pdf(page, qr_text, fonts=fonts, seals=False, check=check), page.seals)


def svg(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    seals: bool = True,
    check: bool = True,
) -> bytes:
    """Set the same page as SVG, complete in itself, with text as outlines; see `pdf`.

    No decoder reads SVG. What `check` reads back is a PDF that Typst sets from the same page.
    """
    page = page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)
    if check:
        _pdf(page, qr_text, fonts=fonts, seals=seals, check=True)
    return typeset.svg_bytes(page, fonts=fonts, seals=seals)


def require_drawable(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
) -> None:
    """Raise what `png` would raise before it draws, without drawing: for hosts that must know before they issue."""
    page_of(view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts)


def _picture(page: Page, qr_text: str, encode: Callable[[Image.Image], bytes], *, fonts: Fonts, check: bool) -> bytes:
    picture = raster.paint(page, fonts=fonts)
    if check:
        readback.check_picture(picture, page, qr_text, encode=encode)
    return encode(picture)


def _pdf(page: Page, qr_text: str, *, fonts: Fonts, seals: bool, check: bool) -> bytes:
    data = typeset.pdf_bytes(page, fonts=fonts, title=page.title, lang=page.lang, seals=seals)
    if check:
        readback.check_pdf(data, page, qr_text)
    return data
