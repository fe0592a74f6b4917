"""What people wear for an ID photo: a jacket over a shirt with tie, a blouse, or a round neckline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from portraits.canvas import Canvas, Outline, Point, ellipse, moved, path, symmetric
from portraits.palette import darker, lighter


class Neckline(Enum):
    """What is seen between the lapels."""

    TIE = auto()
    OPEN_COLLAR = auto()
    ROUND = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """Clothes; `shoulders` is the factor of their width, `neck` half the neck's width in pixels."""

    jacket: str
    shirt: str = "#f7f7f5"
    neckline: Neckline = Neckline.TIE
    tie: str = "#8c2f39"
    shoulders: float = 1.0
    neck: float = 66


def draw_dress(canvas: Canvas, dress: Dress) -> None:
    """Everything below the neck."""
    wide, neck = dress.shoulders, dress.neck
    body = symmetric(
        [
            Point(0, 884, corner=True),
            Point(300 * wide, 884, corner=True),
            Point(290 * wide, 784),
            Point(272 * wide, 706),
            Point(226 * wide, 648),
            Point(150 * wide, 608),
            Point(neck + 40, 576),
            Point(neck + 6, 540, corner=True),
            Point(neck + 2, 610, corner=True),
            Point(0, 760, corner=True),
        ]
    )
    canvas.fill(body, dress.jacket)
    dark = darker(dress.jacket, 0.3)
    away_from_light = path("300,624 262,684 232,744 222,884 330,884")
    canvas.fill(away_from_light, dark, 0.45, canvas.mask(body))
    canvas.stroke(path("-214,884 -220,784 -232,726"), dark, 3, 0.6)
    match dress.neckline:
        case Neckline.TIE:
            _shirt(canvas, dress)
            _tie(canvas, dress.tie)
        case Neckline.OPEN_COLLAR:
            _blouse(canvas, dress)
        case Neckline.ROUND:
            _top(canvas, dress)
    _lapels(canvas, dress)


def _from_neck(neck: float, text: str) -> Outline:
    """An outline whose x counts from the side of the neck."""
    return moved(path(text), neck, 0)


def _lapels(canvas: Canvas, dress: Dress) -> None:
    cloth, dark = lighter(dress.jacket, 0.1), darker(dress.jacket, 0.32)
    neck = _from_neck(dress.neck, "5,538! 44,580!")
    inner = _from_neck(dress.neck, "4,584")
    lapel = [*neck, *path("118,652 134,684! 96,692! 104,714! 60,784 0,864! 34,744 62,644"), *inner]
    collar = [*neck, *path("118,652 134,684! 96,692! 88,624"), *_from_neck(dress.neck, "8,570")]
    canvas.both(moved(lapel, 0, 5), dark, 0.6)
    canvas.both(lapel, cloth)
    canvas.both(collar, lighter(cloth, 0.05))
    canvas.both_strokes(path("134,684! 96,692! 104,714!"), dark, 2.2, 0.7)


def _front(dress: Dress, top: str) -> Outline:
    return symmetric([*path(top), *_from_neck(dress.neck, "10,536!"), *path("90,624 50,744 0,864!")])


def _shirt(canvas: Canvas, dress: Dress) -> None:
    canvas.fill(_front(dress, f"0,588! {dress.neck - 4},540!"), dress.shirt)
    flap = [*_from_neck(dress.neck, "-4,524! 12,540! 14,584"), *path("46,634! 3,590! 30,572")]
    _collar(canvas, dress, flap)


def _tie(canvas: Canvas, colour: str) -> None:
    canvas.fill(symmetric(path("0,616! 13,616! 27,754 32,884! 0,884!")), colour)
    canvas.fill(path("2,616! 13,616! 27,754 32,884! 10,884!"), darker(colour, 0.25), 0.6)
    knot = symmetric(path("0,586! 21,588! 13,626! 0,628"))
    canvas.fill(moved(knot, 0, 4), darker(colour, 0.45), 0.6)
    canvas.fill(knot, lighter(colour, 0.07))
    canvas.fill(path("4,587! 21,588! 13,626! 6,627!"), darker(colour, 0.2), 0.6)


def _blouse(canvas: Canvas, dress: Dress) -> None:
    canvas.fill(_front(dress, f"0,684! {dress.neck - 6},550!"), dress.shirt)
    shade = darker(dress.shirt, 0.13)
    canvas.stroke(path("0,686 1,764 0,834"), shade, 2.5)
    flap = [
        *_from_neck(dress.neck, "-3,526! 12,540! 22,596"),
        *path("64,660! 34,652 0,688!"),
        *_from_neck(dress.neck, "-22,606"),
    ]
    _collar(canvas, dress, flap)


def _collar(canvas: Canvas, dress: Dress, flap: Outline) -> None:
    canvas.both(moved(flap, 0, 5), darker(dress.shirt, 0.13))
    canvas.both(flap, lighter(dress.shirt, 0.5))


def _top(canvas: Canvas, dress: Dress) -> None:
    side = dress.neck
    canvas.fill(_front(dress, f"0,618 40,606 {side + 2},568"), dress.shirt)
    hem = path(f"{-side - 3},568 -40,608 0,620 40,608 {side + 3},568")
    canvas.stroke(moved(hem, 0, 4), darker(dress.shirt, 0.14), 5, 0.9)


def draw_brooch(canvas: Canvas, colour: str) -> None:
    """A badge on the lapel."""
    canvas.fill(ellipse(-96, 660, 8, 8), darker(colour, 0.3))
    canvas.fill(ellipse(-96, 659, 7, 7), colour)
    canvas.fill(ellipse(-98, 657, 2.5, 2.5), lighter(colour, 0.6))
