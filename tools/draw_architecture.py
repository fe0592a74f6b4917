"""Draws docs/images/architecture.svg (`python tools/draw_architecture.py`) from the import contract in pyproject.toml.

Each row imports only from rows below it; what stands side by side in a row imports nothing of each other.
"""

from __future__ import annotations

import re
import tomllib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PICTURE", "PURPOSES", "drawing", "rows"]

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "images" / "architecture.svg"

PURPOSES: Final[Mapping[str, str]] = {
    "cli": "the cicpa command",
    "audit": "many at once",
    "testing": "for test suites",
    "sdjwt": "for online wallets",
    "sealing": "PDF seals",
    "issuer": "record to credential",
    "holder": "chooses what to show",
    "verifier": "eleven steps",
    "render": "pages",
    "register": "what became of it",
    "scan": "picture to text",
    "status": "revoked or not",
    "keys": "who signs, who is believed",
    "members": "what is certified",
    "disclosure": "selective disclosure",
    "schemas": "JSON Schema",
    "wire": "CBOR, COSE, QR text",
    "bulk": "many, in order",
    "wording": "codes in words",
    "errors": "codes",
    "clock": "times",
    "files": "whole files",
}
"""What each room is for, in a few words."""

_WIDTH: Final = 920
_MARGIN: Final = 20
_GAP: Final = 12
_ROW: Final = 58
_STEP: Final = 78
_FONT: Final = 'font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif" text-anchor="middle"'
_COLOURS: Final = ("#7a1f2b", "#24476b", "#2d5d50", "#5b4a7a", "#555")  # from the top down


def rows() -> tuple[tuple[str, ...], ...]:
    """The rows of the import contract, top first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return tuple(tuple(re.findall(r"\w+", layer)) for layer in contract["layers"])


def drawing() -> str:
    """The picture, as SVG."""
    layers = rows()
    height = 2 * _MARGIN + (len(layers) - 1) * _STEP + _ROW
    boxes = (box for index, layer in enumerate(layers) for box in _row(layer, index, len(layers)))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" {_FONT}>',
            "<title>The packages of cicpa_credentials; each row imports only from rows below it</title>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            *boxes,
            *_arrows(layers),
            "</svg>\n",
        )
    )


def _row(names: tuple[str, ...], index: int, count: int) -> Iterator[str]:
    y, colour = _MARGIN + index * _STEP, _COLOURS[index * len(_COLOURS) // count]
    width = (_WIDTH - 2 * _MARGIN - (len(names) - 1) * _GAP) / len(names)
    for place, name in enumerate(names):
        x = _MARGIN + place * (width + _GAP)
        yield f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_ROW}" rx="6" fill="{colour}"/>'
        middle = x + width / 2
        yield _text(middle, y + 25, name, 'font-size="18" font-weight="600"')
        yield _text(middle, y + 45, PURPOSES[name], 'font-size="13"')


def _arrows(layers: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    middle = _WIDTH / 2
    for index in range(len(layers) - 1):
        y = _MARGIN + index * _STEP + _ROW + 4
        yield f'<path d="M{middle - 6} {y}h12l-6 11z" fill="#999"/>'


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" fill="#fff" {style}>{escape(text)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
    print(f"{PICTURE.name}: {PICTURE.stat().st_size:,} bytes")
