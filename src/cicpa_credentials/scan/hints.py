"""What is wrong with a picture from which nothing was read: the one thing that its maker can most likely mend.

These are rules of thumb, tried on pictures spoilt in known ways (tests/unit/scan/test_hints.py). A hint may be wrong,
and decides nothing.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from PIL import ImageChops, ImageFilter, ImageStat

from cicpa_credentials.errors import ScanHint
from cicpa_credentials.scan.looking import first
from cicpa_credentials.scan.texture import busiest

if TYPE_CHECKING:
    from PIL import Image

    from cicpa_credentials.scan.decoder import Box

__all__ = ["hint"]

_LEAST_MODULE: Final = 2.0
"""Pixels a module below which the noise of a camera or of JPEG drowns it."""

_LEAST_MODULE_BY_CHANGES: Final = 2.8
"""The same where modules were counted by how often dark and light change, which misses some of the changes."""

_LEAST_SIDE: Final = 114
"""Pixels of a symbol below which its modules are too small: our smallest has 57 of them on a side (version 10)."""

_LEAST_CONTRAST: Final = 40
_WIDEST_EDGE: Final = 0.9
_WIDEST_EDGE_ANYWHERE: Final = 4.0
_FEW: Final = 100
_SIDE: Final = 2000
_NEAR: Final = 8
_RING: Final = 0.04


def hint(picture: Image.Image) -> ScanHint | None:
    """Look for the cause in a page in grey; None where nothing shows."""
    contrast = _contrast(picture, tail=0.001)
    if contrast < _LEAST_CONTRAST:
        return ScanHint.FAINT
    seen = [one for one in first(picture) if one.text is None]
    if any(one.module is not None and one.module < _LEAST_MODULE for one in seen):
        return ScanHint.TOO_SMALL
    whole = next((one.box for one in seen if one.whole), None)
    box = whole or busiest(picture)
    if box is not None:
        if _leaves(box, picture):
            return ScanHint.CUT_OFF
        return _about(picture, box) or (ScanHint.DAMAGED if seen else None)
    if seen:
        return ScanHint.CUT_OFF if _busy_border(picture) else ScanHint.DAMAGED
    small = picture.reduce(max(1, -(-max(picture.size) // _SIDE)))
    steepest = _slope(small, share=1 - _FEW / (small.width * small.height))
    return ScanHint.BLURRED if contrast > _WIDEST_EDGE_ANYWHERE * steepest else None


def _about(picture: Image.Image, box: Box) -> ScanHint | None:
    """What shows of a code that is there, not too small by its own telling, and not cut off."""
    left, top, right, bottom = map(int, box)
    code = picture.crop((left, top, right, bottom))
    module = _module(code)
    if min(code.size) < _LEAST_SIDE or module < _LEAST_MODULE_BY_CHANGES:
        return ScanHint.TOO_SMALL
    contrast = _contrast(code, tail=0.05)
    if contrast < _LEAST_CONTRAST:
        return ScanHint.FAINT
    if contrast > _WIDEST_EDGE * module * _slope(code, share=0.97):
        return ScanHint.BLURRED
    return ScanHint.NO_QUIET_ZONE if _dark_around(picture, (left, top, right, bottom), code) else None


def _leaves(box: Box, picture: Image.Image) -> bool:
    left, top, right, bottom = box
    return left <= 0 or top <= 0 or right >= picture.width or bottom >= picture.height


def _contrast(picture: Image.Image, *, tail: float) -> int:
    """Levels between the dark and the light of a picture, the outermost share on each side left out."""
    return _level(picture, 1 - tail) - _level(picture, tail)


def _level(picture: Image.Image, share: float) -> int:
    """The level up to which a share of the pixels goes."""
    counts = accumulate(picture.histogram())
    return next(level for level, count in enumerate(counts) if count >= share * picture.width * picture.height)


def _busy_border(picture: Image.Image) -> bool:
    """Whether dark and light meet all along one border, as where a code was cut through."""
    width, height = picture.size
    borders = ((0, 0, 1, height), (width - 1, 0, width, height), (0, 0, width, 1), (0, height - 1, width, height))
    return any(_contrast(picture.crop(border), tail=0.15) >= _LEAST_CONTRAST for border in borders)


def _slope(picture: Image.Image, *, share: float) -> int:
    """Levels between neighbouring pixels where the picture is steep: a share of it is less so."""
    return max(1, *(_level(_steps(picture, *to), share) for to in ((1, 0), (0, 1))))


def _module(code: Image.Image) -> float:
    """Pixels a module, by how often dark and light change: in a QR code at every second module."""
    smooth = code.filter(ImageFilter.BoxBlur(1))
    dark = ImageChops.subtract(smooth.filter(ImageFilter.BoxBlur(_NEAR)), smooth).point(lambda step: 255 * (step > 0))
    (changes,) = ImageStat.Stat(_steps(dark, 1, 0)).mean
    return 0.5 * 255 / max(changes, 1.0)


def _steps(picture: Image.Image, right: int, down: int) -> Image.Image:
    """How much each pixel differs from its neighbour."""
    width, height = picture.size
    here, there = (0, 0, width - right, height - down), (right, down, width, height)
    return ImageChops.difference(picture.crop(here), picture.crop(there))


def _dark_around(picture: Image.Image, box: tuple[int, int, int, int], code: Image.Image) -> bool:
    """Whether what lies close by on any side is dark, as no quiet zone is."""
    left, top, right, bottom = box
    near = max(4, int(_RING * (right - left)))
    sides = (
        (left, top - near, right, top),
        (left, bottom, right, bottom + near),
        (left - near, top, left, bottom),
        (right, top, right + near, bottom),
    )
    middle = (_level(code, 0.05) + _level(code, 0.95)) / 2
    # beyond the page, `crop` would see black
    return any(_level(picture.crop(side), 0.5) < middle for side in sides if not _leaves(side, picture))
