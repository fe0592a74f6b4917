"""Turns one primitive into stamps: ink, where it goes in pixels, and how thick it lies.

Everything but photo and code is drawn four times as large and reduced, because Pillow's own lines have no smooth edges
and its glyphs stand on whole pixels only.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor, hypot, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from PIL import Image, ImageColor, ImageDraw, ImageFont

from cicpa_credentials.render.layout import Circle, Code, Curve, Line, Picture, Polygon, Rectangle, Text
from cicpa_credentials.render.qr import PIXEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.layout import Colour, Point, Primitive, Stroke
    from cicpa_credentials.render.sfnt import FontFile

__all__ = ["Box", "Stamp", "stamps"]

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in a picture's pixels."""

_OVER: Final = 4
_STRIP: Final = 256
_FINE: Final = _OVER / PIXEL
_SAGITTA: Final = 0.02
"""Millimetres that a chord may leave its curve by: a quarter of a pixel."""

_INK: Final = 255


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
        case Line(paths=paths, stroke=stroke):
            yield from _stroked(paths, stroke)
        case Curve(paths=paths, stroke=stroke):
            yield from _stroked(tuple(map(_chords, paths)), stroke)
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


def _stroked(paths: tuple[tuple[Point, ...], ...], stroke: Stroke) -> Iterator[Stamp]:
    left, top, right, bottom = _bounds([point for path in paths for point in path])
    reach = stroke.width / 2
    width = max(round(stroke.width * _FINE), 1)
    for plate in _strips(_around(left - reach, top - reach, right + reach, bottom + reach)):
        for path in paths:
            # to whole pixels here: Pillow rounds towards nought, above which a strip's neighbour would round otherwise
            points = [(floor(x), floor(y)) for x, y in plate.at(path)]
            plate.pen.line(points, fill=_INK, width=width)
        yield plate.stamp(stroke.colour)


def _chords(path: Sequence[Point]) -> tuple[Point, ...]:
    """A smooth path as a polyline."""
    points = [path[0]]
    for i in range(0, len(path) - 1, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = path[i : i + 4]
        # a cubic curve leaves the middle of one of n equal chords by at most 3/4 of this, over n squared
        bend = max(hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2), hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3))
        count = max(ceil(sqrt(0.75 * bend / _SAGITTA)), 1)
        for t in (j / count for j in range(1, count + 1)):
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return tuple(points)


def _text(text: Text, fonts: Fonts) -> Stamp:
    width = fonts.width(text.text, text.face, size=text.size, tracking=text.tracking)
    start = text.x - width * text.anchor.value
    # in ems: as far as glyphs of our fonts reach beyond the box that they are set in, and something to spare
    beside, above, below = (text.size * reach for reach in (0.4, 1.35, 0.6))
    if text.angle:
        beside = above = below = width + text.size
    plate = _Plate(_around(start - beside, text.y - above, start + width + beside, text.y + below))
    ((x, y),) = plate.at([(start, text.y)])
    for font, run in fonts.runs(text.text, text.face):
        for character in run:
            glyph, left, top = _glyph(font, round(text.size * _FINE, 1), character)
            plate.image.paste(_INK, (round(x) + left, round(y) + top), glyph)
            x += (font.advance(character) / font.units_per_em * text.size + text.tracking) * _FINE
    if text.angle:
        plate.rotate((text.x, text.y), text.angle)
    return plate.stamp(text.colour)


# All that a batch of one association's cards says again and again. A large glyph on A4 takes a quarter of a megabyte.
@lru_cache(maxsize=128)
def _glyph(font: FontFile, size: float, character: str) -> tuple[Image.Image, int, int]:
    """A mask of a glyph, and where its left and top edge lie from the pen."""
    face = _face(font.path, font.index, size)
    left, top, right, bottom = (round(edge) for edge in face.getbbox(character, anchor="ls"))
    glyph = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(glyph).text((-left, -top), character, fill=_INK, font=face, anchor="ls")
    return glyph, left, top


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
