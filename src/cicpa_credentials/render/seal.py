"""The drawn seal: round, the association's name along the rim, a star, and a legend that says it is electronic.

It is a picture for people and proves nothing: what proves is the signature in the code, and the sealed file's own.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING

from cicpa_credentials.render.fonts import Face
from cicpa_credentials.render.layout import Anchor, Circle, Layer, Line, Polygon, Stroke, Text
from cicpa_credentials.render.ornament import rosette, star
from cicpa_credentials.render.wording import SEAL_LEGEND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.render.layout import Colour, Primitive

__all__ = ["seal"]


@lru_cache(maxsize=256)  # every association on both cards, and room for a host's own
def seal(name: str, *, x: float, y: float, radius: float, colour: Colour) -> Layer:
    """A seal about (x, y).

    Args:
        name: of the association, up to some twenty characters; more make the letters small, never overlapping.
        x: centre in millimetres.
        y: centre in millimetres.
        radius: to the rim's outer edge.
        colour: of everything in it.
    """
    rim = radius * 0.055
    return Layer(
        primitives=(
            Circle(x=x, y=y, radius=radius - rim / 2, stroke=Stroke(colour=colour, width=rim)),
            Circle(x=x, y=y, radius=radius * 0.9, stroke=Stroke(colour=colour, width=0.1)),
            Line(
                paths=rosette(x, y, inner=radius * 0.41, outer=radius * 0.5, petals=24, strands=4),
                stroke=Stroke(colour=colour, width=0.08),
            ),
            Polygon(points=star(x, y, radius * 0.33), fill=colour),
            *_rim_text(name, x=x, y=y, radius=radius, colour=colour),
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


def _rim_text(name: str, *, x: float, y: float, radius: float, colour: Colour) -> Iterator[Primitive]:
    """The name along the upper arc, upright at the top, leaving the lowest third to the legend."""
    baseline = radius * 0.6
    pitch = min(27.0, 244.0 / max(len(name) - 1, 1))
    # as wide as the arc between two neighbours where their feet stand, so that they never touch
    size = min(radius * 0.25, radians(pitch) * baseline * 1.02)
    for i, character in enumerate(name):
        turn = (i - (len(name) - 1) / 2) * pitch
        angle = turn * pi / 180
        yield Text(
            x=round(x + baseline * sin(angle), 3),
            y=round(y - baseline * cos(angle), 3),
            text=character,
            face=Face.SERIF_BOLD,
            size=size,
            colour=colour,
            anchor=Anchor.MIDDLE,
            angle=turn,
        )
