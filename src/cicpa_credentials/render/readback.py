"""Reads the code of a finished page back, by a decoder that shares nothing with the encoder (extra `scan`)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import RenderError, ScanError
from cicpa_credentials.render.layout import Code
from cicpa_credentials.render.qr import PIXEL, QUIET
from cicpa_credentials.scan import qr_text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.render.layout import Page

__all__ = ["check_pdf", "check_picture"]

_BLOCK: Final = 8


def check_picture(picture: Image.Image, page: Page, qr_text: str, *, encode: Callable[[Image.Image], bytes]) -> None:
    """Read the code of a drawn page as the file's format leaves it.

    Only the code's region is encoded and decoded again. JPEG compresses blocks of eight pixels, each by itself, so that
    a region of whole blocks is to the pixel what it is in the whole file.

    Args:
        picture: the page at 300 dpi.
        page: what was drawn.
        qr_text: what its code must say.
        encode: makes the file.

    Raises:
        RenderError: `unreadable_code`; `unsupported` where the extra `scan` is not installed.
    """
    for region in _regions(page):
        left, top, right, bottom = (round(edge / PIXEL) for edge in region)
        blocks = (
            left // _BLOCK * _BLOCK,
            top // _BLOCK * _BLOCK,
            min(-(-right // _BLOCK) * _BLOCK, picture.width),
            min(-(-bottom // _BLOCK) * _BLOCK, picture.height),
        )
        with Image.open(BytesIO(encode(picture.crop(blocks)))) as finished:
            finished.draft("L", None)  # JPEG keeps colours apart from grey, which is all that is looked at
            _compare(finished, (0, 0, *finished.size), qr_text)


def check_pdf(data: bytes, page: Page, qr_text: str) -> None:
    """Read the code of a finished PDF.

    Args:
        data: the file.
        page: what it was made from.
        qr_text: what its code must say.

    Raises:
        RenderError: as `check_picture`.
    """
    for region in _regions(page):
        _compare(data, region, qr_text)


def _regions(page: Page) -> Iterator[tuple[float, float, float, float]]:
    """Where the page's code stands with its quiet zone: left, top, right and bottom in millimetres."""
    for layer in page.layers:
        for code in layer.primitives:
            if isinstance(code, Code):
                quiet = QUIET * code.symbol.module
                reach = code.symbol.side + quiet
                yield (code.x - quiet, code.y - quiet, code.x + reach, code.y + reach)


def _compare(source: bytes | Image.Image, box: tuple[float, float, float, float], qr_text: str) -> None:
    try:
        read = qr_text_in(source, box=box)
    except ScanError as error:
        if error.code is ErrorCode.UNSUPPORTED:
            raise RenderError(error.code, f"{error}; or draw with check=False") from None
        read = None
    if read != qr_text:
        raise RenderError(ErrorCode.UNREADABLE_CODE, "the finished code was read back, and did not say what it should")
