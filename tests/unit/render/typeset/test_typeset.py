from __future__ import annotations

import json
import re
import sys
from base64 import b64decode
from io import BytesIO
from threading import Thread
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdfium2 import raw

from card_samples import photo, qr_text, view
from cicpa_credentials import render
from cicpa_credentials.errors import Code, MissingGlyphError, RenderError
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.layout import Layer, Page, Rectangle, SealPlace, Text
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.raster import paint
from cicpa_credentials.render.sfnt import FontFile
from cicpa_credentials.render.typeset import pdf_bytes, svg_bytes
from cicpa_credentials.render.typeset.compiler import Compiler, compiler
from cicpa_credentials.render.typeset.description import describe
from font_samples import drawn_font, written
from likeness import difference, pdf_picture

if TYPE_CHECKING:
    from pathlib import Path

FONTS = Fonts()
PHOTO = photo()
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.fixture(scope="module")
def card() -> Page:
    return render.page_of(view(name="阿卜杜·热合曼"), qr_text(), PHOTO)


@pytest.fixture(scope="module")
def card_pdf(card: Page) -> bytes:
    return pdf(card)


def pdf(page: Page, *, fonts: Fonts = FONTS, seals: bool = True) -> bytes:
    return pdf_bytes(page, fonts=fonts, title="电子执业会员证", lang="zh", seals=seals)


def page_with(*texts: Text, seals: tuple[SealPlace, ...] = ()) -> Page:
    ground = Rectangle(x=0, y=0, width=80, height=40, fill="#ffffff")
    return Page(width=80, height=40, layers=(Layer(primitives=(ground, *texts), lasting=False),), seals=seals)


def text(word: str, *, tracking: float = 0.0) -> Text:
    return Text(x=5, y=20, text=word, face=Face.SERIF, size=6, colour="#000000", tracking=tracking)


def words(data: bytes) -> str:
    found: str = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()
    return found


def test_a_page_has_its_size_in_millimetres(card: Page, card_pdf: bytes) -> None:
    size = pypdfium2.PdfDocument(card_pdf)[0].get_size()
    assert [points / 72 * 25.4 for points in size] == pytest.approx([card.width, card.height], abs=1e-3)
    drawn = ET.fromstring(svg_bytes(card, fonts=FONTS))  # noqa: S314 - our own file
    sizes = [float(drawn.attrib[side].removesuffix("pt")) for side in ("width", "height")]
    assert [points / 72 * 25.4 for points in sizes] == pytest.approx([card.width, card.height], abs=1e-3)


def test_the_file_says_that_it_is_pdf_a_2u_and_in_which_language(card_pdf: bytes) -> None:
    root = PdfFileReader(BytesIO(card_pdf)).root
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert len(intent.get_object()["/DestOutputProfile"].data) > 100
    metadata = root["/Metadata"].data.decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>U</pdfaid:conformance>" in metadata
    assert ">电子执业会员证<" in metadata
    assert root["/Lang"] == "zh"
    assert pypdfium2.PdfDocument(card_pdf).get_metadata_dict()["Title"] == "电子执业会员证"


def test_the_same_page_gives_the_same_bytes(card: Page, card_pdf: bytes) -> None:
    again = render.page_of(view(name="阿卜杜·热合曼"), qr_text(), PHOTO)
    assert pdf(again) == card_pdf
    assert svg_bytes(again, fonts=FONTS) == svg_bytes(card, fonts=FONTS)


def test_text_can_be_selected_with_rare_characters_intact(card_pdf: bytes) -> None:
    assert "阿卜杜·热合曼" in words(card_pdf)
    for name in ("䶮㛃𬭎𫖯", "欧阳（甲）《乙》", "Zoë O’Neill-Ng"):
        assert name in words(pdf(page_with(text(name))))
        assert name in words(pdf(page_with(text(name, tracking=0.7))))


def test_seals_are_drawn_unless_their_places_stay_blank(card: Page) -> None:
    assert card.seals
    for seals in (True, False):
        found = difference(paint(card, fonts=FONTS, seals=seals), pdf_picture(pdf(card, seals=seals), card))
        assert found.mean < 3.5, found
        assert ("印" in words(pdf(card, seals=seals))) is seals
    assert svg_bytes(card, fonts=FONTS, seals=False) != svg_bytes(card, fonts=FONTS)


def test_the_photo_in_a_pdf_is_the_file_whose_digest_is_signed(card_pdf: bytes) -> None:
    page = pypdfium2.PdfDocument(card_pdf)[0]
    (image,) = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
    assert bytes(image.get_data(decode_simple=False)) == portrait(PHOTO).jpeg


def test_the_photo_in_an_svg_file_is_the_same(card: Page) -> None:
    (image,) = ET.fromstring(svg_bytes(card, fonts=FONTS)).iter(f"{SVG}image")  # noqa: S314 - our own file
    frame = image.attrib[f"{XLINK}href"].removeprefix("data:image/svg+xml;base64,")
    (file,) = re.findall(rb'href="data:image/jpeg;base64,([^"]+)"', b64decode(frame))
    assert b64decode(file) == portrait(PHOTO).jpeg


