"""One code at a known place, read fast: how pictures and PDF of our own making are read back."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

from PIL import Image

from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan.decoder import see
from cicpa_credentials.scan.pdf_process import POINT

if TYPE_CHECKING:
    from cicpa_credentials.scan.decoder import Box

__all__ = ["qr_text_in"]

_DPI: Final = 200
"""As an office scanner sees it: nearly three pixels for the smallest module that we print."""

_PDFIUM: Final = Lock()
"""PDFium is not made for threads."""


def qr_text_in(source: bytes | Image.Image, *, box: Box, page: int = 1) -> str:
    """Read the one QR code in a part of a page.

    A PDF is drawn inside this process, for speed: only for files of one's own making.

    Args:
        source: a PDF file, or a picture.
        box: left, top, right and bottom of the part, quiet zone included, from the page's top left corner; in
            millimetres of a PDF, in pixels of a picture.
        page: which page of the PDF, counted from 1.

    Raises:
        ScanError: `no_code_found` when there is none or more than one; `malformed` when the PDF is damaged or has no
            such page or part; `unsupported` when an extra is missing.
    """
    part = source.crop(box) if isinstance(source, Image.Image) else _drawn(source, box, page)
    texts = [one.text for one in see(part.convert("L")) if one.text is not None]
    if len(texts) != 1:
        raise ScanError(Code.NO_CODE_FOUND, f"{len(texts)} codes where one was expected")
    return texts[0]


def _drawn(data: bytes, box: Box, page: int) -> Image.Image:
    try:
        import pypdfium2  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
    except ImportError:
        raise ScanError(
            Code.UNSUPPORTED, "reading PDF needs pypdfium2: pip install 'cicpa-credentials[scan]'"
        ) from None
    left, top, right, bottom = (one / POINT for one in box)
    try:
        with _PDFIUM, pypdfium2.PdfDocument(data) as document:
            sheet = document[page - 1]
            width, height = sheet.get_size()
            crop = (left, height - bottom, width - right, top)
            picture: Image.Image = sheet.render(scale=_DPI / 72, crop=crop, grayscale=True).to_pil()
            return picture.copy()  # its pixels go with the document
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        raise ScanError(Code.MALFORMED, "PDF: damaged, or without that page or part") from None
