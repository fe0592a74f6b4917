"""How hair is drawn; `hairstyles.py` has the styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portraits.canvas import moved, path
from portraits.palette import BLACK, Skin, darker, lighter

if TYPE_CHECKING:
    from portraits.canvas import Canvas, Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A hairstyle.

    Attributes:
        front: what lies over the head.
        back: what hangs behind it.
        strands: lines in the hair, light and dark in turn.
        ears: whether they are seen.
    """

    front: tuple[Outline, ...]
    back: Outline | None = None
    strands: tuple[Outline, ...] = ()
    ears: bool = True


def draw_back(canvas: Canvas, style: Style, colour: str) -> None:
    """What hangs behind head and neck."""
    if style.back:
        canvas.fill(style.back, darker(colour, 0.32))


def draw_front(canvas: Canvas, style: Style, colour: str, skin: Skin, head: Outline) -> None:
    """What lies over the head, with the shadow it casts on the face."""
    face = canvas.mask(head)
    for piece in style.front:
        canvas.fill(moved(piece, 3, 10), skin.deep, 0.38, face)
    for piece in style.front:
        canvas.fill(piece, colour)
    away_from_light = path("40,60 170,60 190,640 128,640 124,260 100,150")
    canvas.fill(away_from_light, BLACK, 0.2, canvas.mask(*style.front))
    for index, strand in enumerate(style.strands):
        canvas.stroke(strand, darker(colour, 0.35) if index % 2 else lighter(colour, 0.2), 3.4, 0.6)
