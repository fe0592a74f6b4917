"""From what is known to the page that shows it: one builder for every layout, which each interpreter draws."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.members import CertificateView, LetterView
from cicpa_credentials.render import card, certificate, letter, presentation
from cicpa_credentials.render.compositor import Compositor
from cicpa_credentials.render.fonts import PLAIN
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.presentation import PresentationView
from cicpa_credentials.render.qr import symbol
from cicpa_credentials.render.template import DEFAULT
from cicpa_credentials.render.wording import Language

if TYPE_CHECKING:
    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Page
    from cicpa_credentials.render.qr import Symbol
    from cicpa_credentials.render.template import Template

__all__ = ["Lang", "Layout", "LayoutName", "View", "page_of"]


class Layout(StrEnum):
    """The forms in which there is a member's certificate."""

    CARD = "card"
    A4 = "a4"


View: TypeAlias = CertificateView | LetterView | PresentationView
"""What can be drawn."""

LayoutName: TypeAlias = Layout | Literal["card", "a4"]
Lang: TypeAlias = Language | Literal["zh", "en"]

_FORMS: Final = {
    Layout.CARD: ((card.CODE_ROOM,), card.card, "take the layout a4, or leave out the details behind an access code"),
    Layout.A4: (certificate.CODE_ROOMS, certificate.certificate, "leave out the details behind an access code"),
}


def page_of(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
) -> Page:
    """Lay out a certificate, a letter of good standing or a presentation.

    Args:
        view: what the page is about.
        qr_text: what its code says, `BASE_URL#DIGITS`.
        photo: for a certificate, a JPEG or PNG file; see `render.photo.portrait`.
        layout: of a certificate; letters and presentations have one of their own.
        lang: which language leads; the other one stands beside it, smaller. A letter is in English.
        template: colours, logo and words.
        fonts: the chain that draws the text.

    Raises:
        RenderError: `does_not_fit` when the code or a named field is too long, `malformed` when the QR text is none,
            `photo_invalid`, `field_unknown` for a presentation of what is no detail.
        MissingGlyphError: naming the characters that no font has.
    """
    language = Language.EN if isinstance(view, LetterView) else Language(lang)
    theme = template.theme(view.category) if isinstance(view, CertificateView) else template.practising
    compositor = Compositor(template=template, theme=theme, language=language, fonts=fonts)
    match view:
        case PresentationView(fields=fields):
            name, made = (
                "presentation",
                _symbol(qr_text, (presentation.CODE_ROOM,), f"show fewer of {', '.join(fields)}"),
            )
            page = presentation.presentation(view, made, compositor=compositor)
        case LetterView():
            name, made = "letter", _symbol(qr_text, (letter.CODE_ROOM,), "shorten the reader")
            page = letter.letter(view, made, compositor=compositor)
        case CertificateView(category=category):
            if photo is None:
                raise RenderError(Code.PHOTO_INVALID, "photo: a certificate bears one, and none was given")
            rooms, lay_out, way_out = _FORMS[Layout(layout)]
            name, made = category.json_name, _symbol(qr_text, rooms, way_out)
            page = lay_out(view, made, portrait(photo), compositor=compositor)
    return replace(page, title=compositor.lead(template.words(name)), lang=language.value)


def _symbol(qr_text: str, rooms: tuple[float, ...], way_out: str) -> Symbol:
    """The symbol in the first room that holds it.

    Raises:
        RenderError: `does_not_fit`, naming what would have to go; `malformed`.
    """
    *others, last = rooms
    for room in others:
        with suppress(RenderError):
            return symbol(qr_text, room=room)
    try:
        return symbol(qr_text, room=last)
    except RenderError as error:
        if error.code is not Code.DOES_NOT_FIT:
            raise
        raise RenderError(error.code, f"{error}: {way_out}") from None
