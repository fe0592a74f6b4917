"""Draws a page with Pillow: PNG and JPEG at 300 dpi."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops

from cicpa_credentials.render.qr import PIXEL
from cicpa_credentials.render.seal import seal
from cicpa_credentials.render.stamps import Box, Stamp, stamps

if TYPE_CHECKING:
    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Layer, Page

__all__ = ["jpeg_bytes", "paint", "png_bytes"]

_DPI: Final = (300, 300)


def paint(page: Page, *, fonts: Fonts, seals: bool = True) -> Image.Image:
    """Draw a page; RGB, never a palette, which would dither the fine lines.

    Args:
        page: what is drawn.
        fonts: the chain that draws its text.
        seals: False leaves the seals' places blank.
    """
    size = (round(page.width / PIXEL), round(page.height / PIXEL))
    lowest, *others = page.layers
    picture = _ground(size, lowest, fonts).copy() if lowest.lasting else _painted(size, lowest, fonts)
    for layer in (*others, *(map(seal, page.seals) if seals else ())):
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


def _merged(layer: Layer, fonts: Fonts) -> tuple[Stamp, ...]:
    """A layer's stamps, of which those of one colour that follow each other lie on one mask."""
    merged: list[Stamp] = []
    for stamp in _stamps(layer, fonts):
        last = merged[-1] if merged else None
        if last and last.mask and stamp.mask and last.ink == stamp.ink:
            box = _around(last.box, stamp.box)
            lower, upper = (_framed(last.mask, last.box, box), _framed(stamp.mask, stamp.box, box))
            # what one layer of ink lets through, the next one covers in part: as pressing them one by one does
            merged[-1] = Stamp(box, stamp.ink, ImageChops.screen(lower, upper))
        else:
            merged.append(stamp)
    return tuple(merged)


def _around(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _framed(mask: Image.Image, box: Box, frame: Box) -> Image.Image:
    """A mask in a larger box, with no ink around it."""
    framed = Image.new("L", (frame[2] - frame[0], frame[3] - frame[1]))
    framed.paste(mask, (box[0] - frame[0], box[1] - frame[1]))
    return framed


# The ground of A4 is 26 MB, a card's 5 MB: both categories of each in one language, and room for as many again.
_ground = lru_cache(maxsize=8)(_painted)
_kept = lru_cache(maxsize=256)(_merged)
