"""Faces, photos and QR texts for tests that draw."""

from __future__ import annotations

import random
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from PIL import Image, ImageDraw

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.members import Category, CertificateView, Gender, association

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.members import Association

_Result = TypeVar("_Result")

BASE_URL = "https://verify.example.org/#"

# Digits that just fill a symbol of level M behind the 28 characters of BASE_URL, by version (ISO/IEC 18004, table 7:
# of the data bits, 244 go to the URL's segment and 16 to the head of the digits', which take 10 bits for three).
DIGITS = {10: 440, 11: 531, 12: 618, 13: 723, 14: 798}


def view(
    *,
    name: str = "林知夏",
    category: Category = Category.PRACTISING,
    at: str = "110000",
    institute: Association | None = None,
) -> CertificateView:
    return CertificateView(
        name=name,
        gender=Gender.FEMALE,
        number="110007310042",
        category=category,
        association=institute or association(at),
        joined=date(2017, 3, 16),
    )


def qr_text(digits: int = 420, *, seed: int = 1) -> str:
    source = random.Random(seed)  # noqa: S311 - digits to draw, not a secret
    return BASE_URL + "".join(source.choices("0123456789", k=digits))


def photo(size: tuple[int, int] = (590, 826), *, mode: str = "RGB", form: str = "PNG", **options: Any) -> bytes:  # noqa: ANN401
    """A drawn face: blue ground, a disc for the head in the upper half."""
    width, height = size
    picture = Image.new("RGB", size, "#b9d3ea")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.55), fill="#e2b48f")
    pen.rectangle((0, height * 0.75, width, height), fill="#223a5e")
    file = BytesIO()
    picture.convert(mode).save(file, form, **options)
    return file.getvalue()


def outcome(work: Callable[[], _Result]) -> _Result | CicpaError:
    """What comes of it: the result, or our error; any other error is a failure."""
    try:
        return work()
    except CicpaError as refusal:
        return refusal
