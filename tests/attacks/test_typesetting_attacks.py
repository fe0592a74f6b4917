"""Names, titles and audiences that try to be something else than text in a PDF or an SVG file."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pypdfium2  # type: ignore[import-untyped]
import pytest

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import Layer, Page, Rectangle, Text
from cicpa_credentials.render.typeset import pdf_bytes, svg_bytes

FONTS = Fonts()

NAMES = (
    "#panic()",
    '"; #panic("x")',
    '")#panic()//',
    "$x$ *strong* _emph_ `raw`",
    "= heading",
    "#read(/etc/passwd)",
    '#image("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "//comment /* block */",
    '\\u{41}\\n\\"\\',
    '","family":"x","text":"y',
    ']}, {"kind": "text"',
    "<label> @reference ~ -- ---",
    "</text><script>alert(1)</script>",
    "&amp;&#65;<![CDATA[x]]>",
    ") Tj ET (",
    "%%EOF endobj",
    "{{name}} ${name}",
)


def page_with(name: str) -> Page:
    ground = Rectangle(x=0, y=0, width=150, height=30, fill="#ffffff")
    line = Text(x=5, y=20, text=name, face=Face.SERIF, size=5, colour="#000000")
    return Page(width=150, height=30, layers=(Layer(primitives=(ground, line), lasting=False),))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_markup_is_set_letter_by_letter(name: str) -> None:
    document = pypdfium2.PdfDocument(pdf_bytes(page_with(name), fonts=FONTS, title=name, lang="en"))
    assert len(document) == 1
    assert document[0].get_textpage().get_text_bounded() == name
    assert document.get_metadata_dict()["Title"] == name


@pytest.mark.parametrize("name", NAMES)
def test_in_an_svg_file_it_is_outlines(name: str) -> None:
    drawn = list(ET.fromstring(svg_bytes(page_with(name), fonts=FONTS)).iter())  # noqa: S314 - our own file
    assert not [one for one in drawn if (one.text or "").strip() or one.tag.endswith("script")]


HIDDEN = (*range(0x20), 0x85, 0x200B, 0x202E, 0x2028, 0x2029, 0xFEFF)


@pytest.mark.parametrize("character", [chr(point) for point in HIDDEN], ids=ascii)
def test_a_character_that_would_break_or_turn_the_line_has_no_glyph(character: str) -> None:
    with pytest.raises(CicpaError) as refusal:
        pdf_bytes(page_with(f"林{character}夏"), fonts=FONTS, title="", lang="zh")
    assert refusal.value.code == "missing_glyph"
