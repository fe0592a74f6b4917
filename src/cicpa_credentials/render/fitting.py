"""Makes text fit its place: smaller down to a floor, on two lines where the place has two, else refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cicpa_credentials.render.fonts import Face, Fonts

__all__ = ["Fitted", "Setting", "fit"]

_BREAK_AFTER: Final = " ·‧・•．-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How many lines a text may be set on, and how small.

    Attributes:
        lines: 1 or 2.
        size: the largest em, in millimetres, which is taken when there is room.
        floor: the smallest em; below it the next setting is tried.
    """

    lines: int
    size: float
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A text that fits: its lines, and the em in millimetres."""

    lines: tuple[str, ...]
    size: float


def fit(
    text: str,
    *,
    field: str,
    face: Face,
    fonts: Fonts,
    width: float,
    settings: Sequence[Setting],
    tracking: float = 0.0,
) -> Fitted:
    """Set a text in the first setting that holds it.

    Args:
        text: what is to be set.
        field: its field's JSON name, for the error; the text itself is never in it.
        face: of the text.
        fonts: that measure it.
        width: of the place, in millimetres.
        settings: from the most to the least welcome.
        tracking: added between two glyphs, in ems.

    Raises:
        RenderError: `does_not_fit`, naming the field.
        MissingGlyphError: naming the characters that no font has.
    """
    measure = partial(fonts.width, face=face, size=1.0, tracking=tracking)
    ems = measure(text)
    for setting in settings:
        if ems * setting.floor > width * setting.lines:
            continue  # not even a perfect break would do, and looking for one in a hostile text takes long
        for lines in _broken(text, setting.lines, measure):
            widest = max(map(measure, lines))
            size = min(setting.size, width / widest if widest else setting.size)
            if size >= setting.floor:
                return Fitted(lines=lines, size=size)
    raise RenderError(Code.DOES_NOT_FIT, f"{field}: too long for its place, even in the smallest type allowed")


def _broken(text: str, lines: int, measure: Callable[[str], float]) -> Iterator[tuple[str, ...]]:
    """The text on one line; or on two, as alike as can be: broken behind a dot, hyphen or space, then anywhere."""
    if lines == 1:
        yield (text,)
        return
    inner = range(1, len(text))
    for places in ([place for place in inner if text[place - 1] in _BREAK_AFTER], list(inner)):
        halves = [(text[:place].rstrip(" "), text[place:]) for place in places]
        if halves:
            yield min(halves, key=lambda pair: max(map(measure, pair)))
