from __future__ import annotations

import struct
import sys
import zlib
from io import BytesIO

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from card_samples import outcome, qr_text
from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import MAX_BYTES, qr_texts
from cicpa_credentials.scan import qr_text as read_one

TEXT = qr_text(300)


def code(text: str = TEXT, *, pixels: int = 4) -> Image.Image:
    made = segno.make(text, error="M", micro=False)
    file = BytesIO()
    made.save(file, kind="png", scale=pixels)
    return Image.open(file).convert("L")


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def beside(*pictures: Image.Image) -> Image.Image:
    page = Image.new("L", (sum(one.width for one in pictures), max(one.height for one in pictures)), 255)
    left = 0
    for one in pictures:
        page.paste(one, (left, 0))
        left += one.width
    return page


def code_of(data: bytes) -> Code:
    with pytest.raises(ScanError) as refusal:
        read_one(data)
    return refusal.value.code


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_each_format_is_read(form: str, mode: str) -> None:
    assert read_one(saved(code().convert(mode), form)) == TEXT
    assert qr_texts(saved(code().convert(mode), form)) == (TEXT,)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA"])
def test_each_kind_of_png_is_read(mode: str) -> None:
    assert read_one(saved(code().convert(mode))) == TEXT


def test_a_scan_of_sixteen_bits_is_read_where_even_its_dark_is_above_255() -> None:
    deep = code().convert("I").point(lambda level: level * 200 + 5000).convert("I;16")
    assert read_one(saved(deep)) == TEXT


def test_cmyk_is_read() -> None:
    assert read_one(saved(code().convert("CMYK"), "JPEG")) == TEXT


@pytest.mark.parametrize("ink", ["black", "white"])
@pytest.mark.parametrize("hidden", ["black", "white"])
def test_a_code_on_a_transparent_ground_is_read_whatever_lies_hidden_in_it(ink: str, hidden: str) -> None:
    picture = Image.new("RGBA", code().size, hidden)
    picture.paste(ink, mask=ImageOps.invert(code()))
    picture.putalpha(ImageOps.invert(code()))
    assert read_one(saved(picture)) == TEXT


def test_a_light_code_on_a_dark_ground_is_read() -> None:
    assert read_one(saved(ImageOps.invert(code()))) == TEXT


@pytest.mark.parametrize("angle", [0, 13, 45, 90, 180, 270, 301])
def test_a_turned_code_is_read(angle: int) -> None:
    assert read_one(saved(code().rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=200))) == TEXT


@pytest.mark.parametrize("pixels", [1, 2, 3, 10, 30])
def test_modules_of_one_pixel_or_thirty_are_read(pixels: int) -> None:
    assert read_one(saved(code(pixels=pixels))) == TEXT


def test_modules_of_little_more_than_a_pixel_in_coarse_jpeg_are_read() -> None:
    small = code(pixels=5)
    small = small.resize((small.width * 26 // 100, small.height * 26 // 100), Image.Resampling.LANCZOS)
    assert read_one(saved(small, "JPEG", quality=40)) == TEXT


def test_every_code_is_read_once() -> None:
    page = beside(code("https://shop.example/"), code(), code())
    assert sorted(qr_texts(saved(page))) == sorted(["https://shop.example/", TEXT])


def test_other_codes_beside_the_certificate_s_do_not_matter() -> None:
    assert read_one(saved(beside(code("https://shop.example/#top"), code(), code("WIFI:S:x;;")))) == TEXT


def test_the_digits_alone_are_a_certificate_code_too() -> None:
    assert read_one(saved(code("0123456789" * 10))) == "0123456789" * 10


def test_two_certificates_in_one_picture_are_not_chosen_between() -> None:
    assert code_of(saved(beside(code(), code(qr_text(300, seed=2))))) is Code.NO_CODE_FOUND


@pytest.mark.parametrize(
    "text", ["https://verify.example.org/", "12345", "https://a.example/#１２３４５６７８９０１２３４５６７８９"]
)
def test_a_code_that_is_no_certificate_is_not_returned(text: str) -> None:
    assert code_of(saved(code(text))) is Code.NO_CODE_FOUND


def test_a_picture_without_a_code_has_no_texts() -> None:
    blank = saved(Image.new("RGB", (300, 200), "navy"))
    assert qr_texts(blank) == ()
    assert code_of(blank) is Code.NO_CODE_FOUND


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (3, 2)])
def test_pictures_too_small_to_hold_anything_have_no_texts(size: tuple[int, int]) -> None:
    assert qr_texts(saved(Image.new("L", size))) == ()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("side", [8001, 9500, 20_000, 2**31 - 1])
def test_decompression_bomb_refused_by_what_it_declares(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(bytes(100_000)))
    assert code_of(bomb) is Code.UNSUPPORTED


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    assert code_of(saved(code()) + bytes(MAX_BYTES)) is Code.UNSUPPORTED


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"<svg/>", saved(Image.new("L", (9, 9)), "GIF"), saved(code())[:200]]
)
def test_what_is_no_readable_picture_is_refused(data: bytes) -> None:
    assert code_of(data) is Code.MALFORMED
    with pytest.raises(ScanError) as refusal:
        qr_texts(data)
    assert refusal.value.code is Code.MALFORMED


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(ScanError) as refusal:
        qr_texts(saved(code()))
    assert refusal.value.code is Code.UNSUPPORTED
    assert "cicpa-credentials[scan]" in str(refusal.value)


SOUND = {form: saved(code(pixels=2), form) for form in ("PNG", "JPEG", "WEBP")}


@settings(max_examples=200, deadline=None)
@given(
    form=st.sampled_from(sorted(SOUND)),
    changes=st.dictionaries(st.integers(0, 2000), st.integers(0, 255), max_size=8),
    cut=st.integers(0, 50),
)
def test_whatever_the_bytes_nothing_but_our_error(form: str, changes: dict[int, int], cut: int) -> None:
    data = bytearray(SOUND[form])
    for place, value in changes.items():
        data[place % len(data)] = value
    texts = outcome(lambda: qr_texts(bytes(data[: len(data) - cut])))
    assert isinstance(texts, tuple) or texts.code in {Code.MALFORMED, Code.UNSUPPORTED}
