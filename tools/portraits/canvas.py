"""Smooth shapes on a large canvas that is scaled down at the end, which gives clean edges."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple, TypeAlias

from PIL import Image, ImageChops, ImageColor, ImageDraw

WIDTH, HEIGHT = 590, 826
"""25 x 35 mm at 600 dpi, the shape of an ID photo."""

_SCALE = 4
_STEPS = 16


class Point(NamedTuple):
    """x from the middle of the picture, y from its top, in pixels of the finished picture."""

    x: float
    y: float
    corner: bool = False


Outline: TypeAlias = list[Point]


def path(text: str) -> Outline:
    """An outline from its points, `x,y` each; `!` after one marks a corner."""
    points = []
    for word in text.split():
        x, y = word.rstrip("!").split(",")
        points.append(Point(float(x), float(y), corner=word.endswith("!")))
    return points


def mirrored(outline: Outline) -> Outline:
    """The outline on the other side of the middle."""
    return [point._replace(x=-point.x) for point in outline]


def symmetric(right: Outline) -> Outline:
    """A closed outline from its right half, given from top to bottom."""
    return [*right, *(point for point in reversed(mirrored(right)) if point.x)]


def moved(outline: Outline, dx: float, dy: float) -> Outline:
    """The outline at another place."""
    return [Point(point.x + dx, point.y + dy, point.corner) for point in outline]


def stretched(outline: Outline, sx: float, sy: float) -> Outline:
    """The outline scaled about the origin."""
    return [Point(point.x * sx, point.y * sy, point.corner) for point in outline]


def ellipse(x: float, y: float, rx: float, ry: float) -> Outline:
    """Eight points of an ellipse, through which the spline is round to the eye."""
    unit = path("1,0 .707,.707 0,1 -.707,.707 -1,0 -.707,-.707 0,-1 .707,-.707")
    return moved(stretched(unit, rx, ry), x, y)


class Canvas:
    """A picture in the making."""

    def __init__(self, background: str) -> None:
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), background)

    def mask(self, *outlines: Outline) -> Image.Image:
        """What the outlines cover together; other shapes can be kept within it."""
        mask = Image.new("L", self._image.size)
        draw = ImageDraw.Draw(mask)
        for outline in outlines:
            draw.polygon(_along(outline, closed=True), fill=255)
        return mask

    def fill(self, outline: Outline, colour: str, opacity: float = 1.0, within: Image.Image | None = None) -> None:
        """Fill an outline, if wished see-through, if wished only where `within` is."""
        if opacity >= 1 and within is None:
            ImageDraw.Draw(self._image).polygon(_along(outline, closed=True), fill=colour)
            return
        mask = self.mask(outline)
        self._paint(mask if within is None else ImageChops.multiply(mask, within), colour, opacity)

    def both(self, outline: Outline, colour: str, opacity: float = 1.0, within: Image.Image | None = None) -> None:
        """Fill an outline on either side of the middle."""
        self.fill(outline, colour, opacity, within)
        self.fill(mirrored(outline), colour, opacity, within)

    def stroke(self, line: Outline, colour: str, width: float, opacity: float = 1.0) -> None:
        """Draw an open line with round ends."""
        points = _along(line, closed=False)
        thick = width * _SCALE
        mask = Image.new("L", self._image.size)
        draw = ImageDraw.Draw(mask)
        draw.line(points, fill=255, width=round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
        self._paint(mask, colour, opacity)

    def both_strokes(self, line: Outline, colour: str, width: float, opacity: float = 1.0) -> None:
        """Draw an open line on either side of the middle."""
        self.stroke(line, colour, width, opacity)
        self.stroke(mirrored(line), colour, width, opacity)

    def finished(self) -> Image.Image:
        """The picture at its final size."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)

    def _paint(self, mask: Image.Image, colour: str, opacity: float) -> None:
        levels = [round(level * opacity) for level in range(256)]
        self._image.paste(ImageColor.getrgb(colour), mask=mask.point(levels))


def _along(outline: Outline, *, closed: bool) -> list[tuple[float, float]]:
    """Points along the Catmull-Rom spline through the outline, in pixels of the large canvas."""
    around = [outline[-1], *outline, *outline[:2]] if closed else [outline[0], *outline, outline[-1]]
    pieces = (_piece(*around[index : index + 4]) for index in range(len(around) - 3))
    points = list(chain.from_iterable(pieces))
    if not closed:
        points.append((outline[-1].x, outline[-1].y))
    return [((x + WIDTH / 2) * _SCALE, y * _SCALE) for x, y in points]


def _piece(before: Point, start: Point, end: Point, after: Point) -> list[tuple[float, float]]:
    # a corner has no memory: the curve leaves it straight for its other end
    first = start if start.corner else before
    last = end if end.corner else after
    points = []
    for t in (step / _STEPS for step in range(_STEPS)):
        a = -t * (1 - t) ** 2 / 2
        b = 1 + t * t * (3 * t - 5) / 2
        c = t * (1 + t * (4 - 3 * t)) / 2
        d = t * t * (t - 1) / 2
        points.append(
            (
                a * first.x + b * start.x + c * end.x + d * last.x,
                a * first.y + b * start.y + c * end.y + d * last.y,
            )
        )
    return points
