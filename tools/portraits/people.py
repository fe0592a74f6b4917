"""How each of the sample members looks. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from portraits import glasses as frames
from portraits import hairstyles as cuts
from portraits.dress import Dress, Neckline
from portraits.face import Face
from portraits.glasses import Glasses
from portraits.palette import FAIR, LIGHT, TANNED, WARM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portraits.hair import Style

PALE_BLUE, BLUE, NEAR_WHITE, RED = "#d3e5f3", "#86b6e2", "#f2f4f6", "#b5383d"
BLACK_HAIR, SOFT_BLACK, DARK_BROWN, GREY, AUBURN = "#1d191a", "#2b2423", "#402d23", "#8f9093", "#8f5530"
NAVY, CHARCOAL, INK, STONE = "#26324a", "#34373f", "#1e222b", "#7d766c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Everything a portrait is drawn from."""

    background: str
    face: Face
    hair: Style
    hair_colour: str = BLACK_HAIR
    dress: Dress
    glasses: Glasses | None = None
    earrings: str | None = None
    brooch: str | None = None


_MAN = Face(skin=LIGHT)
_WOMAN = Face(
    skin=LIGHT,
    jaw=0.93,
    brow_weight=0.8,
    eye_height=1.12,
    lashes=0.9,
    nose=0.88,
    mouth=0.93,
    lipstick=0.4,
    blush=0.08,
    smile=1.25,
)
_SUIT = Dress(jacket=NAVY)
_BLOUSE = Dress(jacket=NAVY, neckline=Neckline.OPEN_COLLAR, shoulders=0.9, neck=54)
_TOP = Dress(jacket=NAVY, neckline=Neckline.ROUND, shoulders=0.9, neck=54)

