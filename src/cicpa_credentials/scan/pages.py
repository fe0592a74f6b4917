"""From a file, a picture or a camera frame to grey pages, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from PIL import Image, ImageChops, ImageStat

from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MAX_BYTES", "MAX_PAGES", "MAX_PIXELS", "Frame", "Page", "Scannable", "is_frame", "pages"]

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
"""Declared width times height above which nothing is decoded: an A4 page scanned at 600 dpi has half of it."""

MAX_PAGES: Final = 50
"""Pages of a PDF or TIFF that are looked at unless the caller allows more."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF")
_FRAME_TYPE: Final = "|u1"
_BRIGHT: Final = 200


class Frame(Protocol):
    """A camera's frame: whatever has NumPy's array interface, 8 bits, height x width or height x width x 3."""

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """See NumPy, "The array interface protocol"."""


Scannable: TypeAlias = bytes | Image.Image | Frame
"""A PNG, JPEG, WebP, TIFF or PDF file; a picture; or a frame. The order of colours in a frame does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to look at.

    Attributes:
        number: counted from 1.
        picture: in grey (mode L).
        unit: what a pixel is in the units of `ScannedCode.corners`.
    """

    number: int
    picture: Image.Image
    unit: float = 1.0


def pages(source: Scannable, *, max_pages: int = MAX_PAGES, dpi: int = 300) -> Iterator[Page]:
    """The pages of a file, each decoded when it is asked for.

    Args:
        source: what was handed in.
        max_pages: how many it may have.
        dpi: at which pages of a PDF are drawn.

    Raises:
        ScanError: `malformed` when it is no such file, or damaged; `unsupported` when it is too large, has too many
            pages, is locked, or an extra is missing.
    """
    if isinstance(source, Image.Image):
        yield Page(number=1, picture=_grey(source))
        return
    if not isinstance(source, bytes):
        yield Page(number=1, picture=_grey(_framed(source)))
        return
    if len(source) > MAX_BYTES:
        raise ScanError(Code.UNSUPPORTED, f"picture: more than {MAX_BYTES // 1024 // 1024} MB")
    if pdf.is_pdf(source):
        for number, (picture, unit) in enumerate(pdf.drawn(source, max_pages=max_pages, dpi=dpi), 1):
            yield Page(number=number, picture=picture, unit=unit)
        return
    for number, picture in enumerate(_decoded(source, max_pages), 1):
        yield Page(number=number, picture=picture)


def is_frame(source: Scannable) -> bool:
    """Whether it is a frame, after which there will be another."""
    return not isinstance(source, bytes | Image.Image)


def _decoded(data: bytes, max_pages: int) -> Iterator[Image.Image]:
    """Every page of a TIFF; of any other picture the first, whether it is animated or not."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.format == "TIFF":
                _check_count(image, max_pages)
            for number in range(max_pages if image.format == "TIFF" else 1):
                try:
                    image.seek(number)
                except EOFError:
                    return
                yield _grey(image)
    except ScanError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own; whatever it was, there is nothing to read
        raise ScanError(Code.MALFORMED, "not a PNG, JPEG, WebP, TIFF or PDF file, or a damaged one") from None


def _check_count(image: Image.Image, max_pages: int) -> None:
    try:
        image.seek(max_pages)
    except EOFError:
        image.seek(0)
        return
    raise ScanError(Code.UNSUPPORTED, f"TIFF: more than {max_pages} pages")


def _framed(frame: Frame) -> Image.Image:
    try:
        form = frame.__array_interface__
        picture = Image.fromarray(frame) if _is_picture(form) else None
    except Exception:  # noqa: BLE001 - as above: cameras and their drivers are many
        picture = None
    if picture is None:
        raise ScanError(Code.MALFORMED, "camera frame: not height x width or height x width x 3 values of 8 bits")
    return picture


def _is_picture(form: Mapping[str, Any]) -> bool:
    shape = form["shape"]
    return form["typestr"] == _FRAME_TYPE and (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3))  # noqa: PLR2004


def _grey(image: Image.Image) -> Image.Image:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if not all(image.size):
        raise ScanError(Code.MALFORMED, "picture: empty")
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow would cut off what is brighter than 255
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        return _on_ground(image.convert("RGBA"))
    return image.convert("L")


def _on_ground(image: Image.Image) -> Image.Image:
    """Lay a transparent picture on white; on black if what it shows is light, as codes drawn for dark pages are."""
    alpha = image.getchannel("A")
    (shown,) = ImageStat.Stat(ImageChops.multiply(image.convert("L"), alpha)).mean
    (cover,) = ImageStat.Stat(alpha).mean
    ground = "black" if shown * 255 > _BRIGHT * cover else "white"
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), image).convert("L")


def _too_large() -> ScanError:
    return ScanError(Code.UNSUPPORTED, f"picture: more than {MAX_PIXELS // 1_000_000} million pixels")
