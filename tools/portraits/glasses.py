"""Glasses and earrings."""

from __future__ import annotations

from dataclasses import dataclass

from portraits.canvas import Canvas, Outline, ellipse, mirrored, moved, path
from portraits.face import EYE_X, EYE_Y
from portraits.palette import WHITE, lighter

ROUND = "36,0 32,18 18,31 0,35 -18,31 -32,18 -36,0 -32,-18 -18,-30 0,-34 18,-30 32,-18"
SQUARE = "40,-20 42,0 36,20 18,28 -12,28 -34,20 -39,0 -38,-20 -26,-27 0,-28 28,-27"
HALF = "40,-16 41,2 34,19 14,25 -14,25 -34,18 -38,2 -37,-16 -24,-22 0,-23 26,-22"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glasses:
    """A frame: the outline of its right lens about the eye, its colour and thickness."""

    lens: str
    colour: str = "#2b2b30"
    rim: float = 4.0


def draw_glasses(canvas: Canvas, glasses: Glasses) -> None:
    """Lenses, bridge and temples."""
    lens = moved(path(glasses.lens), EYE_X, EYE_Y + 3)
    canvas.both(lens, WHITE, 0.1)
    gleam = path("-20,-18! -8,-20! -24,12! -30,6!")
    for x in (EYE_X, -EYE_X):
        canvas.fill(moved(gleam, x, EYE_Y + 3), WHITE, 0.2)
    closed: Outline = [*lens, *lens[:2]]
    canvas.both_strokes(closed, glasses.colour, glasses.rim)
    canvas.stroke(path(f"-20,{EYE_Y - 2} 0,{EYE_Y - 9} 20,{EYE_Y - 2}"), glasses.colour, glasses.rim)
    temple = path(f"96,{EYE_Y - 10} 112,{EYE_Y - 11} 128,{EYE_Y - 9}")
    canvas.both_strokes(temple, glasses.colour, glasses.rim)


def draw_earrings(canvas: Canvas, colour: str) -> None:
    """A stud at each ear."""
    stud = ellipse(133, 358, 7, 7)
    for one, gleam in ((stud, 131), (mirrored(stud), -135)):
        canvas.fill(one, colour)
        canvas.fill(ellipse(gleam, 356, 2.4, 2.4), lighter(colour, 0.7))
