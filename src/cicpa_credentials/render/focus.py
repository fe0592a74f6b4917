"""Tells a sharp photo from a blurred one."""

from __future__ import annotations

from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

__all__ = ["BLURRED", "blur"]

BLURRED: Final = 0.75
"""Above this, nobody would call a photo sharp (docs/decisions/0014-photo.md): honest ones stay below 0.5."""

_WIDTH: Final = 240
_AGAIN: Final = ImageFilter.BoxBlur(3)
_SIDEWAYS: Final = (1, 0)
_DOWNWARDS: Final = (0, 1)


def blur(picture: Image.Image) -> float:
    """How blurred a photo is, from 0 (sharp) to 1, when it is looked at 240 pixels wide.

    A picture is blurred once more: what was sharp loses most of its differences between neighbours, what was blurred
    keeps them. That takes no account of how much there is to see, or of how strong its contrasts are (F. Crété-Roffet
    et al., The Blur Effect, 2007).
    """
    height = round(picture.height * _WIDTH / picture.width)
    # to average whole pixels first takes half the time, and moves a measure near the limit by less than a hundredth
    grey = picture.convert("L").resize((_WIDTH, height), Image.Resampling.HAMMING, reducing_gap=1)
    again = grey.filter(_AGAIN)
    total = lost = 0.0
    for step in (_SIDEWAYS, _DOWNWARDS):
        before, after = _differences(grey, step), _differences(again, step)
        total += ImageStat.Stat(before).sum[0]
        lost += ImageStat.Stat(ImageChops.subtract(before, after)).sum[0]
    return 1 - lost / total if total else 1.0


def _differences(grey: Image.Image, step: tuple[int, int]) -> Image.Image:
    """How far each pixel is from its neighbour."""
    (across, down), (width, height) = step, grey.size
    ahead, behind = grey.crop((across, down, width, height)), grey.crop((0, 0, width - across, height - down))
    return ImageChops.difference(ahead, behind)
