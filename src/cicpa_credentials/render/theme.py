"""The colours of a certificate, one set for each category unless a template brings its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cicpa_credentials.render.layout import Colour

__all__ = ["NON_PRACTISING", "PRACTISING", "Theme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours by what they are for.

    Attributes:
        paper: the ground.
        band: the dark band that carries photo and code.
        band_line: fine lines on the band.
        on_band: text on the band.
        ink: names, titles and values.
        caption: small captions.
        tint: fine lines on the paper.
        tint_warm: the second colour of fine lines on the paper.
        gold: rules and ornaments.
        gold_ink: the same for text, dark enough to read.
        seal: the seals; what lies below shows through.
    """

    paper: Colour
    band: Colour
    band_line: Colour
    on_band: Colour
    ink: Colour
    caption: Colour
    tint: Colour
    tint_warm: Colour
    gold: Colour = "#b48a3c"
    gold_ink: Colour = "#94702c"
    seal: Colour = "#c4202ae0"


PRACTISING: Final = Theme(
    paper="#fcfbf7",
    band="#12324f",
    band_line="#2b4d6c",
    on_band="#dfe7ee",
    ink="#10293f",
    caption="#5d7284",
    tint="#dbe5ec",
    tint_warm="#efe6d2",
)
"""Of practising members' certificates."""

NON_PRACTISING: Final = Theme(
    paper="#fcfbf6",
    band="#1d463b",
    band_line="#356253",
    on_band="#e0eae4",
    ink="#17342c",
    caption="#617a70",
    tint="#dbe8e0",
    tint_warm="#efe6d2",
)
"""Of non-practising members' certificates."""
