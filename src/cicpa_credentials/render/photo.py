"""The portrait: the JPEG or PNG that a clerk hands in, as plain upright RGB pixels, or a refusal that says why.

Pixels only are taken over, so no metadata (place, device, thumbnail of the uncropped picture) reaches a certificate.
Colour profiles are dropped with the rest: examination systems deliver sRGB. What is larger than it needs to be is
reduced here, once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render import normal_form
from cicpa_credentials.render.focus import BLURRED, blur

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MIN_HEIGHT", "MIN_WIDTH", "Portrait", "portrait"]

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000
"""Declared width times height above which nothing is decoded: more than any ID photo, less than a bomb."""

MIN_WIDTH: Final = 240
MIN_HEIGHT: Final = 320
"""Below this a face is a blur at the printed size; the one-inch photo (295 by 413) is above it."""

_NARROWEST: Final = 0.62
_WIDEST: Final = 0.85
_TRANSPARENT: Final = ("RGBA", "LA", "PA")
_PLAIN: Final = ("RGB", "L")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """An upright picture.

    Attributes:
        width: in pixels.
        height: in pixels.
        rgb: the pixels, row by row, three bytes each.
        file: the file it was read from, where that was in the normal form.
    """

    width: int
    height: int
    rgb: bytes = field(repr=False)
    file: bytes | None = field(default=None, repr=False)

    @property
    def jpeg(self) -> bytes:
        """The picture as a file in the normal form: what is put on pages, and whose digest is signed."""
        return self.file or normal_form.written(Image.frombytes("RGB", (self.width, self.height), self.rgb))

    def crop(self, aspect: float) -> tuple[float, float, float, float]:
        """The largest box (left, top, right, bottom in pixels) of an aspect, width by height.

        Sides are cut evenly; of what is too tall, the bottom goes first, for heads are on top.
        """
        width = min(self.width, self.height * aspect)
        height = min(self.height, self.width / aspect)
        left, top = (self.width - width) / 2, (self.height - height) / 4
        return (left, top, left + width, top + height)


def portrait(data: bytes) -> Portrait:
    """Read an ID photo.

    EXIF orientation is applied and transparency laid on white; what is larger than the normal form is reduced to it.

    Args:
        data: a JPEG or PNG file.

    Raises:
        RenderError: `photo_invalid`, saying what is wrong: not such a file, damaged, declared too large, too small,
            not the shape of an ID photo, animated, CMYK, of more than 8 bits a channel, or clearly out of focus.
    """
    if len(data) > MAX_BYTES:
        raise _refusal(f"more than {MAX_BYTES // 1024 // 1024} MB")
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            _check_declared(image)
            normal = image.format == "JPEG" and normal_form.is_normal(data, image.size)
            declared = sorted(image.size)
            # A decoder that may leave pixels out is many times faster; this many do for every shape that is allowed.
            image.draft(None, (normal_form.MAX_WIDTH, normal_form.MAX_WIDTH))
            ImageOps.exif_transpose(image, in_place=True)
            upright = _on_white(image)
    except RenderError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refusal("it declares more pixels than any ID photo has") from None
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own; whatever it was, the photo is no good
        raise _refusal("not a JPEG or PNG picture, or a damaged one") from None
    width, height = declared if upright.width <= upright.height else reversed(declared)
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise _refusal(f"{width} by {height} pixels; at least {MIN_WIDTH} by {MIN_HEIGHT} are needed")
    if not _NARROWEST <= width / height <= _WIDEST:
        raise _refusal(f"{width} by {height} pixels is not the shape of an ID photo (25 mm by 35 mm or alike, upright)")
    taken = _reduced(upright)
    if blur(taken) > BLURRED:
        raise _refusal("out of focus, or nothing to be seen; a sharp one is needed")
    return Portrait(width=taken.width, height=taken.height, rgb=taken.tobytes(), file=data if normal else None)


def _check_declared(image: Image.Image) -> None:
    """What the header alone tells; nothing is decoded before this has passed."""
    if image.width * image.height > MAX_PIXELS:
        raise _refusal(f"{image.width} by {image.height} pixels; at most {MAX_PIXELS // 1_000_000} million are read")
    # a camera's JPEG may hold further pictures (MPO), of which the first is the photo: those are no animation
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise _refusal("an animated picture")
    if image.mode not in (*_PLAIN, *_TRANSPARENT, "P", "1"):
        raise _refusal(f"colour mode {image.mode}; save it as RGB with 8 bits a channel")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")


def _reduced(image: Image.Image) -> Image.Image:
    scale = min(normal_form.MAX_WIDTH / image.width, normal_form.MAX_HEIGHT / image.height)
    if scale >= 1:
        return image
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def _refusal(reason: str) -> RenderError:
    return RenderError(Code.PHOTO_INVALID, f"photo: {reason}")
