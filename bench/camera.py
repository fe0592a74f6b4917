"""A printer, a camera and a chat application, simulated: what becomes of a QR symbol before anybody reads it.

Lengths are millimetres on paper, or pixels of the picture that is read. Everything random comes from a seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

__all__ = ["MARGIN", "Capture", "covered", "inked"]

MARGIN: Final = 6
"""Modules of white about an inked symbol."""

_FINE: Final = 8
_SUPER: Final = 3
_SPREAD: Final = 0.1
_UNIFORM_DEVIATION: Final = 255 / math.sqrt(12)


def inked(rows: Sequence[bytes]) -> Image.Image:
    """Print a symbol: ink spreads by a tenth of a module."""
    side = len(rows)
    modules = Image.frombytes("L", (side, side), b"".join(rows)).point([255] + [0] * 255)
    page = Image.new("L", (side + 2 * MARGIN, side + 2 * MARGIN), 255)
    page.paste(modules, (MARGIN, MARGIN))
    large = page.resize((page.width * _FINE, page.height * _FINE), Image.Resampling.NEAREST)
    return large.filter(ImageFilter.GaussianBlur(_FINE * _SPREAD))


def covered(ink: Image.Image, share: float, random: Random) -> Image.Image:
    """Lay a square sticker, black, grey or white, on a share of a symbol."""
    spoilt, edge = ink.copy(), MARGIN * _FINE
    side = (ink.width - 2 * edge) * math.sqrt(share)
    left, top = (random.uniform(edge, ink.width - edge - side) for _ in range(2))
    ImageDraw.Draw(spoilt).rectangle((left, top, left + side, top + side), fill=random.choice((0, 110, 255)))
    return spoilt


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How a page gets into a picture.

    Attributes:
        size: width and height of the picture, in pixels.
        scale: pixels a millimetre.
        rotation: the most degrees by which the page is turned.
        tilt: the largest share of its side by which each corner of the symbol moves.
        blur: standard deviation, in pixels.
        noise: standard deviation, in levels of 255.
        dark: level of ink.
        light: level of paper.
        shade: share of the light that is missing at one side of the picture.
        quality: of the JPEG, between these.
    """

    size: tuple[int, int]
    scale: float
    rotation: float = 0.0
    tilt: float = 0.0
    blur: float = 0.5
    noise: float = 0.0
    dark: int = 0
    light: int = 255
    shade: float = 0.0
    quality: tuple[int, int] = (75, 75)

    def take(self, ink: Image.Image, module: float, random: Random) -> Image.Image:
        """Make the picture of a page with one symbol on it.

        Args:
            ink: the symbol, as `inked` makes it.
            module: width of a module in millimetres.
            random: decides place, angle, noise and the rest.
        """
        symbol = self._projected(ink, ink.width / _FINE * module * self.scale, random)
        page = Image.new("L", self.size, 255)
        left, top = (random.randrange(a - b) for a, b in zip(page.size, symbol.size, strict=True))
        page.paste(symbol, (left, top))
        page = page.filter(ImageFilter.GaussianBlur(self.blur))
        page = page.point([round(self.dark + (self.light - self.dark) * level / 255) for level in range(256)])
        return _jpeg(_noisy(self._shaded(page, random), self.noise, random), random.randint(*self.quality))

    def _projected(self, ink: Image.Image, side: float, random: Random) -> Image.Image:
        """Turn, tilt and scale a symbol; three times as large first, for Pillow's transform does not smooth."""
        angle = math.radians(random.uniform(-self.rotation, self.rotation))
        room = math.ceil(side * (abs(math.cos(angle)) + abs(math.sin(angle))) * (1 + self.tilt)) + 2
        middle, half = room * _SUPER / 2 + random.uniform(0, _SUPER), side * _SUPER / 2
        corners = []
        for x, y in ((-half, -half), (half, -half), (half, half), (-half, half)):
            turned = (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))
            corners.append(tuple(middle + one * (1 + random.uniform(-self.tilt, self.tilt)) for one in turned))
        full = ink.width
        back = _perspective(corners, ((0, 0), (full, 0), (full, full), (0, full)))
        large = ink.transform(
            (room * _SUPER, room * _SUPER), Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC, fillcolor=255
        )
        return large.reduce(_SUPER)

    def _shaded(self, page: Image.Image, random: Random) -> Image.Image:
        light = Image.linear_gradient("L").rotate(random.choice((0, 90, 180, 270))).resize(page.size)
        return ImageChops.multiply(page, light.point([round(255 - self.shade * (255 - at)) for at in range(256)]))


def _perspective(
    seen: Sequence[tuple[float, ...]], drawn: Sequence[tuple[float, float]]
) -> tuple[float, float, float, float, float, float, float, float]:
    """The eight numbers that take four points of the picture back to where they were drawn, as Pillow wants them."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, drawn, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for i in range(8):  # Gauss and Jordan
        pivot = max(range(i, 8), key=lambda row, i=i: abs(rows[row][i]))  # type: ignore[misc] # mypy knows no default here
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(8):
            if j != i:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
    a, b, c, d, e, f, g, h = (row[8] for row in rows)
    return (a, b, c, d, e, f, g, h)


def _noisy(picture: Image.Image, deviation: float, random: Random) -> Image.Image:
    """Add noise, nearly Gaussian: the mean of two uniform ones."""
    if not deviation:
        return picture
    pixels = picture.width * picture.height
    first, second = (Image.frombytes("L", picture.size, random.randbytes(pixels)) for _ in range(2))
    factor = deviation * math.sqrt(2) / _UNIFORM_DEVIATION
    noise = Image.blend(first, second, 0.5).point([round(128 + (level - 127.5) * factor) for level in range(256)])
    return ImageChops.add(picture, noise, 1, -128)


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("L")
