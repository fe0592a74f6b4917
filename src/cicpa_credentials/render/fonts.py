"""Which font draws which character: the face's own, then the bundled serif with all Han, then the host's, then none.

Nothing is ever drawn as a box: what no font of the chain has is an error that names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from cicpa_credentials.errors import MissingGlyphError
from cicpa_credentials.render.sfnt import FontFile

__all__ = ["BUNDLED", "PLAIN", "Face", "Fonts", "bundled"]

BUNDLED: Final = Path(__file__).with_name("fonts")
"""The folder of the fonts that ship with the package; `tools/build_fonts.py` makes them."""


class Face(Enum):
    """The faces that pages are set in; the value is the bundled file."""

    SERIF = "NotoSerifSC-Regular.otf"
    SERIF_BOLD = "NotoSerifSC-Bold.otf"
    SANS = "NotoSansSC-Regular.otf"


@cache
def bundled(face: Face) -> FontFile:
    """A face's bundled font: SERIF has all Han of Noto Serif CJK SC, the others little more than our own wording."""
    return FontFile.open(BUNDLED / face.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The chain of fonts.

    Attributes:
        extra: fonts of the host, asked after the bundled ones, in this order (`FontFile.open`).
    """

    extra: tuple[FontFile, ...] = ()

    def chain(self, face: Face) -> tuple[FontFile, ...]:
        """The fonts that are asked for a face, in order."""
        own = (bundled(face), bundled(Face.SERIF)) if face is not Face.SERIF else (bundled(face),)
        return (*own, *self.extra)

    def runs(self, text: str, face: Face) -> tuple[tuple[FontFile, str], ...]:
        """Part a text into runs of one font each.

        The first font that has the whole text takes all of it, so that a line does not change its look halfway. Only
        where there is none does each character go to the first font that has it.

        Raises:
            MissingGlyphError: naming the characters that no font has.
        """
        chain = self.chain(face)
        for font in chain:
            if all(ord(character) in font.glyphs for character in text):
                return ((font, text),)
        found = [next((font for font in chain if ord(character) in font.glyphs), None) for character in text]
        if None in found:
            raise MissingGlyphError(tuple(sorted({c for c, font in zip(text, found, strict=True) if font is None})))
        pairs = [(font, character) for font, character in zip(found, text, strict=True) if font is not None]
        return tuple((font, "".join(c for _, c in run)) for font, run in groupby(pairs, key=lambda pair: pair[0]))

    def width(self, text: str, face: Face, *, size: float, tracking: float = 0.0) -> float:
        """How wide a line of text is, in the unit of `size` and `tracking`.

        Raises:
            MissingGlyphError: naming the characters that no font has.
        """
        ems = sum(sum(map(font.advance, run)) / font.units_per_em for font, run in self.runs(text, face))
        return ems * size + tracking * max(len(text) - 1, 0)


PLAIN: Final = Fonts()
"""The bundled fonts alone."""
