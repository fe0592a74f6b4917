"""Drawing and sealing in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.clock import utc_now
from cicpa_credentials.render import unsealed_pdf
from cicpa_credentials.render.fonts import PLAIN
from cicpa_credentials.render.page import Layout
from cicpa_credentials.render.template import DEFAULT
from cicpa_credentials.render.wording import Language
from cicpa_credentials.sealing.apply import seal_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from pyhanko.sign.timestamps import TimeStamper

    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.page import Lang, LayoutName, View
    from cicpa_credentials.render.template import Template
    from cicpa_credentials.sealing.seal import Seal

__all__ = ["sealed_pdf"]


def sealed_pdf(
    view: View,
    qr_text: str,
    photo: bytes | None = None,
    *,
    seals: Iterable[Seal],
    layout: LayoutName = Layout.CARD,
    lang: Lang = Language.ZH,
    template: Template = DEFAULT,
    fonts: Fonts = PLAIN,
    check: bool = True,
    complete: bool = True,
    clock: Callable[[], datetime] = utc_now,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """Draw a certificate or a letter as PDF/A-2u, and seal it where its layout has the seals.

    Args:
        view: see `render.pdf`.
        qr_text: see `render.pdf`.
        photo: see `render.pdf`.
        seals: see `seal_pdf`; a practising member's certificate takes the association's and CICPA's.
        layout: see `render.pdf`.
        lang: see `render.pdf`.
        template: see `render.pdf`.
        fonts: see `render.pdf`.
        check: see `render.pdf`.
        complete: see `seal_pdf`.
        clock: see `seal_pdf`.
        timestamper: see `seal_pdf`.

    Raises:
        RenderError: as `render.pdf`.
        MissingGlyphError: as `render.pdf`.
        SealError: as `seal_pdf`; `seal_closed` for a page that has no place for a seal.
        KeyHandlingError: as `seal_pdf`.
        TrustError: as `seal_pdf`.
    """
    pdf, places = unsealed_pdf(
        view, qr_text, photo, layout=layout, lang=lang, template=template, fonts=fonts, check=check
    )
    return seal_pdf(pdf, seals=seals, places=places, complete=complete, clock=clock, timestamper=timestamper)
