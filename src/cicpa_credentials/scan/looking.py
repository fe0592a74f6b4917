"""How a page is looked at: once as it is; more closely if nothing was read.

What each view is good for was measured: bench/scanning.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageFilter, ImageOps

from cicpa_credentials.scan.decoder import see

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.scan.decoder import Box, Sighting

__all__ = ["MAX_LOOK", "closely", "first"]

MAX_LOOK: Final = 16_000_000
"""Pixels of one view. A picture full of finder patterns costs seconds at this size, at four times as many minutes."""

_ENLARGE: Final = 3
_MARGIN: Final = 0.15
_SECOND_GLANCES: Final = 8
# percent of the pixels; a code on a page may have hardly more dark ones
_SPECKS: Final = 0.1
_HALVED: Final = 2
# half as large, noise and blur are less; sharpening brings back what is left of the modules' edges
_SHARPEN: Final = ImageFilter.UnsharpMask(radius=2, percent=400, threshold=0)


def first(picture: Image.Image) -> list[Sighting]:
    """Find the symbols of a page. Those that were seen but not read are cut out and looked at again."""
    shrink = 1
    while picture.width * picture.height > MAX_LOOK * shrink**2:
        shrink += 1
    seen = _view(picture.reduce(shrink) if shrink > 1 else picture, scale=1 / shrink)
    unread = sorted((one for one in seen if one.whole and one.text is None), key=_extent)[-_SECOND_GLANCES:]
    again = [_again(picture, one) if one in unread else one for one in seen]
    # one symbol may have been seen several times, a little shifted
    return [one for i, one in enumerate(again) if not any(_same(one, other) for other in again[:i])]


def closely(picture: Image.Image, *, box: Box | None) -> Iterator[list[Sighting]]:
    """Find symbols that a first look misses: small, blurred and faint ones.

    Args:
        picture: the page.
        box: where a code may be, if that shows.

    Yields:
        What each view shows.
    """
    yield _enlarged(picture, (0, 0, picture.width, picture.height))
    if min(picture.size) >= _HALVED:
        yield _view(picture.reduce(_HALVED).filter(_SHARPEN), scale=1 / _HALVED)
    if box is not None:
        yield _enlarged(picture, box)


def _again(picture: Image.Image, unread: Sighting) -> Sighting:
    left, top, right, bottom = unread.box
    margin = _MARGIN * max(right - left, bottom - top)
    seen = _enlarged(picture, (left - margin, top - margin, right + margin, bottom + margin))
    return replace(unread, text=next((one.text for one in seen if one.text is not None and unread.covers(one)), None))


def _same(one: Sighting, other: Sighting) -> bool:
    return one.text == other.text and other.covers(one)


def _enlarged(picture: Image.Image, box: Box) -> list[Sighting]:
    """Part of a page with its contrast stretched, and as large as a view may be: three times at most."""
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    part = picture.crop((left, top, min(picture.width, int(box[2]) + 1), min(picture.height, int(box[3]) + 1)))
    scale = min(_ENLARGE, (MAX_LOOK / (part.width * part.height)) ** 0.5)
    size = (max(1, int(part.width * scale)), max(1, int(part.height * scale)))
    view = ImageOps.autocontrast(part, cutoff=_SPECKS).resize(size, Image.Resampling.BICUBIC)
    return _view(view, scale=scale, left=left, top=top)


def _view(view: Image.Image, *, scale: float, left: int = 0, top: int = 0) -> list[Sighting]:
    """What a view shows, in pixels of the page that it was taken from."""
    return [one.moved(scale=1 / scale, left=left, top=top) for one in see(view)]


def _extent(one: Sighting) -> float:
    left, top, right, bottom = one.box
    return (right - left) * (bottom - top)
