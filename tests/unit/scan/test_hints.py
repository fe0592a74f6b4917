"""Pictures spoilt in known ways, and what they are said to lack."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench.camera import MARGIN, Capture, covered, inked
from card_samples import photo, qr_text
from cicpa_credentials.errors import Code, ScanError, ScanHint
from cicpa_credentials.render.fonts import BUNDLED, Face
from cicpa_credentials.scan import qr_text as read_one
from cicpa_credentials.scan.decoder import see
from cicpa_credentials.scan.hints import hint
from cicpa_credentials.scan.texture import busiest
from pictures import blank, code, modules, saved, tiff

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = range(3)
DIGITS = (440, 798)


def ink(digits: int, seed: int) -> Image.Image:
    symbol = modules(qr_text(digits, seed=seed))
    marks = symbol.point(lambda level: level == 0, "L").tobytes()
    return inked([marks[at : at + symbol.width] for at in range(0, len(marks), symbol.width)])


def taken(digits: int, seed: int, pixels: float, *, share: float = 0.0, **how: float) -> Image.Image:
    """A code somewhere in a camera's picture."""
    random = Random(seed)  # noqa: S311 - to be repeatable is the point
    symbol = covered(ink(digits, seed), share, random) if share else ink(digits, seed)
    camera = Capture(size=(1000, 800), scale=pixels, rotation=5, noise=4, light=245, dark=20, **how)  # type: ignore[arg-type]
    return camera.take(symbol, 1.0, random)


def crop(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """A part, its sides as shares of the picture's."""
    left, top, right, bottom = box
    return picture.crop(
        (int(left * picture.width), int(top * picture.height), int(right * picture.width), int(bottom * picture.height))
    )


def framed(digits: int, seed: int) -> Image.Image:
    """A code cut out along its edge and laid on something dark."""
    page = Image.new("L", (900, 700), 30)
    symbol = modules(qr_text(digits, seed=seed))
    page.paste(symbol.resize((symbol.width * 5, symbol.height * 5), Image.Resampling.NEAREST), (200, 150))
    return page.filter(ImageFilter.GaussianBlur(0.5))


SPOILT: dict[str, tuple[Callable[[int, int], Image.Image], ScanHint]] = {
    "1.2 pixels a module": (lambda digits, seed: taken(digits, seed, 1.2), ScanHint.TOO_SMALL),
    "out of focus": (lambda digits, seed: taken(digits, seed, 4, blur=2.8), ScanHint.BLURRED),
    "far out of focus": (lambda digits, seed: taken(digits, seed, 6, blur=7), ScanHint.BLURRED),
    "cut on the right": (
        lambda digits, seed: crop(code(qr_text(digits, seed=seed), pixels=5), (0, 0, 0.7, 1)),
        ScanHint.CUT_OFF,
    ),
    "cut on the left": (
        lambda digits, seed: crop(code(qr_text(digits, seed=seed), pixels=5), (0.25, 0, 1, 1)),
        ScanHint.CUT_OFF,
    ),
    "cut below": (
        lambda digits, seed: crop(code(qr_text(digits, seed=seed), pixels=5), (0, 0, 1, 0.6)),
        ScanHint.CUT_OFF,
    ),
    "a third covered": (lambda digits, seed: taken(digits, seed, 5, share=0.3), ScanHint.DAMAGED),
    "no margin": (framed, ScanHint.NO_QUIET_ZONE),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("name", SPOILT)
def test_the_hint_names_what_was_done(name: str, digits: int, seed: int) -> None:
    spoil, expected = SPOILT[name]
    with pytest.raises(ScanError) as refusal:
        read_one(spoil(digits, seed))
    assert (refusal.value.code, refusal.value.hint) == (Code.NO_CODE_FOUND, expected)


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_a_picture_of_one_level_is_too_faint(ground: int) -> None:
    assert hint(Image.new("L", (400, 300), ground)) is ScanHint.FAINT


@pytest.mark.parametrize("seed", [0, 2])
def test_a_code_that_is_faint_and_covered_is_too_faint_however_dark_the_rest_of_the_page(seed: int) -> None:
    camera = Capture(size=(1000, 800), scale=5, light=140, dark=112)
    page = camera.take(covered(ink(440, seed), 0.3, Random(seed)), 1.0, Random(seed))  # noqa: S311 - as above
    for left, level in ((50, 0), (300, 255)):
        ImageDraw.Draw(page).rectangle((left, 20, left + 200, 40), fill=level)
    assert hint(page) is ScanHint.FAINT


@pytest.mark.parametrize("pixels", [3, 4])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_code_out_of_focus_is_seen_even_where_something_else_is_sharp(pixels: int, seed: int) -> None:
    page = taken(798, seed, pixels, blur=0.55 * pixels)
    ImageDraw.Draw(page).rectangle((10, 10, 600, 14), fill=0)
    assert hint(page) is ScanHint.BLURRED


def test_a_lone_finder_pattern_tells_how_small_the_modules_are() -> None:
    page = taken(440, 1, 1.1, blur=0.3)
    (seen,) = see(page)
    assert not seen.whole
    assert seen.module == pytest.approx(1.1, abs=0.2)
    assert hint(page) is ScanHint.TOO_SMALL


@pytest.mark.parametrize("size", [13, 26])
def test_a_page_of_text_without_any_code_lacks_nothing(size: int) -> None:
    page, font = blank((1400, 1980)), ImageFont.truetype(BUNDLED / Face.SERIF.value, size)
    for row in range(4, 56):
        ImageDraw.Draw(page).text((100, row * 32), "持证人凭此证明会员身份，扫码即可核验。" * 2, font=font, fill=0)
    assert hint(page) is None


def test_a_portrait_alone_has_no_code_to_be_mended() -> None:
    with pytest.raises(ScanError) as refusal:
        read_one(photo())
    assert refusal.value.hint is None


def test_on_several_pages_the_first_that_shows_something_counts() -> None:
    cut = crop(code(qr_text(440), pixels=5), (0, 0, 0.7, 1))
    lines = blank((400, 400))
    ImageDraw.Draw(lines).line((20, 200, 380, 200), fill=0, width=3)
    with pytest.raises(ScanError) as refusal:
        read_one(tiff(lines, cut))
    assert refusal.value.hint is ScanHint.CUT_OFF


def test_the_busiest_patch_is_the_code() -> None:
    symbol = code(qr_text(440), pixels=5)
    page = blank((2000, 1500), (symbol, (1200, 700)))
    found = busiest(page)
    assert found is not None
    spans = (1220, 720, 1200 + symbol.width - 20, 700 + symbol.height - 20)
    assert found == pytest.approx(spans, abs=5 * MARGIN)


def test_every_hint_survives_the_way_of_a_file() -> None:
    cut = crop(code(qr_text(440), pixels=5), (0, 0, 0.7, 1))
    for form in ("PNG", "JPEG", "WEBP", "TIFF"):
        with pytest.raises(ScanError) as refusal:
            read_one(saved(cut, form))
        assert refusal.value.hint is ScanHint.CUT_OFF
