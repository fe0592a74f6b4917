"""Turns one primitive into stamps: ink, where it goes in pixels, and how thick it lies.

Everything but photo and code is drawn four times as large and reduced, because Pillow's own lines have no smooth edges
and its glyphs stand on whole pixels only.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from PIL import Image, ImageColor, ImageDraw, ImageFont

from cicpa_credentials.render.layout import Anchor, Circle, Code, Line, Picture, Polygon, Rectangle, Text
from cicpa_credentials.render.qr import PIXEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Colour, Point, Primitive

__all__ = ["Box", "Stamp", "stamps"]

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in a picture's pixels."""

_OVER: Final = 4
_STRIP: Final = 256
_FINE: Final = _OVER / PIXEL
_INK: Final = 255
_SHIFT: Final = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}


class Stamp(NamedTuple):
    """Ink for a picture.

    Attributes:
        box: where it goes.
        ink: a colour, or a picture of the box's size.
        mask: how thick the ink lies; None where it covers the whole box.
    """

    box: Box
    ink: tuple[int, ...] | Image.Image
    mask: Image.Image | None


class _Plate:
    """A mask four times as large as its place on the page, on which shapes are drawn in millimetres."""

    def __init__(self, box: Box) -> None:
        self._box = left, top, right, bottom = box
        self.image = Image.new("L", ((right - left) * _OVER, (bottom - top) * _OVER))
        self.pen = ImageDraw.Draw(self.image)

    def at(self, points: Iterable[Point]) -> list[tuple[float, float]]:
        """Millimetres on the page to pixels of the plate."""
        left, top = self._box[0] * _OVER, self._box[1] * _OVER
        return [(x * _FINE - left, y * _FINE - top) for x, y in points]

    def rotate(self, about: Point, angle: float) -> None:
        """Turn what is drawn, clockwise."""
        (centre,) = self.at([about])
        self.image = self.image.rotate(-angle, Image.Resampling.BICUBIC, center=centre)

    def stamp(self, colour: Colour) -> Stamp:
        """Reduce to the page's pixels and ink with a colour."""
        *ink, opacity = (*ImageColor.getrgb(colour), _INK)[:4]
        mask = self.image.reduce(_OVER)
        if opacity < _INK:
            mask = mask.point([level * opacity // _INK for level in range(_INK + 1)])
        return Stamp(self._box, tuple(ink), mask)


def _around(left: float, top: float, right: float, bottom: float) -> Box:
    """The pixels that a shape of these bounds, in millimetres, may touch: smooth edges reach beyond it."""
    return (floor(left / PIXEL) - 1, floor(top / PIXEL) - 1, ceil(right / PIXEL) + 1, ceil(bottom / PIXEL) + 1)


def _strips(box: Box) -> Iterator[_Plate]:
    """Plates for the parts of a box, one below the other: on one for all of A4, a ground would take 140 MB."""
    left, top, right, bottom = box
    for start in range(top, bottom, _STRIP):
        yield _Plate((left, start, right, min(start + _STRIP, bottom)))


def stamps(primitive: Primitive, fonts: Fonts) -> Iterator[Stamp]:
    """What a primitive leaves on a picture, from the lowest to the highest."""
    match primitive:
        case Rectangle():
            yield from _rectangle(primitive)
        case Circle():
            yield from _circle(primitive)
        case Polygon():
            yield _polygon(primitive)
        case Line():
            yield from _line(primitive)
        case Text():
            yield _text(primitive, fonts)
        case Picture():
            yield _picture(primitive)
        case Code():
            yield _code(primitive)


def _rectangle(shape: Rectangle) -> Iterator[Stamp]:
    corners = ((shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height))
    for plate in _strips(_around(*corners[0], *corners[1])):
        (left, top), (right, bottom) = plate.at(corners)
        # Pillow counts the last pixel in
        plate.pen.rounded_rectangle((left, top, right - 1, bottom - 1), radius=shape.radius * _FINE, fill=_INK)
        yield plate.stamp(shape.fill)


def _circle(shape: Circle) -> Iterator[Stamp]:
    widths = (
        ((shape.fill, 0.0),) if shape.stroke is None else ((shape.fill, 0.0), (shape.stroke.colour, shape.stroke.width))
    )
    for colour, width in widths:
        if colour is None:
            continue
        reach = shape.radius + width / 2
        plate = _Plate(_around(shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach))
        (left, top), (right, bottom) = plate.at(
            ((shape.x - reach, shape.y - reach), (shape.x + reach, shape.y + reach))
        )
        box = (left, top, right - 1, bottom - 1)
        if width:
            plate.pen.ellipse(box, outline=_INK, width=round(width * _FINE))
        else:
            plate.pen.ellipse(box, fill=_INK)
        yield plate.stamp(colour)


def _polygon(shape: Polygon) -> Stamp:
    plate = _Plate(_around(*_bounds(shape.points)))
    plate.pen.polygon(plate.at(shape.points), fill=_INK)
    return plate.stamp(shape.fill)


def _line(shape: Line) -> Iterator[Stamp]:
    left, top, right, bottom = _bounds([point for path in shape.paths for point in path])
    reach = shape.stroke.width / 2
    width = max(round(shape.stroke.width * _FINE), 1)
    for plate in _strips(_around(left - reach, top - reach, right + reach, bottom + reach)):
        for path in shape.paths:
            # to whole pixels here: Pillow rounds towards nought, above which a strip's neighbour would round otherwise
            points = [(floor(x), floor(y)) for x, y in plate.at(path)]
            plate.pen.line(points, fill=_INK, width=width)
        yield plate.stamp(shape.stroke.colour)


def _text(text: Text, fonts: Fonts) -> Stamp:
    width = fonts.width(text.text, text.face, size=text.size, tracking=text.tracking)
    start = text.x - width * _SHIFT[text.anchor]
    # in ems: as far as glyphs of our fonts reach beyond the box that they are set in, and something to spare
    beside, above, below = (text.size * reach for reach in (0.4, 1.35, 0.6))
    if text.angle:
        beside = above = below = width + text.size
    plate = _Plate(_around(start - beside, text.y - above, start + width + beside, text.y + below))
    ((x, y),) = plate.at([(start, text.y)])
    for font, run in fonts.runs(text.text, text.face):
        drawn = _face(font.path, font.index, round(text.size * _FINE, 1))
        for character in run:
            plate.pen.text((x, y), character, fill=_INK, font=drawn, anchor="ls")
            x += (font.advance(character) / font.units_per_em * text.size + text.tracking) * _FINE
    if text.angle:
        plate.rotate((text.x, text.y), text.angle)
    return plate.stamp(text.colour)


@lru_cache(maxsize=64)
def _face(path: Path, index: int, size: float) -> ImageFont.FreeTypeFont:
    # BASIC by name: the other engine, where a machine has it, places glyphs by rules of its own
    return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)


def _picture(picture: Picture) -> Stamp:
    left, top = round(picture.x / PIXEL), round(picture.y / PIXEL)
    right, bottom = round((picture.x + picture.width) / PIXEL), round((picture.y + picture.height) / PIXEL)
    portrait = picture.portrait
    image = Image.frombytes("RGB", (portrait.width, portrait.height), portrait.rgb)
    size = (right - left, bottom - top)
    crop = portrait.crop(picture.width / picture.height)
    # Hamming shrinks as cleanly as Lanczos to the eye, in half the time
    return Stamp((left, top, right, bottom), image.resize(size, Image.Resampling.HAMMING, crop), None)


def _code(code: Code) -> Stamp:
    rows = code.symbol.rows
    side = len(rows) * round(code.symbol.module / PIXEL)
    left, top = round(code.x / PIXEL), round(code.y / PIXEL)
    modules = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).point([0, _INK] + [0] * 254)
    ink = ImageColor.getrgb(code.colour)
    mask = modules.resize((side, side), Image.Resampling.NEAREST)
    return Stamp((left, top, left + side, top + side), ink, mask)


def _bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))
