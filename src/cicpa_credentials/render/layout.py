"""What a page is made of: frozen shapes, text, pictures and codes, in millimetres from the page's top left corner.

Whatever can draw these eight things, in the order in which they stand, can draw every page. y grows downwards; a colour
is `#rrggbb`, or `#rrggbbaa` where what lies below shows through.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from cicpa_credentials.render.fonts import Face
    from cicpa_credentials.render.photo import Portrait
    from cicpa_credentials.render.qr import Symbol

__all__ = [
    "Anchor",
    "Circle",
    "Code",
    "Colour",
    "Curve",
    "Layer",
    "Line",
    "Page",
    "Picture",
    "Point",
    "Polygon",
    "Primitive",
    "Rectangle",
    "SealPlace",
    "Stroke",
    "Text",
]

Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """How a line is drawn: centred on its path, with butt ends.

    Attributes:
        colour: of the line.
        width: in millimetres.
    """

    colour: Colour
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A filled rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle about (x, y), filled, stroked or both."""

    x: float
    y: float
    radius: float
    fill: Colour | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """A filled polygon; the last point is joined to the first."""

    points: tuple[Point, ...]
    fill: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Polylines of one stroke. They are one shape: where two of them cross, the colour does not add up."""

    paths: tuple[tuple[Point, ...], ...]
    stroke: Stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Smooth paths of one stroke, and one shape as the paths of a `Line` are.

    Attributes:
        paths: each a point to start from, then for every cubic Bézier curve two control points and where it ends.
        stroke: of all of them.
    """

    paths: tuple[tuple[Point, ...], ...]
    stroke: Stroke


class Anchor(Enum):
    """Which point of a text's baseline stands at its (x, y); the value is the share of the text before it."""

    START = 0.0
    MIDDLE = 0.5
    END = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text on a baseline; glyphs advance as the font says, without kerning.

    Attributes:
        x: where the anchor stands.
        y: where the baseline stands.
        text: what is written.
        face: in which face.
        size: of the em, in millimetres.
        colour: of the glyphs.
        anchor: which point of the baseline stands at (x, y).
        angle: degrees, clockwise, about (x, y).
        tracking: millimetres added between two glyphs.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    colour: Colour
    anchor: Anchor = Anchor.START
    angle: float = 0.0
    tracking: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A portrait, cropped to the rectangle's aspect and filling it."""

    x: float
    y: float
    width: float
    height: float
    portrait: Portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR symbol whose top left module, inside the quiet zone, starts at (x, y); only dark modules are drawn."""

    x: float
    y: float
    symbol: Symbol
    colour: Colour


Primitive: TypeAlias = Rectangle | Circle | Polygon | Line | Curve | Text | Picture | Code


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Primitives that lie together. Layers are told apart by identity, which makes them cheap keys of a cache.

    Attributes:
        primitives: from the lowest to the highest.
        lasting: the same object comes back on other pages, so what was drawn from it is worth keeping.
    """

    primitives: tuple[Primitive, ...]
    lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPlace:
    """Where a seal stands and whose it is; `render.seal.seal` draws it.

    It is no primitive, because in a sealed file the seal is the appearance of a signature, and its place on the page
    stays blank until somebody signs.

    Attributes:
        name: of the association, in Chinese.
        x: centre in millimetres.
        y: centre in millimetres.
        radius: to the rim's outer edge.
        colour: of everything in it.
    """

    name: str
    x: float
    y: float
    radius: float
    colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        width: in millimetres.
        height: in millimetres.
        layers: from the lowest to the highest; the lowest covers the page.
        seals: drawn above all layers, in the order in which they are to be set.
        title: of the document, as readers of files show it.
        lang: in which it is written, two letters (ISO 639).
    """

    width: float
    height: float
    layers: tuple[Layer, ...]
    seals: tuple[SealPlace, ...] = ()
    title: str = ""
    lang: str = "zh"
