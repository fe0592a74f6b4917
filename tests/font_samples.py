"""Small fonts for tests, made by an independent writer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path


def small_font(characters: dict[int, str]) -> bytes:
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "a", "b", "c"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(characters)
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf(dict.fromkeys(names, empty))
    builder.setupHorizontalMetrics({".notdef": (500, 0), "a": (300, 0), "b": (1000, 0), "c": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Small", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def written(folder: Path, data: bytes, name: str = "small.ttf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def drawn_font(characters: dict[int, int], *, family: str = "Small", embedding: int = 0) -> bytes:
    """A font whose glyphs are black boxes.

    Args:
        characters: code point to the box's height, of an em of 1000; each is 600 wide and advances by 1000.
        family: its name.
        embedding: `fsType`: 0 allows everything, 2 forbids to embed the font.
    """
    builder = FontBuilder(1000, isTTF=True)
    names = {code: f"uni{code:04X}" for code in characters}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf(
        {
            ".notdef": _box(0),
            **{name: _box(height) for name, height in zip(names.values(), characters.values(), strict=True)},
        }
    )
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (1000, 200)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": f"{family}-Regular"})
    builder.setupOS2(fsType=embedding)
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _box(height: int) -> object:
    pen = TTGlyphPen(None)
    for i, point in enumerate([(200, 0), (200, height), (800, height), (800, 0)] if height else []):
        (pen.lineTo if i else pen.moveTo)(point)
    if height:
        pen.closePath()
    return pen.glyph()
