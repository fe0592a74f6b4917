"""Our own emblem: a rosette of crossing curves about a bright eye. It is nobody's logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.render.layout import Circle, Curve, Stroke
from cicpa_credentials.render.ornament import rosette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.render.layout import Primitive
    from cicpa_credentials.render.theme import Theme

__all__ = ["emblem"]


def emblem(x: float, y: float, radius: float, theme: Theme) -> Iterator[Primitive]:
    """The emblem about (x, y)."""
    yield Circle(x=x, y=y, radius=radius, fill=theme.band)
    yield Circle(x=x, y=y, radius=radius * 0.93, stroke=Stroke(colour=theme.gold, width=radius * 0.03))
    yield Curve(
        paths=rosette(x, y, inner=radius * 0.34, outer=radius * 0.86, petals=8, strands=6),
        stroke=Stroke(colour=theme.gold, width=radius * 0.022),
    )
    yield Curve(
        paths=rosette(x, y, inner=radius * 0.12, outer=radius * 0.34, petals=8, strands=3),
        stroke=Stroke(colour=theme.on_band, width=radius * 0.022),
    )
