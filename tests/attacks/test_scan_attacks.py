"""Files made to break whoever opens them: each is refused, or found to hold nothing, in bounded time and memory."""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from PIL import Image, ImageDraw

from card_samples import outcome, qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import MAX_PAGES, codes, pdf
from pictures import blank, box, code, document, saved, stream, tiff, vector_page

TEXT = qr_text(400)
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


def refusal(data: bytes) -> ScanError:
    with pytest.raises(ScanError) as error:
        codes(data)
    return error.value


def assert_held_or_refused(data: bytes, *texts: str) -> None:
    """What becomes of some files depends on the version of PDFium, and all of it is well."""
    found = outcome(lambda: tuple(one.text for one in codes(data)))
    assert found == texts or (isinstance(found, ScanError) and found.code in {Code.UNSUPPORTED, Code.MALFORMED})


def entry(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, 1, value)


def directory(*entries: bytes, following: int) -> bytes:
    """One page of a TIFF (TIFF 6.0 §2)."""
    return struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", following)


def bare_tiff(width: int, height: int, *, following: int = 0) -> bytes:
    tags = {256: width, 257: height, 258: 1, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: 1}
    return b"II*\0\x08\0\0\0" + directory(*(entry(tag, 4, value) for tag, value in tags.items()), following=following)


@pytest.mark.parametrize("side", [9000, 60_000, 2**31 - 1])
def test_tiff_that_declares_a_giant_picture(side: int) -> None:
    assert refusal(bare_tiff(side, side)).code in {Code.UNSUPPORTED, Code.MALFORMED}


def test_tiff_whose_second_page_is_the_giant() -> None:
    bomb = tiff(code(TEXT).convert("1"), Image.new("1", (9000, 9000)), compression="group4")
    assert len(bomb) < 100_000
    assert refusal(bomb).code is Code.UNSUPPORTED


def test_tiff_whose_pages_go_round_in_a_circle() -> None:
    assert codes(bare_tiff(1, 1, following=8)) == ()


def test_tiff_of_thousands_of_pages() -> None:
    many = tiff(*[Image.new("1", (9, 9))] * 200)
    assert refusal(many).code is Code.UNSUPPORTED


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_small_file_that_unfolds_into_a_giant_picture(form: str) -> None:
    side = {"JPEG": 20_000, "WEBP": 16_383}[form]
    data = bytearray(saved(Image.new("L", (64, 64)), form, **({"lossless": True} if form == "WEBP" else {})))
    if form == "JPEG":
        start = data.index(b"\xff\xc0") + 5
        data[start : start + 4] = struct.pack(">HH", side, side)
    else:
        start = data.index(b"VP8L") + 9  # 14 bits of width less one, 14 of height less one (RFC 9649 §3.4)
        size = int.from_bytes(data[start : start + 4], "little") >> 28 << 28
        data[start : start + 4] = (size | (side - 1) << 14 | (side - 1)).to_bytes(4, "little")
    assert refusal(bytes(data)).code is Code.UNSUPPORTED


def test_pdf_of_ten_thousand_pages() -> None:
    error = refusal(document([b""] * 10_000))
    assert error.code is Code.UNSUPPORTED
    assert f"10000 pages; at most {MAX_PAGES}" in str(error)


def test_pdf_that_says_it_has_billions_of_pages() -> None:
    data = document([vector_page(TEXT, module=0.4)]).replace(b"/Count 1>>", b"/Count 2147483647>>")
    assert_held_or_refused(data, TEXT)


def laughs(depth: int, fan: int) -> bytes:
    """Each form draws the next one ten times, and so on."""
    first = 5
    forms = [
        stream(b"/F Do " * fan, FORM + b"/Resources<</XObject<</F %d 0 R>>>>" % (first + 1 + level))
        for level in range(depth)
    ]
    return document([b"/F Do"], *forms, stream(b"0 0 9 9 re f", FORM))


def test_pdf_of_two_kilobytes_that_draws_a_hundred_million_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MAX_MEMORY", 1 << 28)  # it ends the sooner
    bomb = laughs(8, 10)
    assert len(bomb) < 3000
    assert refusal(bomb).code is Code.UNSUPPORTED


def test_pdf_that_takes_minutes_to_draw() -> None:
    page = stream(zlib.compress(b"0 0 595 842 re f\n" * 2_000_000), FORM + b"/Filter/FlateDecode")
    bomb = document([b"/F Do"], page)
    assert len(bomb) < 120_000
    started = time.monotonic()
    with pytest.raises(ScanError) as error:
        list(pdf.drawn(bomb, max_pages=1, dpi=300, seconds=1.5))
    assert error.value.code is Code.UNSUPPORTED
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("size", [(10**9, 10**9), (14_400, 14_400), (10**7, 1), ("0", "-5"), ("1e400", "nan")])
def test_pdf_page_of_an_absurd_size(size: tuple[object, object]) -> None:
    assert_held_or_refused(document([b"0 0 9 9 re f"], size=size))


def test_pdf_with_a_picture_of_gigapixels() -> None:
    side = 16_000
    picture = stream(
        zlib.compress(bytes(side * side // 8)),
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode"
        % (side, side),
    )
    assert_held_or_refused(document([b"595 0 0 842 0 0 cm /F Do"], picture))


def test_a_huge_page_does_not_hide_its_code() -> None:
    (found,) = codes(document([vector_page(TEXT, module=6, left=100, top=-700)], size=(4000, 4000)))
    assert found.text == TEXT
    assert box(found.corners)[0] == pytest.approx(100, abs=3)


@pytest.mark.parametrize("size", [(70_000, 100), (100, 70_000), (1, 1_000_000)])
def test_picture_of_an_absurd_shape(size: tuple[int, int]) -> None:
    assert codes(saved(Image.new("1", size))) == ()


def test_page_full_of_finder_patterns() -> None:
    """They make a reader try every three of them."""
    pattern = Image.new("L", (9, 9), 255)
    pen = ImageDraw.Draw(pattern)
    for inset, level in ((1, 0), (2, 255), (3, 0)):
        pen.rectangle((inset, inset, 8 - inset, 8 - inset), fill=level)
    tile = pattern.resize((18, 18), Image.Resampling.NEAREST)
    page = blank((1500, 1500), *((tile, (x, y)) for x in range(0, 1500, 18) for y in range(0, 1500, 18)))
    codes(page)
