"""Certificates as pictures. Draws what it is told, and decides nothing about validity.

`png` and `jpeg` take the face of a certificate, the QR text and the photo; `Fonts` adds fonts of the host's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.render import qr, raster
from cicpa_credentials.render.card import CODE_ROOM, card
from cicpa_credentials.render.fonts import Fonts
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.sfnt import FontFile

if TYPE_CHECKING:
    from PIL import Image

    from cicpa_credentials.members import CertificateView
    from cicpa_credentials.render.layout import Page

__all__ = ["FontFile", "Fonts", "jpeg", "png", "require_drawable"]

_BUNDLED: Final = Fonts()


def png(view: CertificateView, qr_text: str, photo: bytes, *, fonts: Fonts = _BUNDLED) -> bytes:
    """Draw a member's certificate card as PNG: 1600 by 1130 pixels at 300 dpi.

    Args:
        view: what stands on its face.
        qr_text: what its code says, `BASE_URL#DIGITS`.
        photo: a JPEG or PNG file; see `render.photo.portrait`.
        fonts: the chain that draws the text.

    Raises:
        RenderError: `does_not_fit` when the code or a named field is too long, `malformed` when the QR text is none,
            `photo_invalid`; before anything is drawn.
        MissingGlyphError: naming the characters that no font has.
    """
    return raster.png_bytes(_picture(view, qr_text, photo, fonts))


def jpeg(view: CertificateView, qr_text: str, photo: bytes, *, fonts: Fonts = _BUNDLED) -> bytes:
    """Draw the same card as JPEG; see `png`."""
    return raster.jpeg_bytes(_picture(view, qr_text, photo, fonts))


def require_drawable(view: CertificateView, qr_text: str, photo: bytes, *, fonts: Fonts = _BUNDLED) -> None:
    """Raise what `png` would raise, without drawing: for hosts that must know before they issue."""
    _page(view, qr_text, photo, fonts)


def _picture(view: CertificateView, qr_text: str, photo: bytes, fonts: Fonts) -> Image.Image:
    return raster.paint(_page(view, qr_text, photo, fonts), fonts=fonts)


def _page(view: CertificateView, qr_text: str, photo: bytes, fonts: Fonts) -> Page:
    return card(view, qr.symbol(qr_text, room=CODE_ROOM), portrait(photo), fonts=fonts)
