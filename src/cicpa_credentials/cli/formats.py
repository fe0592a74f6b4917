"""In which files there are pages, and what draws them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cicpa_credentials import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["DRAW", "Format"]


class Format(StrEnum):
    """The files, by the words of `--format`."""

    PNG = "png"
    JPEG = "jpeg"
    PDF = "pdf"
    SVG = "svg"


DRAW: Final[Mapping[Format, Callable[..., bytes]]] = {
    Format.PNG: render.png,
    Format.JPEG: render.jpeg,
    Format.PDF: render.pdf,
    Format.SVG: render.svg,
}
"""What draws each; all take what `render.png` takes."""
