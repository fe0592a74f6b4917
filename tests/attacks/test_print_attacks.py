"""Forgers who keep the genuine code and change the page around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")
from pypdfium2 import raw  # type: ignore[import-untyped]

from cicpa_credentials import render
from cicpa_credentials.errors import Code
from cicpa_credentials.members import Gender
from cicpa_credentials.verifier import Verdict
from office import issue
from papers import a_text, an_image, box_of, compared, edited, paper
from sample_records import record
from secretariat import letter
from secretariat import read as read_letter

ISSUED: Final = issue(record(name="Mary Lee"))
PAPER: Final = paper(ISSUED.view, ISSUED.qr_text, layout="a4", lang="en")


def differing(*pdfs: bytes) -> tuple[str, ...]:
    report = compared(ISSUED.qr_text, *pdfs)
    assert report.printed is not None
    assert (report.verdict, report.code) == (Verdict.INVALID, Code.PRINT_DIFFERS)
    return report.printed.differing


def test_a_file_that_was_only_saved_anew_still_agrees() -> None:
    assert compared(ISSUED.qr_text, edited(PAPER, lambda *_: None)).verdict is Verdict.VALID


def test_another_name_written_over_the_one_that_stands_there() -> None:
    def write(document: Any, page: Any) -> None:  # noqa: ANN401 - PDFium objects
        left, bottom, _, top = box_of(page, "Mary Lee")
        raw.FPDFPage_InsertObject(page, a_text(document, "Jane Roe", at=(left, bottom), size=top - bottom))

    assert differing(edited(PAPER, write)) == ("name",)


def test_one_digit_written_over_another() -> None:
    def write(document: Any, page: Any) -> None:  # noqa: ANN401 - PDFium objects
        _, bottom, right, top = box_of(page, ISSUED.view.number)
        height = top - bottom
        raw.FPDFPage_InsertObject(page, a_text(document, "8", at=(right - height * 0.7, bottom), size=height * 1.3))

    assert differing(edited(PAPER, write)) == ("number",)


def test_a_picture_pasted_over_the_name() -> None:
    def paste(document: Any, page: Any) -> None:  # noqa: ANN401 - PDFium objects
        page.insert_obj(an_image(document, box_of(page, "Mary Lee")))

    assert differing(edited(PAPER, paste)) == ("name",)


def test_a_stamp_laid_over_the_name_as_an_annotation() -> None:
    def stamp(document: Any, page: Any) -> None:  # noqa: ANN401 - PDFium objects
        left, bottom, right, top = box_of(page, "Mary Lee")
        note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_STAMP)
        raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(left=left, bottom=bottom, right=right, top=top))
        raw.FPDFAnnot_AppendObject(note, a_text(document, "Jane Roe", at=(left, bottom), size=top - bottom))
        raw.FPDFPage_CloseAnnot(note)

    assert differing(edited(PAPER, stamp)) == ("name",)


def test_a_second_page_with_the_same_code_and_another_name() -> None:
    other = paper(replace(ISSUED.view, name="Jane Roe"), ISSUED.qr_text)
    assert differing(PAPER, other) == ("name",)


def test_everything_changed_at_once() -> None:
    view = replace(
        ISSUED.view,
        name="Jane Roe",
        number="110007319999",
        gender=Gender.MALE,
        joined=ISSUED.view.joined.replace(day=1),
    )
    assert differing(paper(view, ISSUED.qr_text)) == ("name", "gender", "number", "approval_date")


def test_a_letters_code_on_a_certificates_page() -> None:
    issued = letter()
    report = compared(issued.qr_text, paper(ISSUED.view, issued.qr_text), read=read_letter)
    assert report.code is Code.PRINT_DIFFERS


def test_a_letter_whose_table_is_honest_and_whose_sentence_is_not() -> None:
    issued = letter()
    name = issued.view.name_latin
    genuine = render.pdf(issued.view, issued.qr_text)
    forged = render.pdf(replace(issued.view, name_latin=f"{name} PhD"), issued.qr_text)
    assert compared(issued.qr_text, genuine, read=read_letter).verdict is Verdict.VALID
    report = compared(issued.qr_text, forged, read=read_letter)
    assert report.printed is not None
    assert report.printed.differing == ("name_latin",)
