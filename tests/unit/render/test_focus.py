"""How blurred is too blurred: measured on the drawn portraits, at 240 pixels' width."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from cicpa_credentials.render.focus import BLURRED, blur

MEMBERS = sorted((Path(__file__).parents[3] / "examples" / "members").glob("*.png"))


def drawn(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    """Blurred by a radius in pixels of 240 to the width."""
    return picture.filter(ImageFilter.GaussianBlur(radius * picture.width / 240))


@pytest.mark.parametrize("path", MEMBERS, ids=lambda path: path.stem)
def test_it_grows_with_every_step_out_of_focus_and_passes_the_limit_only_when_that_is_plain(path: Path) -> None:
    measured = [blur(blurred(drawn(path), radius)) for radius in (0, 0.5, 1, 1.5, 2, 3, 6)]
    assert measured == sorted(measured)
    assert measured[0] < 0.35
    assert measured[3] < BLURRED < measured[4]


@pytest.mark.parametrize("width", [240, 295, 480, 1200, 2400])
def test_the_size_of_the_file_makes_no_difference(width: int) -> None:
    picture = blurred(drawn(MEMBERS[0]), 1)
    resized = picture.resize((width, width * 7 // 5), Image.Resampling.LANCZOS)
    assert blur(resized) == pytest.approx(blur(picture), abs=0.06)


@pytest.mark.parametrize("contrast", [0.3, 0.6, 1])
def test_nor_does_contrast(contrast: float) -> None:
    flat = Image.new("RGB", drawn(MEMBERS[0]).size, "#888888")
    faint = Image.blend(flat, drawn(MEMBERS[0]), contrast)
    assert blur(faint) < 0.4
    assert blur(blurred(faint, 3)) > BLURRED


def test_a_thumbnail_that_was_blown_up_is_blurred() -> None:
    small = drawn(MEMBERS[0]).resize((40, 56), Image.Resampling.LANCZOS)
    assert blur(small.resize((600, 840), Image.Resampling.BICUBIC)) > BLURRED


def test_where_nothing_is_to_be_seen_nothing_is_sharp() -> None:
    assert blur(Image.new("RGB", (300, 420), "#b9d3ea")) == 1
    assert blur(Image.linear_gradient("L").resize((300, 420), Image.Resampling.BICUBIC)) > BLURRED
