"""What is read from a picture: the text of a code, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Corners", "Point", "ScannedCode", "in_reading_order"]

Point: TypeAlias = tuple[float, float]
Corners: TypeAlias = tuple[Point, Point, Point, Point]

_CERTIFICATE: Final = re.compile(r"(?:[^#]*#)?[0-9]{17,}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedCode:
    """One QR code.

    Attributes:
        text: what it says; a claim of whoever made it.
        page: which page it is on, counted from 1.
        corners: of the symbol without its quiet zone, x and y from the page's top left corner; first what is the top
            left of the upright symbol, then clockwise. In pixels of the picture; in millimetres of a PDF's page.
    """

    text: str
    page: int
    corners: Corners

    @property
    def may_be_certificate(self) -> bool:
        """Whether the text has the form that certificates have; only `Verifier` says more."""
        return _CERTIFICATE.fullmatch(self.text) is not None

    @property
    def middle(self) -> Point:
        """Where its middle is."""
        xs, ys = zip(*self.corners, strict=True)
        return (sum(xs) / 4, sum(ys) / 4)


def in_reading_order(codes: Iterable[ScannedCode]) -> list[ScannedCode]:
    """Row by row, each from left to right: a row is what begins above the middle of its highest code."""
    left = sorted(codes, key=_top)
    ordered: list[ScannedCode] = []
    while left:
        row = [code for code in left if _top(code) < left[0].middle[1]] or left[:1]
        ordered += sorted(row, key=lambda code: code.middle)
        left = left[len(row) :]
    return ordered


def _top(code: ScannedCode) -> float:
    return min(y for _, y in code.corners)
