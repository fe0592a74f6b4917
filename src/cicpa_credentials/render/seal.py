"""The drawn seal: round, the association's name along the rim, a star, and a legend that says it is electronic.

It is a picture for people and proves nothing: what proves is the signature in the code, and the sealed file's own.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING

from cicpa_credentials.members import ASSOCIATIONS, Category
from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Circle, Curve, Layer, Polygon, SealPlace, Stroke, Text
from cicpa_credentials.render.ornament import rosette, star
from cicpa_credentials.render.wording import SEAL_LEGEND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import Association, CertificateView
    from cicpa_credentials.render.layout import Colour, Primitive

__all__ = ["seal", "seal_names", "seal_places"]


def seal_names(association: Association, category: Category) -> tuple[str, ...]:
    """Whose seals a certificate bears, by their Chinese names, in the order in which they are set.

    The association's; and on a practising member's certificate CICPA's after it, unless that is the association.

    Args:
        association: that issues it.
        category: of the member.
    """
    institute = ASSOCIATIONS["100000"].zh
    if category is Category.PRACTISING and association.zh != institute:
        return (association.zh, institute)
    return (association.zh,)


def seal_places(
    view: CertificateView, *, at: tuple[float, float], y: float, radius: float, colour: Colour
) -> tuple[SealPlace, ...]:
    """Where a certificate's seals stand, from left to right in the order in which they are set.

    Args:
        view: whose certificate.
        at: two centres from the left, in millimetres; a single seal takes the right one.
        y: of all centres.
        radius: of each seal.
        colour: of each seal.
    """
    names = seal_names(view.association, view.category)
    return tuple(
        SealPlace(name=name, x=x, y=y, radius=radius, colour=colour)
        for name, x in zip(names, at[-len(names) :], strict=True)
    )


@lru_cache(maxsize=256)  # every association on both cards, and room for a host's own
def seal(place: SealPlace) -> Layer:
    """Draw a seal in its place; names of more than some twenty characters get small letters, never overlapping ones."""
    x, y, radius, colour = place.x, place.y, place.radius, place.colour
    rim = radius * 0.055
    return Layer(
        primitives=(
            Circle(x=x, y=y, radius=radius - rim / 2, stroke=Stroke(colour=colour, width=rim)),
            Circle(x=x, y=y, radius=radius * 0.9, stroke=Stroke(colour=colour, width=0.1)),
            Curve(
                paths=rosette(x, y, inner=radius * 0.41, outer=radius * 0.5, petals=24, strands=4),
                stroke=Stroke(colour=colour, width=0.08),
            ),
            Polygon(points=star(x, y, radius * 0.33), fill=colour),
            *_rim_text(place),
            Text(
                x=x,
                y=y + radius * 0.76,
                text=SEAL_LEGEND,
                face=Face.SERIF_BOLD,
                size=radius * 0.165,
                colour=colour,
                anchor=Anchor.MIDDLE,
                tracking=radius * 0.03,
            ),
        ),
        lasting=True,
    )


def _rim_text(place: SealPlace) -> Iterator[Primitive]:
    """The name along the upper arc, upright at the top, leaving the lowest third to the legend."""
    name, radius = place.name, place.radius
    baseline = radius * 0.6
    pitch = min(27.0, 244.0 / max(len(name) - 1, 1))
    # as wide as the arc between two neighbours where their feet stand, so that they never touch
    size = min(radius * 0.25, radians(pitch) * baseline * 1.02)
    for i, character in enumerate(name):
        turn = (i - (len(name) - 1) / 2) * pitch
        angle = turn * pi / 180
        yield Text(
            x=round(place.x + baseline * sin(angle), 3),
            y=round(place.y - baseline * cos(angle), 3),
            text=character,
            face=Face.SERIF_BOLD,
            size=size,
            colour=place.colour,
            anchor=Anchor.MIDDLE,
            angle=turn,
        )
