"""Describes a page to `page.typ`: plain data, in which a text is a string and nothing that a string says is a command.

Typst reads the paths of an ornament several times faster from an SVG drawing than from data, and in a PDF nobody can
tell. In an SVG file each would be a drawing wrapped in a drawing, which not every reader opens: there they are data.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cicpa_credentials.render.layout import Circle, Code, Curve, Line, Picture, Polygon, Rectangle, Text
from cicpa_credentials.render.seal import seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cicpa_credentials.render.layout import Colour, Layer, Page, Point, Primitive, Stroke
    from cicpa_credentials.render.qr import Symbol
    from cicpa_credentials.render.typeset.compiler import Compiler, Form

__all__ = ["describe"]

_Box: TypeAlias = "tuple[float, float, float, float]"
"""Left, top, width, height."""

_Step: TypeAlias = "tuple[Point, ...]"
"""A step of a path: straight to a point; or past two control points to a point, on a cubic curve. The first starts."""

_DOTS: Final = 100
"""In a millimetre. Drawings are told in whole dots, those of a 2540 dpi plate, for a PDF repeats each number."""

_OPAQUE: Final = len("#rrggbb")


def describe(page: Page, *, form: Form, compiler: Compiler, title: str, lang: str, seals: bool) -> str:
    """Write page.json.

    Args:
        page: what is described.
        form: of the file that will be made of it.
        compiler: that will read it; its fonts measure the text.
        title: of the document.
        lang: its language, two letters (ISO 639).
        seals: False leaves the seals' places blank.

    Raises:
        MissingGlyphError: naming the characters that no font has.
    """
    layers = [layer for layer in (*page.layers, *(map(seal, page.seals) if seals else ())) if layer.primitives]
    shapes = ", ".join((_kept if layer.lasting else _shapes)(layer, form, compiler) for layer in layers)
    head = json.dumps({"title": title, "lang": lang, "width": page.width, "height": page.height})
    return f'{head[:-1]}, "shapes": [{shapes}]}}'


def _shapes(layer: Layer, form: Form, compiler: Compiler) -> str:
    return ", ".join(json.dumps(_shape(primitive, form, compiler)) for primitive in layer.primitives)


# A card's backdrop takes 250 kB, a seal 20: every association's on each card, and room for a host's own.
_kept = lru_cache(maxsize=256)(_shapes)


def _shape(primitive: Primitive, form: Form, compiler: Compiler) -> dict[str, Any]:
    match primitive:
        case Rectangle() | Circle():
            return {"kind": type(primitive).__name__.lower()} | asdict(primitive)
        case Polygon():
            return _paths([_straight(primitive.points)], fill=primitive.fill)
        case Line() | Curve():
            return _stroked(primitive, form)
        case Text():
            return _text(primitive, compiler)
        case Picture():
            return _framed(primitive)
        case Code():
            return _code(primitive, form)


def _paths(
    paths: Sequence[Sequence[_Step]], *, fill: Colour | None = None, stroke: Stroke | None = None
) -> dict[str, Any]:
    return {"kind": "paths", "paths": paths, "fill": fill, "stroke": stroke and asdict(stroke)}


def _drawing(box: _Box, view: _Box, body: str) -> dict[str, Any]:
    """An SVG drawing in a box on the page, filled by the part of its plane that is in view."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(str, view))}">{body}</svg>'
    return {"kind": "drawing", "svg": svg} | dict(zip(("x", "y", "width", "height"), box, strict=True))


def _straight(path: Sequence[Point]) -> list[_Step]:
    return [(point,) for point in path]


def _smooth(path: Sequence[Point]) -> list[_Step]:
    start, *others = path
    return [(start,), *zip(others[::3], others[1::3], others[2::3], strict=True)]


def _stroked(line: Line | Curve, form: Form) -> dict[str, Any]:
    paths, stroke, smooth = line.paths, line.stroke, isinstance(line, Curve)
    if form == "svg":
        return _paths(list(map(_smooth if smooth else _straight, paths)), stroke=stroke)
    xs, ys = zip(*(point for path in paths for point in path), strict=True)
    reach = stroke.width / 2
    left, top = min(xs) - reach, min(ys) - reach
    box = (left, top, max(xs) + reach - left, max(ys) + reach - top)
    # A reader that draws a part of a page passes over shapes elsewhere. What shows through must be one shape, though.
    shapes = [[path] for path in paths] if len(stroke.colour) == _OPAQUE else [paths]
    drawn = "".join(f'<path d="{"".join(_spelt(path, smooth=smooth) for path in shape)}"/>' for shape in shapes)
    pen = f'fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width * _DOTS}" stroke-linejoin="round"'
    left, top, width, height = (length * _DOTS for length in box)
    return _drawing(box, (left, top, width, height), f"<g {pen}>{drawn}</g>")


def _spelt(path: Sequence[Point], *, smooth: bool) -> str:
    """A path as SVG spells it (SVG 2 §9.3): the points after the first are joined straight, or after a C by curves."""
    first, *others = (f"{round(x * _DOTS)} {round(y * _DOTS)}" for x, y in path)
    return f"M{first}{'C' if smooth else ' '}{' '.join(others)}"


def _code(code: Code, form: Form) -> dict[str, Any]:
    """All modules are one shape, so that no seam shows between two of them."""
    runs, side, size = list(_runs(code.symbol)), len(code.symbol.rows), code.symbol.module
    if form == "svg":
        return _paths([_straight(_corners(code, *run)) for run in runs], fill=code.colour)
    modules = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs)
    box = (code.x, code.y, side * size, side * size)
    return _drawing(box, (0, 0, side, side), f'<path fill="{code.colour}" d="{modules}"/>')


def _corners(code: Code, column: int, row: int, length: int) -> tuple[Point, ...]:
    size = code.symbol.module
    left, right = code.x + column * size, code.x + (column + length) * size
    top, bottom = code.y + row * size, code.y + (row + 1) * size
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _runs(symbol: Symbol) -> Iterator[tuple[int, int, int]]:
    """The dark modules, those side by side at once: first column, row, how many."""
    for row, modules in enumerate(symbol.rows):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                yield column, row, length
            column += length


def _framed(picture: Picture) -> dict[str, Any]:
    """The photo's own file, whole, in a frame that cuts it: Typst takes bytes that are no text only so."""
    portrait = picture.portrait
    left, top, right, bottom = portrait.crop(picture.width / picture.height)
    file = b64encode(portrait.jpeg).decode()
    body = f'<image width="{portrait.width}" height="{portrait.height}" href="data:image/jpeg;base64,{file}"/>'
    box = (picture.x, picture.y, picture.width, picture.height)
    return _drawing(box, (left, top, right - left, bottom - top), body)


def _text(text: Text, compiler: Compiler) -> dict[str, Any]:
    fonts = compiler.fonts
    start = -text.anchor.value * fonts.width(text.text, text.face, size=text.size, tracking=text.tracking)
    runs = []
    for font, run in fonts.runs(text.text, text.face):
        family, weight = compiler.names[font]
        runs.append({"start": start, "text": run, "family": family, "weight": weight})
        start += sum(map(font.advance, run)) / font.units_per_em * text.size + text.tracking * len(run)
    return {
        "kind": "text",
        "x": text.x,
        "y": text.y,
        "runs": runs,
        "size": text.size,
        "colour": text.colour,
        "angle": text.angle,
        "tracking": text.tracking,
    }
