"""What is signed of a photo: its digest, and a portrait small enough to travel with it."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from cicpa_credentials.members import PhotoEvidence
from cicpa_credentials.members.photo import MAX_PORTRAIT
from cicpa_credentials.render.photo import portrait

if TYPE_CHECKING:
    from cicpa_credentials.render.photo import Portrait

__all__ = ["photo_evidence"]

_WIDTHS: Final = (80, 72, 64, 56, 48)
"""From the largest on; noise fits at the last."""

_GOOD: Final = 20
"""The quality, of 100, below which a smaller portrait looks better than a rougher one."""


def photo_evidence(photo: bytes, *, with_portrait: bool = True) -> PhotoEvidence:
    """What an issuer signs of a photo, for `Issuer.issue`.

    Args:
        photo: a JPEG or PNG file, the same that is drawn; see `render.photo.portrait`.
        with_portrait: whether the holder can show a tiny picture of it, or its digest alone.

    Raises:
        RenderError: `photo_invalid`.
    """
    taken = portrait(photo)
    return PhotoEvidence(sha256=sha256(taken.jpeg).digest(), portrait=_miniature(taken) if with_portrait else None)


def _miniature(taken: Portrait) -> bytes:
    """The best WebP picture of at most `MAX_PORTRAIT` bytes."""
    picture = Image.frombytes("RGB", (taken.width, taken.height), taken.rgb)
    reduced = picture
    for width in _WIDTHS:
        size = (width, round(width * taken.height / taken.width))
        reduced = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        if len(_webp(reduced, _GOOD)) <= MAX_PORTRAIT:
            return _best(reduced, _GOOD)
    return _best(reduced, 0)


def _best(picture: Image.Image, least: int) -> bytes:
    """The picture at the highest quality that fits; at `least`, it does."""
    low, high = least, 100
    while low < high:
        middle = (low + high + 1) // 2
        if len(_webp(picture, middle)) <= MAX_PORTRAIT:
            low = middle
        else:
            high = middle - 1
    return _webp(picture, low)


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()
