"""Copies a host's font into a file of its own, under a name of its own.

Typst picks a font by family and style. Two fonts of a host may agree in both, or agree with a bundled one, and a
collection holds several; of a name that we gave there is only one.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.sfnt import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.render.sfnt import FontFile

__all__ = ["renamed"]

_OUTLINES: Final = {b"glyf": b"\x00\x01\x00\x00", b"CFF ": b"OTTO", b"CFF2": b"OTTO"}
"""The tables that can hold a font's outlines, and what a file with each begins with."""

_FAMILY, _STYLE, _POSTSCRIPT = 1, 2, 6
_WINDOWS, _BMP, _ENGLISH = 3, 1, 0x409
_NO_POSTSCRIPT: Final = re.compile(r"[^A-Za-z0-9-]")


def renamed(font: FontFile, family: str) -> bytes:
    """A font alone in its file (ISO/IEC 14496-22 §4.5), as it is but for its `name` table.

    Checksums are left out: nobody who embeds fonts looks at them.

    Args:
        font: which; of a collection, the others are left behind.
        family: its new name, letters and digits.

    Raises:
        RenderError: `malformed` when the file is gone, or no longer what it was, or has no outlines.
    """
    try:
        kept = tables(font.path, index=font.index)
        (flavour,) = {kind for tag, kind in _OUTLINES.items() if tag in kept}
    except (OSError, struct.error, ValueError):
        raise RenderError(Code.MALFORMED, f"{font.path.name}: not a readable font with outlines") from None
    postscript = f"{family}-{_NO_POSTSCRIPT.sub('', font.path.stem)}"[:63]
    kept[b"name"] = _name_table({_FAMILY: family, _STYLE: "Regular", _POSTSCRIPT: postscript})
    return _file(flavour, kept)


def _name_table(names: Mapping[int, str]) -> bytes:
    """A `name` table of format 0 (§5.2.6), in English for Windows, which every reader asks for."""
    records, strings = b"", b""
    for number, name in names.items():
        encoded = name.encode("utf-16-be")
        records += struct.pack(">6H", _WINDOWS, _BMP, _ENGLISH, number, len(encoded), len(strings))
        strings += encoded
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + strings


def _file(flavour: bytes, kept: Mapping[bytes, bytes]) -> bytes:
    """Tables behind their directory, each on a multiple of four bytes."""
    # the three further numbers serve binary searches on old machines; readers do without
    head = struct.pack(">4s4H", flavour, len(kept), 0, 0, 0)
    offset = len(head) + 16 * len(kept)
    directory, body = b"", b""
    for tag, table in sorted(kept.items()):
        directory += struct.pack(">4s3I", tag, 0, offset + len(body), len(table))
        body += table + b"\x00" * (-len(table) % 4)
    return head + directory + body
