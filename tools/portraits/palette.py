"""Colours that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageColor


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """A complexion, in light and in shade."""

    base: str
    shade: str
    deep: str
    lips: str


FAIR = Skin(base="#f8dcc8", shade="#ecc4a8", deep="#d39d80", lips="#cf8078")
LIGHT = Skin(base="#f4d2b5", shade="#e5b793", deep="#c98f6b", lips="#c27a6c")
WARM = Skin(base="#ebc19c", shade="#d9a57c", deep="#b67d58", lips="#b26c5e")
TANNED = Skin(base="#d8a77f", shade="#c28a63", deep="#9c6845", lips="#a05f50")

BLACK, WHITE = "#000000", "#ffffff"


def blend(first: str, second: str, share: float) -> str:
    """The colour between two, `share` of the way to the second."""
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return f"#{red:02x}{green:02x}{blue:02x}"


def darker(colour: str, share: float) -> str:
    """The colour in shade."""
    return blend(colour, BLACK, share)


def lighter(colour: str, share: float) -> str:
    """The colour in light."""
    return blend(colour, WHITE, share)
