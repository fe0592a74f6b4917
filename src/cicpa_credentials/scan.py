"""From a picture to QR text: a scan, a screenshot, a photo of a certificate. Needs the extra `scan` (zxing-cpp).

What is read is a claim of whoever made the picture; only `Verifier` says what it is worth.
"""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from cicpa_credentials.errors import Code, ScanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MAX_BYTES", "MAX_PIXELS", "qr_text", "qr_texts"]

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
"""Declared width times height above which nothing is decoded: an A4 page scanned at 600 dpi has half of it."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_CERTIFICATE: Final = re.compile(r"(?:[^#]*#)?[0-9]{17,}\s*")
# Modules of two pixels drown in JPEG noise; three times as large they do not. Above this a picture has no such modules.
_SMALL: Final = 1_500_000
_ENLARGE: Final = 3


def qr_texts(data: bytes) -> tuple[str, ...]:
    """Read every QR code of a picture.

    Size, rotation, light codes on a dark ground and transparent grounds do not matter. Of an animation the
    first picture is read.

    Args:
        data: a PNG, JPEG or WebP file.

    Returns:
        The texts, each once; empty when there are none.

    Raises:
        ScanError: `malformed` when it is no such picture or a damaged one; `unsupported` when it is too large, or
            zxing-cpp is not installed.
    """
    return next((texts for texts in _readings(data) if texts), ())


def qr_text(data: bytes) -> str:
    """Read the one certificate code of a picture; other codes beside it do not matter.

    Args:
        data: a PNG, JPEG or WebP file.

    Raises:
        ScanError: `no_code_found` when there is none, or more than one; else as `qr_texts`.
    """
    for texts in _readings(data):
        certificates = [text for text in texts if _CERTIFICATE.fullmatch(text)]
        if len(certificates) > 1:
            raise ScanError(
                Code.NO_CODE_FOUND, "several certificate codes in one picture: cut out the one that is meant"
            )
        if certificates:
            return certificates[0]
    raise ScanError(Code.NO_CODE_FOUND, "no certificate code in this picture")


def _readings(data: bytes) -> Iterator[tuple[str, ...]]:
    """What is read from each view of a picture, the likeliest first."""
    read = _reader()
    for view in _views(_decoded(data)):
        yield tuple(dict.fromkeys(read(view)))


def _reader() -> Callable[[Image.Image], Iterator[str]]:
    try:
        import zxingcpp  # noqa: PLC0415 - an extra: only who reads pictures needs it
    except ImportError:
        raise ScanError(
            Code.UNSUPPORTED, "reading pictures needs zxing-cpp: pip install 'cicpa-credentials[scan]'"
        ) from None
    find = partial(zxingcpp.read_barcodes, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return lambda view: (code.text for code in find(view))


def _views(image: Image.Image) -> Iterator[Image.Image]:
    # a light code drawn for a dark page has nothing but its transparency to stand out by: hence the second ground
    for view in (_on(image, "white"), _on(image, "black")) if image.mode == "RGBA" else (image,):
        yield view
        if view.width * view.height <= _SMALL:
            yield view.resize((view.width * _ENLARGE, view.height * _ENLARGE), Image.Resampling.BICUBIC)


def _on(image: Image.Image, ground: str) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), image).convert("L")


def _decoded(data: bytes) -> Image.Image:
    """The picture in grey, or as RGBA where there is transparency."""
    if len(data) > MAX_BYTES:
        raise ScanError(Code.UNSUPPORTED, f"picture: more than {MAX_BYTES // 1024 // 1024} MB")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height <= MAX_PIXELS:
                return _eight_bits(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own; whatever it was, there is nothing to read
        raise ScanError(Code.MALFORMED, "not a PNG, JPEG or WebP picture, or a damaged one") from None
    raise ScanError(Code.UNSUPPORTED, f"picture: declares more than {MAX_PIXELS // 1_000_000} million pixels")


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow would cut off what is brighter than 255
        return image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "L")
