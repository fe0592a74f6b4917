from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from card_samples import qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import codes, pdf, pdf_process
from cicpa_credentials.scan import qr_text as read_one
from pictures import A4, box, code, document, modules, saved, vector_page

if TYPE_CHECKING:
    from pathlib import Path

TEXT, OTHER = qr_text(400), qr_text(400, seed=2)
# Neither the owner's nor the user's entry fits any password (ISO 32000-1 §7.6.3).
LOCK = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"5a" * 32, b"a5" * 32)


def refusal(data: bytes, **options: int) -> ScanError:
    with pytest.raises(ScanError) as error:
        codes(data, **options)
    return error.value


@pytest.mark.parametrize("module", [0.15, 0.34, 0.5])
def test_a_code_of_vectors_is_read_at_the_first_look_and_its_place_is_told_in_millimetres(
    module: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cicpa_credentials.scan.closely", lambda *_, **__: pytest.fail("a second look"))
    (found,) = codes(document([vector_page(TEXT, module=module, left=30, top=70)]))
    side = modules(TEXT).width * module
    assert found.text == TEXT
    assert box(found.corners) == pytest.approx((30, 70, 30 + side, 70 + side), abs=0.3)


def test_every_code_of_every_page_is_read() -> None:
    pages = [vector_page(TEXT, OTHER, module=0.4), b"", vector_page(OTHER, module=0.4)]
    assert [(one.text, one.page) for one in codes(document(pages))] == [(TEXT, 1), (OTHER, 1), (OTHER, 3)]


def test_a_tiny_code_is_read_at_the_second_look() -> None:
    assert read_one(document([vector_page(TEXT, module=0.1)])) == TEXT


def test_a_scan_inside_a_pdf_is_read() -> None:
    assert read_one(saved(code(TEXT), "PDF", resolution=200)) == TEXT


def test_the_mark_may_stand_a_little_further_in() -> None:
    assert pdf.is_pdf(b"\n\n%PDF-1.4")
    assert not pdf.is_pdf(b" " * 1024 + b"%PDF-1.4")


def test_a_document_of_too_many_pages_is_refused_unless_the_caller_allows_them() -> None:
    data = document([b"", b"", vector_page(TEXT, module=0.4)])
    error = refusal(data, max_pages=2)
    assert error.code is Code.UNSUPPORTED
    assert "3 pages; at most 2" in str(error)
    assert [one.page for one in codes(data, max_pages=3)] == [3]


@pytest.mark.parametrize("data", [b"%PDF-", b"%PDF-1.7\ntrailer<<>>", document([b""])[:100], document([])])
def test_a_damaged_document_is_refused(data: bytes) -> None:
    assert refusal(data).code is Code.MALFORMED


def test_a_document_that_wants_a_password_is_refused_and_says_so() -> None:
    error = refusal(document([vector_page(TEXT, module=0.4)], trailer=LOCK))
    assert error.code is Code.UNSUPPORTED
    assert "password" in str(error)


def script(folder: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Let something else do the drawing."""
    (folder / "other.py").write_text(line)
    monkeypatch.setattr(pdf_process, "__file__", str(folder / "other.py"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"raise SystemExit({pdf_process.MISSING})", Code.UNSUPPORTED),
        ("import os; os.abort()", Code.UNSUPPORTED),
        ("print(1); raise SystemExit(5)", Code.MALFORMED),
        (
            "import sys; sys.stdin.buffer.read(); print(1); print('900 900 900 0.1'); print('cut'); sys.exit(5)",
            Code.MALFORMED,
        ),
    ],
    ids=["extra missing", "crash", "nothing drawn", "half a page"],
)
def test_whatever_becomes_of_the_process_it_is_our_error(
    line: str, code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, line)
    assert refusal(document([b"0 0 9 9 re f"] * 3) + bytes(300_000)).code is code


def test_a_process_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(ScanError, match="more memory or time") as error:
        list(pdf.drawn(document([b""]), max_pages=1, dpi=300, seconds=0.2))
    assert error.value.code is Code.UNSUPPORTED


def test_who_looks_at_the_first_page_only_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    pages = pdf.drawn(document([b""] * 40), max_pages=40, dpi=300)
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert [one.returncode is not None for one in started] == [True]


def test_a_frozen_application_is_not_started_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert refusal(document([b""])).code is Code.UNSUPPORTED


class TestProcess:
    """What the process does, inside this one, where coverage sees it."""

    @staticmethod
    def main(data: bytes, dpi: int = 72, max_pixels: int = 10**6) -> tuple[int, bytes]:
        target = BytesIO()
        return pdf_process.main([str(dpi), str(max_pixels)], BytesIO(data), target), target.getvalue()

    def test_each_page_follows_its_measures(self) -> None:
        status, out = self.main(document([b"0 0 595 842 re f", b""]))
        count, first, pixels = out.split(b"\n", 2)
        width, height, stride = map(int, first.split()[:3])
        assert (status, count, width, height) == (0, b"2", *A4)
        assert stride >= width
        assert pixels[0] == 0
        assert pixels[stride * height :].startswith(first), "the second page has the same size"
        assert set(pixels[stride * height + len(first) + 1 :]) == {255}

    def test_a_huge_page_is_drawn_smaller(self) -> None:
        _, out = self.main(document([b""], size=(9000, 9000)), dpi=300, max_pixels=10**6)
        width, height, _, unit = out.split(b"\n", 2)[1].split()
        assert int(width) == int(height) == 1000
        assert float(unit) == pytest.approx(9000 / 72 * 25.4 / 1000)

    @pytest.mark.parametrize(
        ("data", "status"),
        [(b"%PDF-1.7", pdf_process.DAMAGED), (document([b""], trailer=LOCK), pdf_process.LOCKED)],
        ids=["damaged", "locked"],
    )
    def test_what_cannot_be_drawn_has_a_status_of_its_own(self, data: bytes, status: int) -> None:
        assert self.main(data) == (status, b"")

    def test_without_pypdfium2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pypdfium2", None)
        assert self.main(document([b""])) == (pdf_process.MISSING, b"")

    def test_the_memory_is_limited_where_the_system_can(self, monkeypatch: pytest.MonkeyPatch) -> None:
        limits = []
        resource = SimpleNamespace(RLIMIT_AS=9, setrlimit=lambda *limit: limits.append(limit))
        monkeypatch.setitem(sys.modules, "resource", resource)
        pdf_process.limit_memory(1 << 30)
        assert limits == [(9, (1 << 30, 1 << 30))]
        monkeypatch.setitem(sys.modules, "resource", None)
        pdf_process.limit_memory(1 << 30)

    def test_the_lock_of_these_tests_is_one(self) -> None:
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pypdfium2.PdfDocument(document([b""], trailer=LOCK))
