"""Reads the two things a layout must know of a font: which characters it has, and how far each advances.

A font's own `cmap` and `hmtx` (ISO/IEC 14496-22) answer for bundled and for host fonts alike, so there is no list
beside the font that could disagree with it. Asking a rasteriser instead would mean comparing pictures with `.notdef`,
which takes blank characters for missing ones.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from os import SEEK_END
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, RenderError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

__all__ = ["FontFile", "tables"]

_COLLECTION: Final = b"ttcf"
_FLAVOURS: Final = (b"OTTO", b"\x00\x01\x00\x00", b"true")
_UNICODE: Final = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
_CODE_POINTS: Final = 0x110000
_READ: Final = (b"head", b"hhea", b"hmtx", b"cmap")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FontFile:
    """A font on disk: OpenType or TrueType, alone or in a collection.

    Attributes:
        path: the file.
        index: the font's place in a collection, else 0.
        units_per_em: what `advance` counts in.
        glyphs: code point to glyph.
    """

    path: Path
    index: int
    units_per_em: int
    glyphs: Mapping[int, int] = field(repr=False)
    _advances: tuple[int, ...] = field(repr=False)

    @classmethod
    def open(cls, path: Path, *, index: int = 0) -> FontFile:
        """Read a font's tables; its outlines stay on disk.

        Args:
            path: the file.
            index: which font of a collection.

        Raises:
            RenderError: `malformed` when the file cannot be read or is no font of these kinds.
        """
        try:
            read = tables(path, index=index, wanted=_READ)
            (units,) = struct.unpack_from(">H", read[b"head"], 18)
            glyphs = dict(_mapping(read[b"cmap"]))
            advances = _advance_widths(read)
        except (OSError, struct.error, KeyError, IndexError, ValueError):
            raise RenderError(Code.MALFORMED, f"{path.name}: not a readable OpenType or TrueType font") from None
        if not (units and glyphs and advances):
            raise RenderError(Code.MALFORMED, f"{path.name}: a font without Unicode characters or widths")
        return cls(path=path, index=index, units_per_em=units, glyphs=glyphs, _advances=advances)

    def advance(self, character: str) -> int:
        """How far a character moves the pen, in font units (`hmtx`: the last width holds for all further glyphs)."""
        glyph = self.glyphs[ord(character)]
        return self._advances[min(glyph, len(self._advances) - 1)]


def tables(path: Path, *, index: int, wanted: Container[bytes] | None = None) -> dict[bytes, bytes]:
    """A font's tables by tag (ISO/IEC 14496-22 §4.5).

    Args:
        path: the file.
        index: which font of a collection.
        wanted: tags; None for every table.

    Raises:
        OSError: when it cannot be read.
        ValueError: when it is no font of these kinds.
        struct.error: when it is cut off.
    """
    with path.open("rb") as file:

        def read(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        start = 0
        if read(0, 4) == _COLLECTION:
            (count,) = struct.unpack(">I", read(8, 4))
            if not 0 <= index < count:
                raise ValueError("no such font in the collection")
            (start,) = struct.unpack(">I", read(12 + 4 * index, 4))
        flavour, count = struct.unpack(">4sH", read(start, 6))
        if flavour not in _FLAVOURS:
            raise ValueError("not an sfnt font")
        directory = list(struct.iter_unpack(">4sIII", read(start + 12, 16 * count)))
        if sum(size for *_, size in directory) > file.seek(0, SEEK_END):
            raise ValueError("tables larger than their file")
        return {tag: read(offset, size) for tag, _, offset, size in directory if wanted is None or tag in wanted}


def _advance_widths(read: dict[bytes, bytes]) -> tuple[int, ...]:
    (count,) = struct.unpack_from(">H", read[b"hhea"], 34)
    return struct.unpack_from(">" + "Hh" * count, read[b"hmtx"])[::2]


def _mapping(cmap: bytes) -> Iterator[tuple[int, int]]:
    """The pairs of the widest Unicode subtable: format 12 where there is one, else format 4."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    records = [struct.unpack_from(">HHI", cmap, 4 + 8 * i) for i in range(count)]
    offsets = [offset for platform, encoding, offset in records if (platform, encoding) in _UNICODE]
    by_format = {struct.unpack_from(">H", cmap, offset)[0]: offset for offset in offsets}
    if 12 in by_format:  # noqa: PLR2004 - the format's number
        return _segmented_coverage(cmap, by_format[12])
    return _segment_mapping(cmap, by_format[4])


def _segmented_coverage(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups of (first, last, glyph of the first), ascending."""
    (count,) = struct.unpack_from(">I", cmap, offset + 12)
    groups = cmap[offset + 16 : offset + 16 + 12 * count]
    before = -1
    for first, last, glyph in struct.iter_unpack(">III", groups):
        if not before < first <= last < _CODE_POINTS:  # also what bounds the work that a hostile file can ask for
            raise ValueError("groups out of order")
        before = last
        yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)


def _segment_mapping(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of (end, start, delta, offset into the glyph array or 0)."""
    (twice,) = struct.unpack_from(">H", cmap, offset + 6)
    size = twice // 2
    columns = [
        struct.unpack_from(f">{size}H", cmap, offset + 14 + pad + twice * i) for i, pad in enumerate((0, 2, 2, 2))
    ]
    ranges = offset + 16 + 3 * twice
    for i, (last, first, delta, shift) in enumerate(zip(*columns, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if shift:
                (glyph,) = struct.unpack_from(">H", cmap, ranges + 2 * i + shift + 2 * (code - first))
            if glyph or not shift:
                yield code, (glyph + delta) & 0xFFFF
