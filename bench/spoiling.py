"""What happens to a code between printer and reader: the rows of bench/scanning.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PIL import Image, ImageOps

from bench.camera import Capture, covered

if TYPE_CHECKING:
    from random import Random

__all__ = ["EXTREMES", "FATES", "Fate", "Spoil"]

Spoil: TypeAlias = Callable[[Image.Image, float, "Random"], Image.Image]
"""From an inked symbol and the width of its modules in millimetres to the picture that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """One way of spoiling a code.

    Attributes:
        name: what is done.
        spoil: does it.
        goal: percent that must be read, if that was promised.
    """

    name: str
    spoil: Spoil
    goal: int | None = None


_A4: Final = (297.0, 210.0)
_CARD: Final = (135.5, 95.7)
_SCANNER: Final = partial(Capture, rotation=3.0, blur=0.5, noise=6.0, dark=45, light=235)
_PHONE: Final = partial(Capture, rotation=10.0, tilt=0.06, noise=7.0, dark=50, light=220, shade=0.45)
_COARSE: Final = (50, 60)
_PHONE_SCALE: Final = 4000 / 330
"""Pixels a millimetre of a 12-megapixel photo that an A4 page nearly fills."""


def _scanned(dpi: int) -> Spoil:
    scale = dpi / 25.4
    return _SCANNER(size=_pixels(_A4, scale), scale=scale).take


def _forwarded(size: tuple[float, float]) -> Spoil:
    """A picture file that a chat application scales to 1080 pixels in width."""
    scale = 1080 / size[0]
    return Capture(size=_pixels(size, scale), scale=scale, blur=0.3, quality=_COARSE).take


def _pixels(size: tuple[float, float], scale: float) -> tuple[int, int]:
    return (round(size[0] * scale), round(size[1] * scale))


def _with_sticker(ink: Image.Image, module: float, random: Random) -> Image.Image:
    return _scanned(200)(covered(ink, 0.08, random), module, random)


def _at(pixels: float, **how: Any) -> Spoil:  # noqa: ANN401 - what Capture takes
    """So many pixels a module, whatever that is on paper."""

    def spoil(ink: Image.Image, module: float, random: Random) -> Image.Image:
        return Capture(size=(1200, 1200), scale=pixels / module, **how).take(ink, module, random)

    return spoil


def _transparent(ink: Image.Image, module: float, random: Random) -> Image.Image:
    """Dark modules with nothing behind them, as designers export codes."""
    ground = ImageOps.invert(_at(3)(ink, module, random))
    clear = Image.new("RGBA", ground.size, random.choice(("black", "white")))
    clear.paste("black", mask=ground)
    clear.putalpha(ground)
    return clear


def _on_dark(ink: Image.Image, module: float, random: Random) -> Image.Image:
    """Light modules on a dark ground, as some applications show codes at night."""
    return ImageOps.invert(_at(3)(ink, module, random))


FATES: Final = (
    Fate(name="A4 page scanned at 200 dpi", goal=99, spoil=_scanned(200)),
    Fate(name="A4 page scanned at 150 dpi", goal=95, spoil=_scanned(150)),
    Fate(
        name="A4 page photographed, 12 megapixels",
        goal=99,
        spoil=_PHONE(size=(4000, 3000), scale=_PHONE_SCALE, blur=1.3, quality=(80, 80)).take,
    ),
    Fate(name="card as a picture, forwarded: 1080 pixels wide", goal=95, spoil=_forwarded(_CARD)),
    Fate(name="A4 page as a picture, forwarded: 1080 pixels wide", goal=95, spoil=_forwarded(_A4)),
    Fate(
        name="photographed A4 page, forwarded: 1440 by 1080 pixels",
        spoil=_PHONE(size=(1440, 1080), scale=_PHONE_SCALE * 0.36, blur=0.6, quality=_COARSE).take,
    ),
    Fate(name="8 % covered, scanned at 200 dpi", goal=80, spoil=_with_sticker),
)
"""What happens to codes of a printed size."""

EXTREMES: Final = (
    Fate(name="2 pixels a module, JPEG of quality 30", spoil=_at(2, blur=0.3, quality=(30, 30))),
    Fate(name="blurred by 0.4 modules (standard deviation)", spoil=_at(4, blur=1.6, noise=4.0)),
    Fate(name="turned at will, corners moved by up to 20 %", spoil=_at(4, rotation=180.0, tilt=0.2, noise=4.0)),
    Fate(name="four fifths of the light missing on one side", spoil=_at(4, shade=0.8, noise=2.0)),
    Fate(name="ink 45, paper 70 of 255", spoil=_at(4, dark=45, light=70, blur=1.0, noise=2.0)),
    Fate(name="transparent ground", spoil=_transparent),
    Fate(name="light on dark", spoil=_on_dark),
)
"""What happens at given pixels a module, so that the printed size does not matter."""
