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
