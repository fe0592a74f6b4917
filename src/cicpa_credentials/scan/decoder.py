"""The door to zxing-cpp: QR symbols in a grey picture, those that were read and those that were only seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import dist
from typing import TYPE_CHECKING, Final, TypeAlias

from cicpa_credentials.errors import Code, ScanError

if TYPE_CHECKING:
    from PIL import Image
    from zxingcpp import Position

    from cicpa_credentials.scan.code import Corners

__all__ = ["Box", "Sighting", "see"]

_LEAST_SIDE: Final = 21
"""Modules of the smallest QR code."""

_MOST_SIDE: Final = 65_535
"""Pixels of a side that zxing-cpp takes."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A symbol in a picture.

    Attributes:
        text: what it says, or None where it could not be read.
        corners: as in `ScannedCode`, in pixels.
        modules: on each side, if the symbol tells.
        whole: whether it was seen whole; if not, the corners are those about one finder pattern.
    """

    text: str | None
    corners: Corners
    modules: int | None
    whole: bool

    @property
    def box(self) -> Box:
        """What the corners span."""
        xs, ys = zip(*self.corners, strict=True)
        return (min(xs), min(ys), max(xs), max(ys))

    @property
    def module(self) -> float | None:
        """How many pixels a module takes, if the symbol tells how many there are."""
        top_left, *_, bottom_left = self.corners
        return dist(top_left, bottom_left) / self.modules if self.modules else None

    def covers(self, other: Sighting) -> bool:
        """Whether the middle of another one lies inside."""
        left, top, right, bottom = self.box
        xs, ys = zip(*other.corners, strict=True)
        return left <= sum(xs) / 4 <= right and top <= sum(ys) / 4 <= bottom

    def moved(self, *, scale: float, left: float = 0, top: float = 0) -> Sighting:
        """The same in a picture that is larger by a factor, and of which this was a part."""
        first, second, third, fourth = ((x * scale + left, y * scale + top) for x, y in self.corners)
        return replace(self, corners=(first, second, third, fourth))


def see(picture: Image.Image) -> list[Sighting]:
    """Find the QR symbols of a picture (mode L).

    Raises:
        ScanError: `unsupported` when zxing-cpp is not installed.
    """
    try:
        import zxingcpp  # noqa: PLC0415 - an extra: only who reads pictures needs it
    except ImportError:
        raise ScanError(
            Code.UNSUPPORTED, "reading pictures needs zxing-cpp: pip install 'cicpa-credentials[scan]'"
        ) from None
    if min(picture.size) < _LEAST_SIDE or max(picture.size) > _MOST_SIDE:
        return []
    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), return_errors=True
    )
    # A Micro QR code is never ours. One that is no good, though, is how a lone finder pattern of a QR code appears.
    wanted = {zxingcpp.BarcodeFormat.QRCode: (True, False), zxingcpp.BarcodeFormat.MicroQRCode: (False,)}
    sightings = [
        Sighting(
            text=code.text if code.valid else None,
            corners=_corners(code.position),
            modules=_modules(code.extra),
            whole=code.format == zxingcpp.BarcodeFormat.QRCode,
        )
        for code in found
        if code.valid in wanted.get(code.format, ())
    ]
    # what tells no version is three specks in a line of text
    return [one for one in sightings if one.text is not None or one.modules is not None]


def _corners(position: Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(point.x), float(point.y)) for point in points)
    return (first, second, third, fourth)


def _modules(extra: object) -> int | None:
    """Modules on a side of the version that is told: 1 to 40, or M1 to M4 (ISO/IEC 18004 §5)."""
    version = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    if version.startswith("M"):
        return 9 + 2 * int(version[1:])
    return 17 + 4 * int(version) if version else None
