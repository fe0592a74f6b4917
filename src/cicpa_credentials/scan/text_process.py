"""Reads text and photos out of a PDF. A script of its own, run in a process of its own: see `pdf.py`.

    python text_process.py MAX_MEMORY MAX_CHARACTERS < file.pdf > pages

It writes the number of pages as one line, then for each page one line of JSON: `size` (width, height), `characters`
(each a code point, left, baseline, right, size of its font), `images` (each left, bottom, right, top) and `photos` (the
SHA-256 of each JPEG file). Lengths are points, from the bottom left corner. Annotations count as what they look like.
"""

from __future__ import annotations

import hashlib
import json
import sys
from ctypes import byref, c_double, create_string_buffer
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from cicpa_credentials.scan import pdf_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2  # type: ignore[import-untyped]

__all__ = ["main", "read"]

_JPEG: Final = ["DCTDecode"]
_DEPTH: Final = 15
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)


def main(arguments: list[str], source: BinaryIO, target: BinaryIO) -> int:
    """Read every page of a file, and say how that went.

    Args:
        arguments: the most characters of a page.
        source: the file.
        target: takes what is read.

    Returns:
        The exit status, as that of `pdf_process.main`.
    """
    (max_characters,) = map(int, arguments)

    def write(document: pypdfium2.PdfDocument) -> None:
        target.write(b"%d\n" % len(document))
        target.flush()
        pages = read(document, max_characters=max_characters)
        target.writelines(json.dumps(page).encode() + b"\n" for page in pages)

    return pdf_process.status_of(source, write)


def read(document: pypdfium2.PdfDocument, *, max_characters: int) -> Iterator[dict[str, Any]]:
    """Every page, as the module says."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

    for number in range(len(document)):
        loose = document[number]
        pdfium.FPDFPage_Flatten(loose.raw, pdfium.FLAT_NORMALDISPLAY)
        loose.close()  # what was flattened shows when the page is opened anew
        page = document[number]
        images = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH))
        yield {
            "size": page.get_size(),
            "characters": list(_characters(page, pdfium, max_characters)),
            "images": [image.get_bounds() for image in images],
            "photos": [_digest(image, pdfium) for image in images if image.get_filters() == _JPEG],
        }
        page.close()


def _characters(page: pypdfium2.PdfPage, pdfium: Any, most: int) -> Iterator[tuple[float, ...]]:  # noqa: ANN401 - a module
    text = page.get_textpage()
    x, baseline, box = c_double(), c_double(), pdfium.FS_RECTF()
    high = 0
    for i in range(min(text.count_chars(), most)):
        point = pdfium.FPDFText_GetUnicode(text, i)
        if pdfium.FPDFText_IsGenerated(text, i) == 1 or point > sys.maxunicode:  # no character of the file's
            continue
        if point in _HIGH:  # PDFium counts in UTF-16: the other half of a rare character follows, in the same place
            high = point
            continue
        if point in _LOW:
            point = 0x10000 + (high % 0x400 << 10) + point % 0x400
        pdfium.FPDFText_GetCharOrigin(text, i, byref(x), byref(baseline))
        pdfium.FPDFText_GetLooseCharBox(text, i, byref(box))
        yield (point, box.left, baseline.value, box.right, pdfium.FPDFText_GetFontSize(text, i))


def _digest(image: pypdfium2.PdfImage, pdfium: Any) -> str:  # noqa: ANN401 - a module
    length = pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0)
    data = create_string_buffer(length)
    pdfium.FPDFImageObj_GetImageDataRaw(image, data, length)
    return hashlib.sha256(data.raw).hexdigest()


if __name__ == "__main__":
    pdf_process.limit_memory(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:], sys.stdin.buffer, sys.stdout.buffer))