def test_an_svg_file_is_complete_in_itself_and_does_nothing(card: Page) -> None:
    drawn = list(ET.fromstring(svg_bytes(card, fonts=FONTS)).iter())  # noqa: S314 - our own file
    assert {one.tag.removeprefix(SVG) for one in drawn} <= {"svg", "g", "path", "symbol", "use", "defs", "image"}
    attributes = [pair for one in drawn for pair in one.attrib.items()]
    assert all(value.startswith(("#", "data:image/svg+xml;base64,")) for name, value in attributes if "href" in name)
    assert not any(name.startswith("on") or name == "style" for name, _ in attributes)
    assert not any("url(" in value for name, value in attributes if "href" not in name)


def test_in_an_svg_file_the_code_is_one_path(card: Page) -> None:
    drawn = ET.fromstring(svg_bytes(card, fonts=FONTS)).iter(f"{SVG}path")  # noqa: S314 - our own file
    (code,) = [one for one in drawn if one.attrib.get("fill") == "#000000"]
    assert code.attrib["d"].count("m") > 500


def test_a_missing_character_is_named_not_drawn_as_a_box() -> None:
    for make in (pdf, lambda page: svg_bytes(page, fonts=FONTS)):
        with pytest.raises(MissingGlyphError) as refusal:
            make(page_with(text("a\u0ca0b")))
        assert refusal.value.code is Code.MISSING_GLYPH
        assert "U+0CA0" in str(refusal.value)


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RenderError) as refusal:
        Compiler(FONTS)
    assert refusal.value.code is Code.UNSUPPORTED
    assert "cicpa-credentials[pdf]" in str(refusal.value)


def test_a_warning_or_an_error_of_typst_is_an_error_that_quotes_nothing() -> None:
    typst = compiler(FONTS)
    page = json.loads(
        describe(page_with(text("林知夏")), form="pdf", compiler=typst, title="林知夏", lang="zh", seals=True)
    )
    shape = page["shapes"][1]
    warns = shape | {"runs": [shape["runs"][0] | {"family": "Nobody's"}]}
    for broken in (warns, shape | {"colour": "no colour"}, {"kind": "unheard of"}):
        with pytest.raises(RenderError) as refusal:
            typst.compile(json.dumps(page | {"shapes": [broken]}), "pdf")
        assert refusal.value.code is Code.UNSUPPORTED
        assert refusal.value.__cause__ is refusal.value.__context__ is None or refusal.value.__suppress_context__
        assert "林" not in str(refusal.value)


def test_threads_share_a_compiler() -> None:
    pages = [page_with(text(f"林知夏{i}")) for i in range(6)]
    alone = [pdf(page) for page in pages]
    found: dict[tuple[int, int], bytes] = {}

    def work(number: int) -> None:
        for i, page in enumerate(pages):
            found[number, i] = pdf(page)

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {(number, i): alone[i] for number in range(4) for i in range(6)}


def test_fonts_are_read_once() -> None:
    assert compiler(Fonts()) is compiler(Fonts())


def opened(folder: Path, data: bytes, name: str) -> FontFile:
    return FontFile.open(written(folder, data, name))


@pytest.mark.parametrize("family", ["Small", "Noto Serif CJK SC"])
def test_fonts_of_one_family_are_told_apart(tmp_path: Path, family: str) -> None:
    tall, low = ord("ಠ"), ord("ಥ")
    extra = (
        opened(tmp_path, drawn_font({tall: 800}, family=family), "one.ttf"),
        opened(tmp_path, drawn_font({low: 200, tall: 100}, family=family), "two.ttf"),
    )
    fonts = Fonts(extra=extra)
    page = page_with(text("ಠ林ಥಠ"))
    data = pdf(page, fonts=fonts)
    assert "ಠ林ಥಠ" in words(data)
    found = difference(paint(page, fonts=fonts), pdf_picture(data, page))
    assert found.worst < 60, found
    assert difference(paint(page, fonts=Fonts(extra=extra[::-1])), pdf_picture(data, page)).worst > 200


def test_a_copy_of_a_hosts_font_does_not_stay_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    fonts = Fonts(extra=(opened(tmp_path, drawn_font({ord("ಠ"): 800}), "one.ttf"),))
    first = pdf(page_with(text("ಠ")), fonts=fonts)
    assert not list(folder.iterdir())
    fonts.extra[0].path.unlink()
    assert pdf(page_with(text("ಠ")), fonts=fonts) == first


def test_a_font_that_may_not_be_embedded_is_refused_by_name(tmp_path: Path) -> None:
    font = opened(tmp_path, drawn_font({ord("ಠ"): 800}, embedding=2), "restricted.ttf")
    with pytest.raises(RenderError) as refusal:
        pdf(page_with(text("林")), fonts=Fonts(extra=(font,)))
    assert refusal.value.code is Code.MALFORMED
    assert "restricted.ttf" in str(refusal.value)


def test_a_font_without_outlines_is_refused_by_name(tmp_path: Path) -> None:
    whole = drawn_font({ord("ಠ"): 800})
    font = opened(tmp_path, whole.replace(b"glyf", b"gone", 1), "hollow.ttf")
    with pytest.raises(RenderError) as refusal:
        pdf(page_with(text("林")), fonts=Fonts(extra=(font,)))
    assert refusal.value.code is Code.MALFORMED
    assert "hollow.ttf" in str(refusal.value)