PEOPLE: Final[Mapping[str, Person]] = MappingProxyType(
    {
        "01": Person(
            background=PALE_BLUE,
            face=replace(_WOMAN, skin=FAIR),
            hair=cuts.LONG,
            hair_colour=SOFT_BLACK,
            dress=_BLOUSE,
        ),
        "02": Person(
            background=NEAR_WHITE,
            face=replace(_MAN, chin=3, nose=0.95, smile=0.7),
            hair=cuts.SIDE_PART,
            dress=replace(_SUIT, jacket=CHARCOAL, shirt="#e6edf5", tie="#27446e"),
            glasses=Glasses(lens=frames.SQUARE),
        ),
        "03": Person(
            background=PALE_BLUE,
            face=replace(_MAN, skin=FAIR, jaw=0.96, brow_weight=1.1, smile=1.2),
            hair=cuts.TEXTURED,
            dress=replace(_SUIT, jacket=INK, tie="#3d5a80"),
        ),
        "04": Person(
            background=NEAR_WHITE,
            face=replace(_WOMAN, jaw=0.91, lipstick=0.55),
            hair=cuts.BOB,
            dress=replace(_TOP, jacket="#5a2b3a", shirt="#f4efe9"),
            glasses=Glasses(lens=frames.ROUND, colour="#6b4a2f", rim=3.4),
        ),
        "05": Person(
            background=BLUE,
            face=replace(_MAN, skin=WARM, jaw=1.04, nose=1.06, brow_weight=1.15, age=0.6),
            hair=cuts.SWEPT_BACK,
            hair_colour=SOFT_BLACK,
            dress=replace(_SUIT, tie="#7a2733"),
            brooch="#c9a24a",
        ),
        "06": Person(
            background=RED,
            face=replace(_MAN, jaw=0.98, nose=0.96, smile=1.3),
            hair=cuts.CREW,
            dress=replace(_SUIT, jacket=INK, tie="#20242e"),
        ),
        "07": Person(
            background=PALE_BLUE,
            face=replace(
                _MAN,
                skin=WARM,
                iris="#5a3d22",
                brow="#33241c",
                brow_weight=1.35,
                nose=1.12,
                chin=4,
                stubble=0.11,
                age=0.3,
            ),
            hair=cuts.WAVY,
            hair_colour="#33261f",
            dress=replace(_SUIT, jacket="#3b3f36", tie="#5b6b3a"),
        ),
        "08": Person(
            background=NEAR_WHITE,
            face=replace(_MAN, brow="#77757a", jaw=1.02, nose=1.1, age=1.0, eye_height=0.9, smile=1.2, mouth=1.05),
            hair=cuts.RECEDING,
            hair_colour=GREY,
            dress=replace(_SUIT, jacket="#4a4038", shirt="#f3f1ea", tie="#6d4c33"),
            glasses=Glasses(lens=frames.HALF, colour="#8b6f3d", rim=3.2),
            brooch="#b8433e",
        ),
        "09": Person(
            background=PALE_BLUE,
            face=replace(_WOMAN, skin=WARM, jaw=0.98, age=0.75, lipstick=0.5, lashes=0.4, nose=0.95),
            hair=cuts.SHORT_CURLS,
            hair_colour="#473c3a",
            dress=replace(_TOP, jacket="#24473f", shirt="#f1ead9", shoulders=0.95),
            brooch="#d8c28a",
        ),
        "10": Person(
            background=NEAR_WHITE,
            face=replace(
                _WOMAN,
                skin=FAIR,
                iris="#5c7a6a",
                brow="#7a4a2c",
                nose=0.86,
                chin=4,
                blush=0.1,
                smile=1.5,
            ),
            hair=cuts.WAVES,
            hair_colour=AUBURN,
            dress=replace(_BLOUSE, jacket="#5d6470", shirt="#fbf8f3"),
        ),
        "11": Person(
            background=PALE_BLUE,
            face=replace(_MAN, chin=2, brow_weight=1.2, jaw=1.02),
            hair=cuts.UPSWEPT,
            dress=replace(_SUIT, jacket="#2d3a52", shirt="#f5f7fa", tie="#394b3f"),
            glasses=Glasses(lens=frames.HALF, colour="#23252b", rim=4.6),
        ),
        "12": Person(
            background=BLUE,
            face=replace(_WOMAN, jaw=0.9, lipstick=0.6),
            hair=cuts.TIED_BACK,
            dress=replace(_BLOUSE, jacket=INK),
            earrings="#efe6d6",
        ),
        "13": Person(
            background=NEAR_WHITE,
            face=replace(_WOMAN, skin=FAIR, jaw=0.95, blush=0.1, smile=1.4),
            hair=cuts.FRINGE,
            hair_colour=DARK_BROWN,
            dress=replace(_TOP, jacket=STONE, shirt="#fbfaf6"),
        ),
        "14": Person(
            background=PALE_BLUE,
            face=replace(_WOMAN, jaw=0.9, eye_height=1.0, lipstick=0.3, smile=0.8),
            hair=cuts.MIDDLE_PART,
            hair_colour=SOFT_BLACK,
            dress=replace(_BLOUSE, jacket=CHARCOAL, shirt="#e8eef4"),
        ),
        "15": Person(
            background=BLUE,
            face=replace(_WOMAN, skin=WARM, jaw=1.0, blush=0.12, age=0.35, nose=0.94, smile=1.3),
            hair=cuts.TIED_BACK,
            hair_colour=SOFT_BLACK,
            dress=replace(_TOP, jacket="#1f5560", shirt="#f6ecd8"),
            earrings="#3fa7a0",
            brooch="#d9b45b",
        ),
        "16": Person(
            background=RED,
            face=replace(
                _MAN, skin=TANNED, jaw=1.05, nose=1.08, brow_weight=1.2, blush=0.12, age=0.55, eye_height=0.95
            ),
            hair=cuts.CREW,
            hair_colour="#2a2423",
            dress=replace(_SUIT, jacket="#26282f", tie="#8a6a2f"),
        ),
    }
)
"""By the number of the sample member in `examples/members/`."""
