"""Every picture we draw is read back by a decoder that is not ours, in the states in which pictures travel."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image

from card_samples import DIGITS, photo, qr_text, view
from cicpa_credentials import render
from cicpa_credentials.errors import Code, MissingGlyphError, RenderError
from cicpa_credentials.members import Category
from cicpa_credentials.render.fonts import BUNDLED, Face
from cicpa_credentials.scan import qr_text as read_one

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = photo()


def opened(digits: int, category: Category = Category.PRACTISING) -> Image.Image:
    return Image.open(BytesIO(render.png(view(category=category), qr_text(digits), PHOTO)))


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("digits", DIGITS.values())
def test_each_version_on_each_card_is_read_in_every_state(category: Category, digits: int) -> None:
    picture = opened(digits, category)
    assert picture.size == (1600, 1130)
    half = picture.resize((800, 565), Image.Resampling.LANCZOS)
    clear = picture.convert("RGBA")
    clear.putalpha(230)
    states = {
        "as drawn": saved(picture),
        "half as large": saved(half),
        "half as large, coarse": saved(half, "JPEG", quality=40),
        "coarse": saved(picture, "JPEG", quality=40),
        "turned a little": saved(picture.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor="gray")),
        "upside down": saved(picture.rotate(180)),
        "half transparent": saved(clear),
        "grey": saved(picture.convert("L"), "WEBP", quality=60),
    }
    assert {state: read_one(data) for state, data in states.items()} == dict.fromkeys(states, qr_text(digits))


def test_the_jpeg_is_read_too() -> None:
    data = render.jpeg(view(), qr_text(), PHOTO)
    assert read_one(data) == qr_text()
    with Image.open(BytesIO(data)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1600, 1130))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert render.png(view(), qr_text(), PHOTO) == render.png(view(), qr_text(), PHOTO)


def test_pixels_of_a_module_are_pure_and_square() -> None:
    picture = opened(DIGITS[12]).convert("L")
    left, top, right, bottom = picture.crop((0, 580, 545, 1020)).point([255] + [0] * 255).getbbox() or (0, 0, 0, 0)
    assert right - left == bottom - top == 65 * 5
    code = picture.crop((left, 580 + top, right, 580 + bottom))
    assert {level for _, level in code.getcolors() or ()} == {0, 255}
    small = code.resize((65, 65), Image.Resampling.NEAREST)
    assert small.resize(code.size, Image.Resampling.NEAREST).tobytes() == code.tobytes()


@pytest.mark.parametrize(
    ("face", "text", "picture", "code"),
    [
        (view(), qr_text(DIGITS[14] + 1), PHOTO, Code.DOES_NOT_FIT),
        (view(), "https://verify.example.org/", PHOTO, Code.MALFORMED),
        (view(), qr_text(), PHOTO[:500], Code.PHOTO_INVALID),
        (view(name="龘" * 50), qr_text(), PHOTO, Code.DOES_NOT_FIT),
        (view(name="林\ue863"), qr_text(), PHOTO, Code.MISSING_GLYPH),
    ],
    ids=["over-full code", "no code", "damaged photo", "long name", "missing glyph"],
)
def test_what_cannot_be_drawn_is_refused(face: object, text: str, picture: bytes, code: Code) -> None:
    for draw in (render.png, render.jpeg):
        with pytest.raises(RenderError) as refusal:
            draw(face, text, picture)  # type: ignore[arg-type]
        assert refusal.value.code is code


def test_a_host_font_draws_what_the_bundled_ones_lack(tmp_path: Path) -> None:
    with TTFont(BUNDLED / Face.SANS.value, recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            table.cmap[0xE863] = font.getBestCmap()[ord("会")]
        font.save(tmp_path / "host.otf")
    host = render.FontFile.open(tmp_path / "host.otf")
    name = view(name="林\ue863")
    with pytest.raises(MissingGlyphError) as refusal:
        render.png(name, qr_text(), PHOTO)
    assert refusal.value.code is Code.MISSING_GLYPH
    drawn = render.png(name, qr_text(), PHOTO, fonts=render.Fonts(extra=(host,)))
    assert drawn != render.png(view(name="林"), qr_text(), PHOTO)
