"""Head, neck and features, in the light of a lamp at the upper left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portraits.canvas import Canvas, Outline, Point, ellipse, moved, path, stretched, symmetric
from portraits.palette import WHITE, blend

if TYPE_CHECKING:
    from portraits.palette import Skin

EYE_X, EYE_Y = 57, 305


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What makes a face somebody's. Factors are 1.0 for the plain face, shares run from 0 to 1."""

    skin: Skin
    iris: str = "#3a2419"
    brow: str = "#2b2320"
    brow_weight: float = 1.0
    jaw: float = 1.0
    chin: float = 0.0
    eye_height: float = 1.0
    lashes: float = 0.0
    nose: float = 1.0
    mouth: float = 1.0
    smile: float = 1.0
    lipstick: float = 0.0
    age: float = 0.0
    blush: float = 0.06
    stubble: float = 0.0


def head(face: Face) -> Outline:
    """The outline of the head without ears and hair."""
    jaw, chin = face.jaw, face.chin
    return symmetric(
        [
            *path("0,118 72,134 114,182 127,250 124,318"),
            Point(117 * (0.6 + 0.4 * jaw), 380),
            Point(101 * jaw, 434 + chin / 2),
            Point(68 * jaw, 480 + chin),
            Point(32 * jaw, 503 + chin),
            Point(0, 509 + chin),
        ]
    )


def draw_neck(canvas: Canvas, face: Face, width: float) -> None:
    """The neck with the shadow of the chin; clothes cover its lower end."""
    right = [Point(0, 400), Point(width, 400, corner=True), Point(width, 580, corner=True), Point(0, 790)]
    neck = symmetric(right)
    canvas.fill(neck, face.skin.base)
    canvas.fill(moved(head(face), 8, 32), face.skin.shade, within=canvas.mask(neck))


def draw_head(canvas: Canvas, face: Face, *, ears: bool) -> None:
    """The head, plain, with ears unless hair covers them."""
    skin = face.skin
    if ears:
        canvas.both(path("116,288 134,280 146,297 143,332 132,358 116,360"), skin.base)
        canvas.both(path("124,298 135,295 138,310 133,336 125,346"), skin.shade)
    outline = head(face)
    canvas.fill(outline, skin.base)
    shape = canvas.mask(outline)
    away_from_light = path("150,160 117,230 108,310 102,380 80,438 44,482 6,500 10,560 170,540 200,300")
    canvas.fill(away_from_light, skin.shade, 0.55, shape)
    for size in (1.0, 0.8, 0.55):
        canvas.both(ellipse(78, 374, 33 * size, 23 * size), "#e0604f", face.blush / 2, shape)
    if face.stubble:
        beard = symmetric(path("0,420 34,420 62,432 92,420 108,372 150,330 130,470 60,530 0,540"))
        canvas.fill(beard, face.brow, face.stubble, shape)


def draw_features(canvas: Canvas, face: Face) -> None:
    """Eyes, brows, nose, mouth, and what the years have drawn."""
    _eye(canvas, face, 1)
    _eye(canvas, face, -1)
    _brows(canvas, face)
    _nose(canvas, face)
    _mouth(canvas, face)
    if face.age:
        _lines(canvas, face)


def _eye(canvas: Canvas, face: Face, side: int) -> None:
    def placed(text: str, dy: float = 0) -> Outline:
        """Points about the middle of the right eye, on either side of the face."""
        outline = stretched(path(text), side, face.eye_height)
        return moved(outline, side * EYE_X, EYE_Y + dy)

    canvas.fill(placed("-27,4! -14,-9 4,-13 19,-8 28,-1! 16,7 0,10 -16,8"), "#fdfaf6")
    opening = canvas.mask(placed("-27,4! -14,-9 4,-13 19,-8 28,-1! 16,7 0,10 -16,8"))
    x, y = side * EYE_X, EYE_Y - 1
    canvas.fill(ellipse(x, y, 12.5, 12.5), face.iris, within=opening)
    canvas.fill(ellipse(x, y, 6.2, 6.2), "#120d0b", within=opening)
    canvas.fill(placed("-30,0 -14,-26 19,-26 30,-2 19,-5 4,-9 -14,-5"), "#5d4436", 0.25, opening)
    canvas.fill(ellipse(x - 4, y - 5, 3.2, 3.2), WHITE)
    reach = f"{29 + 4 * face.lashes},{-1 - 4 * face.lashes}"
    canvas.stroke(placed(f"-28,5 -15,-8.5 4,-13 19,-8.5 {reach}"), "#2a1c17", 4.0 + 0.8 * face.lashes)
    canvas.stroke(placed("-22,-9 -6,-18 10,-19 27,-11"), face.skin.deep, 2.2, 0.75)
    canvas.stroke(placed("-14,9 2,11.5 17,8"), face.skin.deep, 1.8, 0.6)


def _brows(canvas: Canvas, face: Face) -> None:
    weight = face.brow_weight
    brow = stretched(path("-31,5! -29,-4! -8,-8 14,-9 37,5! 14,-1 -8,3"), 1, weight)
    canvas.both(moved(brow, EYE_X + 2, EYE_Y - 40), face.brow, 0.85)


def _nose(canvas: Canvas, face: Face) -> None:
    width, skin = face.nose, face.skin
    canvas.fill(stretched(path("9,320! 15,366 27,391 20,404 4,407 12,392 9,360"), width, 1), skin.shade, 0.8)
    under = path("-17,400! -8,403 0,408 8,403 17,400! 8,410 0,413 -8,410")
    canvas.fill(stretched(under, width, 1), skin.deep, 0.85)
    canvas.both_strokes(stretched(path("25,388 28,397 22,404"), width, 1), skin.deep, 2.2, 0.65)
    canvas.fill(ellipse(-4, 384, 6, 9), WHITE, 0.16)


def _mouth(canvas: Canvas, face: Face) -> None:
    def placed(text: str) -> Outline:
        """Points about the middle of the mouth, corners lifted by the smile."""
        outline = path(text)
        return [
            Point(point.x * face.mouth, 450 + point.y - 6 * face.smile * (abs(point.x) / 40) ** 2, point.corner)
            for point in outline
        ]

    skin = face.skin
    natural = blend(skin.lips, skin.base, 0.3)
    colour = blend(natural, "#b8323f", face.lipstick)
    canvas.fill(placed("-36,0! -16,0 0,1 16,0 36,0! 20,11 0,16 -20,11"), colour, 0.9)
    canvas.fill(placed("-39,0! -18,-9 -6,-12 0,-10 6,-12 18,-9 39,0! 18,0 0,1 -18,0"), blend(colour, "#5c2420", 0.2))
    canvas.fill(moved(ellipse(0, 8, 12, 2.6), 0, 450), WHITE, 0.2)
    canvas.stroke(placed("-42,0 -18,0.5 0,1.5 18,0.5 42,0"), "#6e332c", 2.4, 0.85)
    canvas.stroke(path("-15,479 0,482 15,479"), skin.deep, 2.4, 0.4)


def _lines(canvas: Canvas, face: Face) -> None:
    deep, age = face.skin.deep, face.age
    for line in ("35,400 49,421 54,443", "38,327 56,334 76,328", "93,301 102,296", "93,308 103,310"):
        canvas.both_strokes(path(line), deep, 2.2, 0.45 * age)
    canvas.stroke(path("-46,214 0,209 46,214"), deep, 2.0, 0.35 * age)
    canvas.stroke(path("-38,228 0,224 38,228"), deep, 2.0, 0.3 * age)
