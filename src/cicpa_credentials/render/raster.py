"""Draws a page with Pillow: PNG and JPEG at 300 dpi."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from cicpa_credentials.render.qr import PIXEL
from cicpa_credentials.render.stamps import Stamp, stamps

if TYPE_CHECKING:
    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Layer, Page

__all__ = ["jpeg_bytes", "paint", "png_bytes"]

_DPI: Final = (300, 300)


def paint(page: Page, *, fonts: Fonts) -> Image.Image:
    """Draw a page; RGB, never a palette, which would dither the fine lines."""
    size = (round(page.width / PIXEL), round(page.height / PIXEL))
    lowest, *others = page.layers
    picture = _ground(size, lowest, fonts).copy() if lowest.lasting else _painted(size, lowest, fonts)
    for layer in others:
        _press(picture, _kept(layer, fonts) if layer.lasting else _stamps(layer, fonts))
    return picture


def png_bytes(picture: Image.Image) -> bytes:
    """The picture as PNG; compressed lightly, because fine lines gain little from more."""
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1, dpi=_DPI)
    return file.getvalue()


def jpeg_bytes(picture: Image.Image) -> bytes:
    """The picture as JPEG, without colour subsampling, which would blur the seals."""
    file = BytesIO()
    picture.save(file, "JPEG", quality=90, subsampling="4:4:4", dpi=_DPI)
    return file.getvalue()


def _stamps(layer: Layer, fonts: Fonts) -> tuple[Stamp, ...]:
    return tuple(stamp for primitive in layer.primitives for stamp in stamps(primitive, fonts))


def _press(picture: Image.Image, inked: tuple[Stamp, ...]) -> None:
    for stamp in inked:
        picture.paste(stamp.ink, stamp.box, stamp.mask)


def _painted(size: tuple[int, int], layer: Layer, fonts: Fonts) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    _press(picture, _stamps(layer, fonts))
    return picture


# A card's ground is 7 MB; both cards, and room for a few layouts of a host's own.
_ground = lru_cache(maxsize=8)(_painted)
_kept = lru_cache(maxsize=256)(_stamps)
