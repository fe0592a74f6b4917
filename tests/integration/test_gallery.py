"""The pictures of docs/gallery.md are of the pages that are drawn now, so each layout has been looked at as it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from cicpa_credentials.render import Fonts, raster
from cicpa_credentials.render.layout import Code
from cicpa_credentials.render.qr import PIXEL
from draw_gallery import IMAGES, Plate, plates, reduced
from likeness import Difference, difference

if TYPE_CHECKING:
    from cicpa_credentials.render import Page

GALLERY = (IMAGES.parent / "gallery.md").read_text(encoding="utf-8")
NAMES = re.findall(r"\(images/([a-z0-9-]+)\.png\)", GALLERY)
MOST_BYTES = 300_000


@cache
def drawn() -> dict[str, Plate]:
    return {plate.name: plate for plate in plates()}


def kept(name: str) -> Image.Image:
    with Image.open(IMAGES / f"{name}.png") as picture:
        return picture.convert("RGB")


def compared(name: str, picture: Image.Image, page: Page) -> Difference:
    """With the picture that is kept; but for the code, whose signature is another one each time."""
    scale = picture.width / (page.width / PIXEL)
    (code,) = [one for layer in page.layers for one in layer.primitives if isinstance(one, Code)]
    box = tuple(edge / PIXEL * scale for edge in (code.x, code.y, code.x + code.symbol.side, code.y + code.symbol.side))
    return difference(picture.convert("RGB"), kept(name), without=[(box[0], box[1], box[2], box[3])])


def test_the_gallery_shows_every_kind_once() -> None:
    assert sorted(NAMES) == sorted(drawn())
    assert {path.stem for path in IMAGES.glob("*.png")} >= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_in_the_gallery_is_of_what_is_drawn_now(name: str) -> None:
    page = drawn()[name].page
    found = compared(name, reduced(page), page)
    assert found.mean < 1.0, f"{name}: python tools/draw_gallery.py, and look at the picture"
    assert found.worst < 24, f"{name}: differs most at {found.spot}; python tools/draw_gallery.py, and look"
    assert (IMAGES / f"{name}.png").stat().st_size <= MOST_BYTES


def test_a_stroke_that_is_missing_would_be_seen() -> None:
    page = drawn()["card-practising"].page
    picture = raster.paint(page, fonts=Fonts()).reduce(2)
    picture.paste("#fcfbf7", (330, 225, 345, 240))  # a corner of a caption
    found = compared("card-practising", picture, page)
    assert found.worst >= 24


def test_the_readme_shows_a_picture_of_the_gallery() -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(docs/images/([a-z0-9-]+)\.png\)", readme)) <= set(NAMES)
