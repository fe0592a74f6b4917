"""The one place that decides a QR symbol: level, segments, mask, and how large its modules are.

ISO/IEC 18004. Level M everywhere. The mask is fixed (docs/decisions/0003-qr-mask.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC

from cicpa_credentials.errors import Code, RenderError

__all__ = ["MIN_MODULE", "PIXEL", "QUIET", "Symbol", "symbol"]

PIXEL: Final = 25.4 / 300
"""A pixel at the 300 dpi of our pictures, in millimetres; a module is a whole number of these."""

MIN_MODULE: Final = 0.34
"""The smallest module that cheap printers and phone cameras still carry, in millimetres: bench/scanning.md."""

QUIET: Final = 4
"""Modules of quiet zone on each side (ISO/IEC 18004 §6.3.8)."""

_LEVEL: Final = "M"
_LONGEST: Final = 5596
"""Digits that version 40-M holds (ISO/IEC 18004, table 7)."""
_MASK: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A QR symbol, ready to be drawn.

    Attributes:
        version: 1 to 40.
        module: width of one module in millimetres.
        rows: the modules from top to bottom without quiet zone, one byte each, 1 for dark.
    """

    version: int
    module: float
    rows: tuple[bytes, ...] = field(repr=False)

    @property
    def side(self) -> float:
        """Width and height in millimetres, without quiet zone."""
        return len(self.rows) * self.module


def symbol(text: str, *, room: float) -> Symbol:
    """Encode QR text as large as the room allows.

    The base URL is one byte segment, the digits one numeric segment: 10 bits for three digits.

    Args:
        text: `BASE_URL#DIGITS`, or digits alone.
        room: width and height in millimetres that symbol and quiet zone may take.

    Raises:
        RenderError: `malformed` when the text is not of that form; `does_not_fit` when its modules would be smaller
            than `MIN_MODULE`, or no symbol holds it.
    """
    head, mark, digits = text.rpartition("#")
    if not (text.isascii() and digits.isdigit()):
        raise RenderError(Code.MALFORMED, "QR text: not BASE_URL#DIGITS")
    if len(text) > _LONGEST:  # before the work, which would be in vain and long
        raise _overfull()
    segments = [(head + mark, MODE_BYTE)] * bool(mark) + [(digits, MODE_NUMERIC)]
    try:
        made = segno.make(segments, error=_LEVEL, mask=_MASK, micro=False, boost_error=False)  # type: ignore[arg-type] # its stub knows no segments
    except segno.DataOverflowError:
        raise _overfull() from None
    rows = tuple(map(bytes, made.matrix))
    version = (len(rows) - 17) // 4
    # a hair more than the room: lengths in millimetres do not divide exactly by pixels
    module = int(room / PIXEL / (len(rows) + 2 * QUIET) + 1e-6) * PIXEL
    if module < MIN_MODULE:
        raise RenderError(
            Code.DOES_NOT_FIT, f"QR text: version {version} needs more than {room:.1f} mm at {MIN_MODULE} mm a module"
        )
    return Symbol(version=version, module=module, rows=rows)


def _overfull() -> RenderError:
    return RenderError(Code.DOES_NOT_FIT, "QR text: longer than any QR code of level M holds")
