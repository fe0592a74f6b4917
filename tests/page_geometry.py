"""Where things stand on a page, and whether any is in another's way."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from cicpa_credentials.render.fonts import Fonts
from cicpa_credentials.render.layout import (
    Anchor,
    Circle,
    Code,
    Curve,
    Layer,
    Line,
    Page,
    Picture,
    Polygon,
    Primitive,
    Rectangle,
    Text,
)
from cicpa_credentials.render.qr import QUIET
from cicpa_credentials.render.seal import seal

if TYPE_CHECKING:
    from collections.abc import Iterator

FONTS = Fonts()


def primitives(page: Page) -> Iterator[Primitive]:
    for layer in (*page.layers, *map(seal, page.seals)):
        yield from layer.primitives


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def text_box(text: Text) -> Box:
    """The em boxes of a level text, side by side: Han fill them, Latin stays inside."""
    width = FONTS.width(text.text, text.face, size=text.size, tracking=text.tracking)
    left = text.x - width * {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[text.anchor]
    return Box(left, text.y - 0.88 * text.size, left + width, text.y + 0.12 * text.size)


def extent(primitive: Primitive) -> Box:
    match primitive:
        case Rectangle(x=x, y=y, width=width, height=height) | Picture(x=x, y=y, width=width, height=height):
            return Box(x, y, x + width, y + height)
        case Circle(x=x, y=y, radius=radius, stroke=stroke):
            reach = radius + (stroke.width / 2 if stroke else 0)
            return Box(x - reach, y - reach, x + reach, y + reach)
        case Polygon(points=points):
            return bounds(points)
        case Line(paths=paths) | Curve(paths=paths):  # whose control points reach at least as far as it does
            return bounds([point for path in paths for point in path])
        case Code(x=x, y=y, symbol=made):
            return Box(x, y, x + made.side, y + made.side)
        case Text(x=x, y=y, size=size):
            return Box(x - size, y - size, x + size, y + size) if primitive.angle else text_box(primitive)


@lru_cache(maxsize=64)
def layer_extent(layer: Layer) -> Box:
    """Kept, for the ground of a page has twenty thousand points."""
    return bounds([point for one in layer.primitives for point in corners(extent(one))])


def around(layers: tuple[Layer, ...]) -> Box:
    return bounds([point for layer in layers for point in corners(layer_extent(layer))])


def corners(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    return ((box.left, box.top), (box.right, box.bottom))


def bounds(points: tuple[tuple[float, float], ...] | list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def level_texts(page: Page) -> list[Text]:
    return [one for one in primitives(page) if isinstance(one, Text) and not one.angle]


def assert_clear(page: Page) -> None:
    """Nothing leaves the page, no text meets another, a seal, the photo, the code or the edge of the paper."""
    box = around((*page.layers, *map(seal, page.seals)))
    assert min(box.left, box.top, page.width - box.right, page.height - box.bottom) >= -1e-6
    texts = level_texts(page)
    boxes = [(one.text, text_box(one)) for one in texts]
    obstacles = [("picture", extent(one)) for one in primitives(page) if isinstance(one, Picture | Code)]
    for (a, box_a), (b, box_b) in combinations([*boxes, *obstacles], 2):
        assert not box_a.meets(box_b), (a, b)
    outside = [one for layer in page.layers for one in layer.primitives if isinstance(one, Text)]
    for place, other in combinations(page.seals, 2):
        assert hypot(place.x - other.x, place.y - other.y) > place.radius + other.radius
    for place in page.seals:
        for text in outside:
            box = text_box(text)
            nearest = (min(max(place.x, box.left), box.right), min(max(place.y, box.top), box.bottom))
            assert hypot(nearest[0] - place.x, nearest[1] - place.y) > place.radius, text.text


def assert_code_is_clear(page: Page) -> None:
    """The code lies on white with its quiet zone, and nothing meets that."""
    (code,) = [one for one in primitives(page) if isinstance(one, Code)]
    quiet = QUIET * code.symbol.module
    zone = Box(code.x - quiet, code.y - quiet, code.x + code.symbol.side + quiet, code.y + code.symbol.side + quiet)
    panels = [extent(one) for one in primitives(page) if isinstance(one, Rectangle) and one.fill == "#ffffff"]
    assert any(
        panel.left <= zone.left and panel.top <= zone.top and panel.right >= zone.right and panel.bottom >= zone.bottom
        for panel in panels
    )
    assert not any(zone.meets(extent(one)) for one in primitives(page) if isinstance(one, Text | Picture))
    assert not any(zone.meets(extent(ring)) for place in page.seals for ring in seal(place).primitives[:1])
