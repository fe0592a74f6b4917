"""Pictures and documents with QR codes on them, made on the fly."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import segno
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cicpa_credentials.scan import Corners

__all__ = ["beside", "blank", "box", "code", "document", "modules", "saved", "stream", "tiff", "vector_page"]

A4 = (595, 842)


def modules(text: str) -> Image.Image:
    """A symbol without quiet zone, a pixel a module."""
    url, mark, digits = text.rpartition("#")
    segments = [(url + mark, 4)] * bool(mark) + [(digits, 1 if digits.isascii() and digits.isdigit() else 4)]
    made = segno.make(segments, error="M", mask=4, micro=False, boost_error=False)  # type: ignore[arg-type]
    rows = b"".join(map(bytes, made.matrix))
    side = len(made.matrix)
    return Image.frombytes("L", (side, side), rows).point([255] + [0] * 255)


def code(text: str, *, pixels: int = 4) -> Image.Image:
    """A symbol with its quiet zone."""
    symbol = modules(text)
    page = Image.new("L", (symbol.width + 8, symbol.height + 8), 255)
    page.paste(symbol, (4, 4))
    return page.resize((page.width * pixels, page.height * pixels), Image.Resampling.NEAREST)


def blank(size: tuple[int, int], *pasted: tuple[Image.Image, tuple[int, int]]) -> Image.Image:
    """A white page with pictures on it."""
    page = Image.new("L", size, 255)
    for picture, place in pasted:
        page.paste(picture, place)
    return page


def beside(*pictures: Image.Image) -> Image.Image:
    """Pictures in a row."""
    page = Image.new("L", (sum(one.width for one in pictures), max(one.height for one in pictures)), 255)
    left = 0
    for one in pictures:
        page.paste(one, (left, 0))
        left += one.width
    return page


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def tiff(*pages: Image.Image, **options: object) -> bytes:
    """Pictures as the pages of one file."""
    return saved(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), **options)


def box(corners: Corners) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    xs, ys = zip(*corners, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def stream(content: bytes, attributes: bytes = b"") -> bytes:
    """A stream object of a PDF."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (attributes, len(content), content)


def document(pages: Sequence[bytes], *others: bytes, size: tuple[object, object] = A4, trailer: bytes = b"") -> bytes:
    """A PDF by hand.

    Args:
        pages: what is drawn on each.
        others: further objects; the first of them is /F to every page.
        size: of the pages, in points.
        trailer: what else stands in the trailer.
    """
    first = 3 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * i) for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))]
    width, height = (str(length).encode() for length in size)
    for i, content in enumerate(pages):
        resources = b"<</XObject<</F %d 0 R>>>>" % first if others else b"<<>>"
        about = (width, height, 4 + 2 * i, resources)
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Contents %d 0 R/Resources %s>>" % about)
        objects.append(stream(content))
    objects += others
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(places) + 1, table, len(places) + 1, trailer, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % end


def vector_page(*texts: str, module: float, left: float = 40, top: float = 40) -> bytes:
    """Symbols one below the other as squares, 20 mm apart: module, left and top in millimetres."""
    point, squares = 72 / 25.4, []
    for text in texts:
        symbol = modules(text)
        for at, level in enumerate(symbol.tobytes()):
            if level == 0:
                row, column = divmod(at, symbol.width)
                x, y = left + column * module, top + (row + 1) * module
                squares.append(f"{x * point:.4f} {A4[1] - y * point:.4f} {module * point:.4f} {module * point:.4f} re")
        top += symbol.height * module + 20
    return "\n".join([*squares, "f"]).encode()
