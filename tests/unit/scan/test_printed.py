"""Text and photos of PDF pages, in blocks as a reader sees them."""

from __future__ import annotations

import hashlib
import json
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image
from pypdfium2 import raw

from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import PrintedPage, pdf_process, printed_pages, text_process
from papers import a_text, an_image
from pictures import document, saved

if TYPE_CHECKING:
    from collections.abc import Callable

Words = tuple[str, float, float, float]
"""Text, left, baseline and size."""


def page(*words: Words, also: Callable[[Any, Any], None] | None = None) -> bytes:
    """A page of 600 by 800 points with these words in Helvetica."""
    made = pdfium.PdfDocument.new()
    sheet = made.new_page(600, 800)
    for text, left, baseline, size in words:
        raw.FPDFPage_InsertObject(sheet, a_text(made, text, at=(left, baseline), size=size))
    if also:
        also(made, sheet)
    raw.FPDFPage_GenerateContent(sheet)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def read(data: bytes) -> PrintedPage:
    (one,) = printed_pages(data)
    return one


def texts(*words: Words) -> list[str]:
    return [block.text for block in read(page(*words)).blocks]


class TestBlocks:
    def test_what_stands_side_by_side_is_told_apart(self) -> None:
        assert texts(("Wang", 50, 700, 10), ("Female", 300, 700, 10)) == ["Wang", "Female"]

    def test_what_follows_without_a_gap_is_one(self) -> None:
        assert texts(("110007", 50, 700, 10), ("310042", 50 + 6 * 5.56, 700, 10)) == ["110007310042"]

    def test_lines_below_each_other_are_one_from_the_top_down(self) -> None:
        assert texts(("Mahmut", 50, 688.2, 10), ("Abdulkerim", 50, 700, 10)) == ["AbdulkerimMahmut"]

    @pytest.mark.parametrize(
        "second",
        [("Male", 50, 670, 10), ("Male", 58, 688.2, 10), ("Male", 50, 688.2, 6), ("Male", 50, 694, 10)],
        ids=["far below", "not at the same edge", "smaller", "too near"],
    )
    def test_others_are_not(self, second: Words) -> None:
        assert texts(("Wang", 50, 700, 10), second) == ["Wang", "Male"]

    def test_a_space_belongs_to_its_line(self) -> None:
        assert texts(("Mary Lee", 50, 700, 10)) == ["Mary Lee"]

    def test_the_whole_text_is_in_the_order_of_the_file(self) -> None:
        assert read(page(("below", 50, 600, 10), ("above", 50, 700, 10))).text == "belowabove"


class TestCovered:
    def covered(self, *words: Words, also: Callable[[Any, Any], None] | None = None) -> dict[str, bool]:
        return {block.text: block.covered for block in read(page(*words, also=also)).blocks}

    def test_text_on_text_is(self) -> None:
        told = self.covered(("Mary Lee", 50, 700, 10), ("J", 62, 701, 12), ("elsewhere", 50, 600, 10))
        assert (told["Mary Lee"], told["elsewhere"]) == (True, False)

    def test_text_under_an_image_is(self) -> None:
        def paste(made: Any, sheet: Any) -> None:  # noqa: ANN401 - PDFium objects
            sheet.insert_obj(an_image(made, (45, 690, 70, 715)))

        assert self.covered(("Mary Lee", 50, 700, 10), ("elsewhere", 50, 600, 10), also=paste) == {
            "Mary Lee": True,
            "elsewhere": False,
        }

    def test_a_touch_is_no_cover(self) -> None:
        assert self.covered(("Mary Lee", 50, 700, 10), ("J", 52, 707, 10)) == {"Mary Lee": False, "J": False}

    def test_a_space_cannot_be_covered(self) -> None:
        assert self.covered(("A B", 50, 700, 10), (".", 57.2, 700, 10))["A B"] is False


class TestPictures:
    def test_the_digest_of_each_jpeg_file_is_told(self) -> None:
        photo = saved(Image.new("RGB", (30, 40), "red"), "JPEG")

        def insert(made: Any, sheet: Any) -> None:  # noqa: ANN401 - PDFium objects
            image = pdfium.PdfImage.new(made)
            image.load_jpeg(BytesIO(photo), inline=True)
            image.set_matrix(pdfium.PdfMatrix().scale(60, 80).translate(10, 10))
            sheet.insert_obj(image)
            sheet.insert_obj(an_image(made, (200, 200, 300, 300)))

        told = read(page(also=insert))
        assert (told.photos, told.is_picture) == (frozenset({hashlib.sha256(photo).digest()}), False)

    def test_a_page_that_an_image_fills_is_a_picture(self) -> None:
        def fill(made: Any, sheet: Any) -> None:  # noqa: ANN401 - PDFium objects
            sheet.insert_obj(an_image(made, (0, 0, 600, 500)))

        assert read(page(also=fill)).is_picture


class TestHostileFiles:
    @pytest.mark.parametrize("data", [b"", b"%PDF-", b"hello", document([b""])[:100]])
    def test_what_is_no_document_is_refused(self, data: bytes) -> None:
        with pytest.raises(ScanError) as refused:
            printed_pages(data)
        assert refused.value.code is Code.MALFORMED

    def test_one_of_too_many_pages_is_refused(self) -> None:
        with pytest.raises(ScanError) as refused:
            printed_pages(document([b""] * 4), max_pages=3)
        assert refused.value.code is Code.UNSUPPORTED

    def test_a_page_without_anything_has_nothing(self) -> None:
        told = read(document([b""]))
        assert (told.number, told.blocks, told.text, told.photos) == (1, (), "", frozenset())


class TestProcess:
    """What the process does, inside this one, where coverage sees it."""

    @staticmethod
    def main(data: bytes, most: int = 1000) -> tuple[int, list[bytes]]:
        target = BytesIO()
        return text_process.main([str(most)], BytesIO(data), target), target.getvalue().splitlines()

    def test_each_page_is_a_line(self) -> None:
        status, (count, told) = self.main(page(("Lee", 50, 700, 10)))
        assert (status, count) == (0, b"1")
        characters = json.loads(told)["characters"]
        assert [chr(point) for point, *_ in characters] == ["L", "e", "e"]
        assert characters[0][1:] == pytest.approx([50, 700, 50 + 5.56, 10], abs=0.1)

    def test_a_page_of_very_many_characters_is_cut(self) -> None:
        _, (_, told) = self.main(page(("Lee" * 40, 50, 700, 10)), most=100)
        assert len(json.loads(told)["characters"]) == 100

    def test_a_rare_character_is_one(self) -> None:
        pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")
        from office import issue  # noqa: PLC0415 - only here
        from papers import paper  # noqa: PLC0415 - likewise
        from sample_records import record  # noqa: PLC0415 - likewise

        issued = issue(record(name="𬭎𫖯"))
        _, (_, told) = self.main(paper(issued.view, issued.qr_text))
        characters = json.loads(told)
        assert "𬭎𫖯" in "".join(chr(point) for point, *_ in characters["characters"])
        assert len(characters["photos"]) == len(characters["images"]) == 1

    @pytest.mark.parametrize(("data", "status"), [(b"%PDF-1.7", pdf_process.DAMAGED)])
    def test_what_cannot_be_read_has_a_status(self, data: bytes, status: int) -> None:
        assert self.main(data) == (status, [])

    def test_without_pypdfium2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pypdfium2", None)
        assert self.main(document([b""])) == (pdf_process.MISSING, [])
