"""Breaks running text into lines by the widths of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.render.fonts import Face, Fonts

__all__ = ["NO_BREAK", "lines_of"]

NO_BREAK: Final = "\u00a0"


def lines_of(text: str, *, face: Face, fonts: Fonts, size: float, width: float) -> tuple[str, ...]:
    """Fill one line after the other, breaking at spaces, and inside a word only if it is wider than a line.

    Args:
        text: words with single spaces between them; no-break spaces keep words together, and come out as plain ones.
        face: of the text.
        fonts: that measure it.
        size: of the em, in millimetres.
        width: of a line, in millimetres; wider than any one character.

    Raises:
        MissingGlyphError: naming the characters that no font has.
    """

    def fits(line: str) -> bool:
        return fonts.width(line, face, size=size) <= width

    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if fits(longer):
            lines[-1] = longer
        else:
            lines += _pieces(word, fits)
    return tuple(line.replace(NO_BREAK, " ") for line in lines if line)


def _pieces(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """The word, or as many of its characters at a time as a line holds."""
    while len(word) > 1 and not fits(word):
        end = next((end for end in range(len(word) - 1, 1, -1) if fits(word[:end])), 1)
        yield word[:end]
        word = word[end:]
    yield word
