"""Where a picture is as busy as a QR code: half dark, half light and in small pieces, over a squarish patch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import ImageChops, ImageFilter, ImageOps

if TYPE_CHECKING:
    from PIL import Image

    from cicpa_credentials.scan.decoder import Box

__all__ = ["busiest"]

_SIDE: Final = 1000
_SPECKS: Final = 0.1
_CELL: Final = 8
_REACH: Final = 6
# How far, of 255, a pixel stands off its surroundings on average: 80 all over a sharp QR code.
_BUSY: Final = (60, 45, 30, 22)
_FEWEST: Final = 16
_FULL: Final = 0.8
_LONGEST: Final = 1.5


def busiest(picture: Image.Image) -> Box | None:
    """The largest such patch of a page in grey, in its pixels; None where there is none."""
    shrink = max(1, -(-max(picture.size) // _SIDE))
    plain = ImageOps.autocontrast(picture, cutoff=_SPECKS)
    # fine modules show in the page as it is, coarse ones in a small copy of it
    fine = _apart(plain).reduce(shrink * _CELL)
    coarse = _apart(plain.reduce(shrink)).reduce(_CELL)
    levels = ImageChops.lighter(fine, coarse.resize(fine.size)).filter(ImageFilter.BoxBlur(1))
    unit = shrink * _CELL
    for least in _BUSY:
        busy = {divmod(i, levels.width)[::-1] for i, level in enumerate(levels.tobytes()) if level >= least}
        patches = [patch for patch in _patches(busy) if _is_squarish(patch)]
        if patches:
            left, top, right, bottom = _span(max(patches, key=len))
            return (left * unit, top * unit, min(right * unit, picture.width), min(bottom * unit, picture.height))
    return None


def _apart(picture: Image.Image) -> Image.Image:
    return ImageChops.difference(picture, picture.filter(ImageFilter.BoxBlur(_REACH)))


def _patches(busy: set[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """Cells that hang together by their sides."""
    left, patches = set(busy), []
    while left:
        edge = [left.pop()]
        patch = set(edge)
        while edge:
            x, y = edge.pop()
            near = {(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)} & left
            left -= near
            patch |= near
            edge.extend(near)
        patches.append(patch)
    return patches


def _span(patch: set[tuple[int, int]]) -> tuple[int, int, int, int]:
    xs, ys = zip(*patch, strict=True)
    return (min(xs), min(ys), max(xs) + 1, max(ys) + 1)


def _is_squarish(patch: set[tuple[int, int]]) -> bool:
    left, top, right, bottom = _span(patch)
    width, height = right - left, bottom - top
    return len(patch) >= max(_FEWEST, _FULL * width * height) and max(width, height) <= _LONGEST * min(width, height)
