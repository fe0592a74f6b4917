"""How alike two pictures of one page are: in all, and where they differ most once fine edges are smoothed over."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageFilter, ImageStat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.render.layout import Page

DPI = 300
INCH = 25.4

Box: TypeAlias = tuple[float, float, float, float]


class Difference(NamedTuple):
    """Levels of grey, 0 to 255.

    Attributes:
        mean: over all pixels.
        worst: of any spot, after a blur of two pixels: an edge half a pixel aside counts little, a lost stroke much.
        spot: where that is, in pixels.
    """

    mean: float
    worst: int
    spot: tuple[int, int, int, int]


def difference(one: Image.Image, other: Image.Image, *, without: Iterable[Box] = ()) -> Difference:
    """Compare two pictures of one size, but for some boxes."""
    assert one.size == other.size
    pair = [one.convert("RGB"), other.convert("RGB")]
    for left, top, right, bottom in without:
        for picture in pair:
            picture.paste("white", (round(left), round(top), round(right), round(bottom)))
    plain = ImageChops.difference(*pair)
    soft = ImageChops.difference(*(picture.filter(ImageFilter.GaussianBlur(2)) for picture in pair))
    bands = soft.split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    worst = max(level for level, count in enumerate(largest.histogram()) if count)
    spot = largest.point([0] * worst + [255] * (256 - worst)).getbbox() or (0, 0, 0, 0)
    return Difference(mean=sum(ImageStat.Stat(plain).mean) / 3, worst=worst, spot=spot)


def pdf_picture(data: bytes, page: Page, *, dpi: int = DPI) -> Image.Image:
    """Render a PDF's first page, cut to the whole pixels that a painted page has."""
    size = (round(page.width / INCH * dpi), round(page.height / INCH * dpi))
    document = pypdfium2.PdfDocument(data)
    top = document[0].get_height()
    # a renderer stretches a page to whole pixels, so the page is first cut to them, or a hair less
    width, height = ((pixels - 0.01) * 72 / dpi for pixels in size)
    document[0].set_mediabox(0, top - height, width, top)
    cut = BytesIO()
    document.save(cut)
    rendered = pypdfium2.PdfDocument(cut.getvalue())[0].render(scale=dpi / 72)
    return cast("Image.Image", rendered.to_pil()).convert("RGB")
