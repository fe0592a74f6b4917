"""PDF files of certificates and letters, and what a forger can do to one with ordinary tools."""

from __future__ import annotations

import ctypes
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import raw

from cicpa_credentials import render
from cicpa_credentials.scan import printed_pages
from cicpa_credentials.verifier.printed import compare_print
from office import BUNDLE, evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.render.page import View
    from cicpa_credentials.verifier import Report

PORTRAITS: Final = Path(__file__).parent.parent / "examples" / "members"
FACE: Final = ("name", "gender", "association", "category", "number", "approval_date")


@cache
def portrait(number: int = 1) -> bytes:
    """A drawn portrait."""
    return (PORTRAITS / f"{number:02}.png").read_bytes()


def paper(view: View, qr_text: str, *, photo: bytes | None = None, **changes: Any) -> bytes:  # noqa: ANN401 - whatever `pdf` takes
    """A page around a code; whether the two agree is the caller's business."""
    return render.pdf(view, qr_text, photo or portrait(), **changes)


def compared(qr_text: str | bytes, *pdfs: bytes, read: Callable[[str | bytes], Report] | None = None) -> Report:
    """The code and its pages, judged together."""
    report = read(qr_text) if read else evaluate(qr_text, BUNDLE)
    return compare_print(report, [page for pdf in pdfs for page in printed_pages(pdf)])


def edited(pdf: bytes, edit: Callable[[Any, Any], None]) -> bytes:
    """The file after its one page was edited."""
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    edit(document, page)
    raw.FPDFPage_GenerateContent(page)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def box_of(page: Any, text: str) -> tuple[float, float, float, float]:  # noqa: ANN401 - a PDFium page
    """Where a text stands: left, bottom, right, top, in points."""
    words = page.get_textpage()
    index, count = words.search(text, match_case=True).get_next()
    boxes = [words.get_charbox(i) for i in range(index, index + count)]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def a_text(document: Any, words: str, *, at: tuple[float, float], size: float) -> Any:  # noqa: ANN401 - PDFium objects
    """Words in Helvetica."""
    font = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    text = raw.FPDFPageObj_CreateTextObj(document, font, size)
    encoded = (words + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(encoded), ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, *at)
    return text


def an_image(document: Any, box: tuple[float, float, float, float]) -> Any:  # noqa: ANN401 - PDFium objects
    """A white picture in a place."""
    left, bottom, right, top = box
    image = pdfium.PdfImage.new(document)
    image.set_bitmap(pdfium.PdfBitmap.from_pil(Image.new("RGB", (40, 20), "white")))
    image.set_matrix(pdfium.PdfMatrix().scale(right - left, top - bottom).translate(left, bottom))
    return image
