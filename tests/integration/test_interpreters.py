"""Pillow and Typst draw the same pages: each is held against the other, and the PDF is rendered by two renderers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from card_samples import photo, qr_text, view
from cicpa_credentials.members import Category, LetterView, association
from cicpa_credentials.render import Language, Layout, PresentationView, page_of
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import (
    Anchor,
    Circle,
    Code,
    Curve,
    Layer,
    Line,
    Page,
    Polygon,
    Primitive,
    Rectangle,
    Stroke,
    Text,
)
from cicpa_credentials.render.ornament import rosette
from cicpa_credentials.render.qr import symbol
from cicpa_credentials.render.raster import paint
from cicpa_credentials.render.typeset import pdf_bytes
from likeness import Box, Difference, difference, pdf_picture
from page_geometry import primitives

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FONTS = Fonts()
PHOTO = photo()
PIXEL = 25.4 / 300
INK = "#10293f"
SHOWN = PresentationView(
    fields=("inspections", "birth_date"), audience="bank.example", expires_at=datetime(2026, 4, 20, 8, 40, tzinfo=UTC)
)

LETTER = LetterView(
    name="阿卜杜·热合曼",
    name_latin="Abdul Rahman",
    number="110007310042",
    category=Category.PRACTISING,
    association=association("100000"),
    joined=date(2017, 3, 16),
    as_of=date(2026, 5, 31),
    reader="The Institute of Examplia",
    issued_on=date(2026, 6, 1),
    valid_until=date(2026, 8, 30),
)

needs_pdftoppm = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")


def made(page: Page) -> bytes:
    return pdf_bytes(page, fonts=FONTS, title="page", lang="zh")


def compared(page: Page) -> Difference:
    """Pillow's picture against Typst's PDF; codes apart, which Pillow moves to whole pixels."""
    return difference(paint(page, fonts=FONTS), pdf_picture(made(page), page), without=_codes(page))


def _codes(page: Page) -> Iterator[Box]:
    for one in primitives(page):
        if isinstance(one, Code):
            yield tuple((at + by) / PIXEL for by in (-0.2, one.symbol.side + 0.2) for at in (one.x, one.y))  # type: ignore[misc]


def blank(*drawn: Primitive, lasting: bool = False) -> Page:
    ground = Rectangle(x=0, y=0, width=100, height=60, fill="#fffdf5")
    return Page(width=100, height=60, layers=(Layer(primitives=(ground, *drawn), lasting=lasting),))


CERTIFICATES = (
    (Layout.CARD, Category.PRACTISING, Language.ZH),
    (Layout.CARD, Category.NON_PRACTISING, Language.EN),
    (Layout.A4, Category.NON_PRACTISING, Language.ZH),
    (Layout.A4, Category.PRACTISING, Language.EN),
)


@pytest.mark.parametrize(("layout", "category", "lang"), CERTIFICATES)
def test_both_draw_the_same_certificate(layout: Layout, category: Category, lang: Language) -> None:
    face = view(name="阿卜杜·热合曼", category=category)
    found = compared(page_of(face, qr_text(), PHOTO, layout=layout, lang=lang))
    assert found.mean < 3, found
    assert found.worst < 60, found


@pytest.mark.parametrize("lang", Language)
def test_both_draw_the_same_presentation(lang: Language) -> None:
    found = compared(page_of(SHOWN, qr_text(900), lang=lang))
    assert found.mean < 3, found
    assert found.worst < 60, found


def test_both_draw_the_same_letter() -> None:
    found = compared(page_of(LETTER, qr_text()))
    assert found.mean < 3, found
    assert found.worst < 60, found


def test_a_text_a_seventh_of_a_millimetre_aside_is_noticed() -> None:
    page = page_of(view(), qr_text(), PHOTO)
    backdrop, own = page.layers
    moved = [replace(one, x=one.x + 0.15) if isinstance(one, Text) else one for one in own.primitives]
    aside = replace(page, layers=(backdrop, Layer(primitives=tuple(moved), lasting=False)))
    found = difference(paint(aside, fonts=FONTS), pdf_picture(made(page), page), without=_codes(page))
    assert found.worst > 70, found


LINES = (
    "（English）标",
    "《甲》、「乙」。“丙”",
    "京注协〔2021〕15号 A·B",
    "甲a乙1丙 - 丁",
    "a  b   c",
    "Fiancée fi AVATAR To. ‘V’",
    "，。一！？……——甲",
    " 阿卜杜·热合曼",
)


@pytest.mark.parametrize("anchor", Anchor)
@pytest.mark.parametrize("tracking", [0.0, 0.6])
def test_glyphs_stand_in_the_same_places(anchor: Anchor, tracking: float) -> None:
    x = {Anchor.START: 5.0, Anchor.MIDDLE: 50.0, Anchor.END: 95.0}[anchor]
    shared = Text(x=x, y=0, text="", face=Face.SERIF, size=4, colour=INK, anchor=anchor, tracking=tracking)
    texts = [replace(shared, y=8 + i * 6, text=line) for i, line in enumerate(LINES)]
    assert compared(blank(*texts)).worst < 40


@pytest.mark.parametrize("anchor", Anchor)
def test_turned_text_stands_in_the_same_place(anchor: Anchor) -> None:
    text = Text(x=50, y=30, text="（阿卜杜）·1", face=Face.SERIF, size=4, colour=INK, anchor=anchor, tracking=0.6)
    assert compared(blank(*(replace(text, angle=angle) for angle in (-60, 15, 90)))).worst < 50


STROKE = Stroke(colour="#c4202a80", width=1.5)
CROSS = Line(paths=(((10, 30), (90, 30)), ((50, 5), (50, 55)), ((20, 10), (80, 50))), stroke=STROKE)
SHAPES: dict[str, Primitive] = {
    "rectangle": Rectangle(x=10.3, y=10.2, width=50, height=30.4, fill="#3366aa80"),
    "round corners": Rectangle(x=10, y=10, width=50, height=30, fill=INK, radius=6),
    "disc": Circle(x=50, y=30, radius=20.2, fill="#aa336680"),
    "ring": Circle(x=50, y=30, radius=20, stroke=Stroke(colour=INK, width=2.5)),
    "ring and disc": Circle(x=50, y=30, radius=20, fill="#ddeeff", stroke=STROKE),
    "polygon": Polygon(points=((10, 10), (90, 20), (30, 50), (50, 5)), fill="#224466c0"),
    "crossing lines": CROSS,
    "rosette": Curve(
        paths=rosette(50, 30, inner=9, outer=25, petals=8, strands=6), stroke=Stroke(colour="#b48a3c", width=0.3)
    ),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("lasting", [False, True])
def test_both_draw_the_same_shape(name: str, lasting: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert compared(blank(SHAPES[name], lasting=lasting)).worst < 45


def test_where_lines_of_one_stroke_cross_the_colour_does_not_add_up() -> None:
    picture = pdf_picture(made(blank(CROSS)), blank(CROSS))
    once, twice = (picture.getpixel((round(x / PIXEL), round(30 / PIXEL))) for x in (15, 50))
    assert once == twice


def test_no_seam_shows_between_modules_at_any_scale() -> None:
    black = replace(symbol("0123456789", room=50), rows=(b"\1" * 21,) * 21)
    page = blank(Code(x=10.11, y=10.07, symbol=black, colour="#000000"))
    for dpi in (72, 97, 150, 233, 300):
        picture = pdf_picture(made(page), page, dpi=dpi).convert("L")
        scale = dpi / 25.4
        inside = picture.crop(
            (int(10.11 * scale) + 2, int(10.07 * scale) + 2, *(int((10 + black.side) * scale) - 2,) * 2)
        )
        assert inside.getextrema() == (0, 0)


@needs_pdftoppm
def test_another_renderer_shows_the_same_certificate(tmp_path: Path) -> None:
    page = page_of(view(), qr_text(), PHOTO)
    file = tmp_path / "card.pdf"
    file.write_bytes(made(page))
    size = (round(page.width / PIXEL), round(page.height / PIXEL))
    command = ["pdftoppm", "-r", "300", "-png", "-singlefile", str(file), str(tmp_path / "card")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a fixed command
    with Image.open(tmp_path / "card.png") as picture:
        found = difference(paint(page, fonts=FONTS), picture.crop((0, 0, *size)), without=_codes(page))
    assert found.mean < 4, found
    assert found.worst < 70, found


def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "from hashlib import sha256; from card_samples import *; from cicpa_credentials import render;"
        "from cicpa_credentials.render.typeset import pdf_bytes;"
        "page = render.page_of(view(), qr_text(), photo());"
        "print(sha256(pdf_bytes(page, fonts=render.Fonts(), title='page', lang='zh')).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd="tests", check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    assert run.stdout.strip() == sha256(made(page_of(view(), qr_text(), PHOTO))).hexdigest()
