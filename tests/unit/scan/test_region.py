from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from card_samples import qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import qr_text_in
from pictures import beside, blank, code, document, modules, vector_page

TEXT, OTHER = qr_text(400), qr_text(400, seed=2)
SIDE = modules(TEXT).width


def refusal(source: object, box: tuple[float, float, float, float], page: int = 1) -> Code:
    with pytest.raises(ScanError) as error:
        qr_text_in(source, box=box, page=page)  # type: ignore[arg-type]
    return error.value.code


def test_the_code_in_a_part_of_a_picture_is_read() -> None:
    page = beside(code(OTHER), code(TEXT))
    half = page.width // 2
    assert qr_text_in(page, box=(half, 0, page.width, page.height)) == TEXT
    assert qr_text_in(page.convert("RGB"), box=(0, 0, half, page.height)) == OTHER


@pytest.mark.parametrize("module", [0.34, 0.4])
def test_the_code_in_a_part_of_a_pdf_page_is_read(module: float) -> None:
    pdf = document([vector_page(OTHER, module=module), vector_page(OTHER, TEXT, module=module)])
    quiet, side = 4 * module, SIDE * module
    top = 40 + side + 20
    assert qr_text_in(pdf, box=(40 - quiet, top - quiet, 40 + side + quiet, top + side + quiet), page=2) == TEXT
    assert qr_text_in(pdf, box=(40 - quiet, 40 - quiet, 40 + side + quiet, 40 + side + quiet)) == OTHER


def test_a_part_without_one_code_is_refused() -> None:
    page = beside(code(OTHER), code(TEXT))
    assert refusal(page, (0, 0, page.width, page.height)) is Code.NO_CODE_FOUND
    assert refusal(blank((300, 300)), (0, 0, 300, 300)) is Code.NO_CODE_FOUND
    assert refusal(document([vector_page(TEXT, module=0.4)]), (120, 200, 150, 230)) is Code.NO_CODE_FOUND


def test_what_is_no_such_part_of_a_pdf_is_refused() -> None:
    pdf = document([vector_page(TEXT, module=0.4)])
    assert refusal(pdf, (40, 40, 70, 70), page=2) is Code.MALFORMED
    assert refusal(pdf, (70, 70, 40, 40)) is Code.MALFORMED
    assert refusal(b"%PDF-1.7", (40, 40, 70, 70)) is Code.MALFORMED


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ScanError, match=r"cicpa-credentials\[scan\]") as error:
        qr_text_in(document([b""]), box=(0, 0, 9, 9))
    assert error.value.code is Code.UNSUPPORTED


def test_threads_do_not_disturb_each_other() -> None:
    pdfs = [document([vector_page(text, module=0.4)]) for text in (TEXT, OTHER)]
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda i: qr_text_in(pdfs[i % 2], box=(38, 38, 70, 70)), range(24)))
    assert read == [TEXT, OTHER] * 12
