from __future__ import annotations

import struct
import sys
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from card_samples import qr_text
from cicpa_credentials import scan
from cicpa_credentials.errors import Code, ScanError, ScanHint
from cicpa_credentials.scan import MAX_BYTES, certificate_codes, codes, decoder, looking, qr_texts
from cicpa_credentials.scan import qr_text as read_one
from pictures import beside, blank, box, code, saved, tiff

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = qr_text(300)
OTHER = qr_text(300, seed=2)


def code_of(data: bytes) -> Code:
    with pytest.raises(ScanError) as refusal:
        read_one(data)
    return refusal.value.code


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_each_format_is_read(form: str, mode: str) -> None:
    assert read_one(saved(code(TEXT).convert(mode), form)) == TEXT
    assert qr_texts(saved(code(TEXT).convert(mode), form)) == (TEXT,)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA"])
def test_each_kind_of_png_is_read(mode: str) -> None:
    assert read_one(saved(code(TEXT).convert(mode))) == TEXT


def test_a_scan_of_sixteen_bits_is_read_where_even_its_dark_is_above_255() -> None:
    deep = code(TEXT).convert("I").point(lambda level: level * 200 + 5000).convert("I;16")
    assert read_one(saved(deep)) == TEXT


def test_cmyk_is_read() -> None:
    assert read_one(saved(code(TEXT).convert("CMYK"), "JPEG")) == TEXT


@pytest.mark.parametrize("ink", ["black", "white"])
@pytest.mark.parametrize("hidden", ["black", "white"])
def test_a_code_on_a_transparent_ground_is_read_whatever_lies_hidden_in_it(ink: str, hidden: str) -> None:
    picture = Image.new("RGBA", code(TEXT).size, hidden)
    picture.paste(ink, mask=ImageOps.invert(code(TEXT)))
    picture.putalpha(ImageOps.invert(code(TEXT)))
    assert read_one(saved(picture)) == TEXT


def test_a_light_code_on_a_dark_ground_is_read() -> None:
    assert read_one(saved(ImageOps.invert(code(TEXT)))) == TEXT


@pytest.mark.parametrize("angle", [0, 13, 45, 90, 180, 270, 301])
def test_a_turned_code_is_read(angle: int) -> None:
    assert read_one(saved(code(TEXT).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=200))) == TEXT


@pytest.mark.parametrize("pixels", [1, 2, 3, 10, 30])
def test_modules_of_one_pixel_or_thirty_are_read(pixels: int) -> None:
    assert read_one(saved(code(TEXT, pixels=pixels))) == TEXT


def test_modules_of_little_more_than_a_pixel_in_coarse_jpeg_are_read() -> None:
    small = code(TEXT, pixels=5)
    small = small.resize((small.width * 26 // 100, small.height * 26 // 100), Image.Resampling.LANCZOS)
    assert read_one(saved(small, "JPEG", quality=40)) == TEXT


def test_every_code_is_read_once() -> None:
    page = beside(code("https://shop.example/"), code(TEXT), code(TEXT))
    assert sorted(qr_texts(saved(page))) == sorted(["https://shop.example/", TEXT])


def test_other_codes_beside_the_certificate_s_do_not_matter() -> None:
    assert read_one(saved(beside(code("https://shop.example/#top"), code(TEXT), code("WIFI:S:x;;")))) == TEXT


def test_the_digits_alone_are_a_certificate_code_too() -> None:
    assert read_one(saved(code("0123456789" * 10))) == "0123456789" * 10


def test_two_certificates_in_one_picture_are_not_chosen_between() -> None:
    with pytest.raises(ScanError) as refusal:
        read_one(saved(beside(code(TEXT), code(OTHER))))
    assert (refusal.value.code, refusal.value.hint) == (Code.NO_CODE_FOUND, ScanHint.SEVERAL)


@pytest.mark.parametrize(
    "text", ["https://verify.example.org/", "12345", "https://a.example/#１２３４５６７８９０１２３４５６７８９"]
)
def test_a_code_that_is_no_certificate_is_not_returned(text: str) -> None:
    with pytest.raises(ScanError) as refusal:
        read_one(saved(code(text)))
    assert (refusal.value.code, refusal.value.hint) == (Code.NO_CODE_FOUND, ScanHint.OTHER_CODE)


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
    assert code_of(saved(code(TEXT)) + bytes(MAX_BYTES)) is Code.UNSUPPORTED


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"<svg/>", saved(Image.new("L", (9, 9)), "GIF"), saved(code(TEXT))[:200]]
)
def test_what_is_no_readable_picture_is_refused(data: bytes) -> None:
    assert code_of(data) is Code.MALFORMED
    with pytest.raises(ScanError) as refusal:
        qr_texts(data)
    assert refusal.value.code is Code.MALFORMED


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(ScanError) as refusal:
        qr_texts(saved(code(TEXT)))
    assert refusal.value.code is Code.UNSUPPORTED
    assert "cicpa-credentials[scan]" in str(refusal.value)


def test_each_page_of_a_tiff_is_read_and_named() -> None:
    found = codes(tiff(blank((200, 200)), code(OTHER), code(TEXT)))
    assert [(one.text, one.page) for one in found] == [(OTHER, 2), (TEXT, 3)]


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "tiff_deflate", "jpeg", None])
def test_tiff_as_scanners_and_fax_machines_write_it(compression: str | None) -> None:
    mode = "1" if compression == "group4" else "L"
    assert read_one(tiff(code(TEXT).convert(mode), compression=compression)) == TEXT


def test_more_pages_than_allowed_are_refused_and_the_caller_may_allow_them() -> None:
    pages = tiff(*[blank((90, 90))] * 3, code(TEXT))
    with pytest.raises(ScanError, match="more than 3 pages") as refusal:
        codes(pages, max_pages=3)
    assert refusal.value.code is Code.UNSUPPORTED
    assert [one.page for one in codes(pages, max_pages=4)] == [4]


def test_of_an_animation_the_first_picture_is_read() -> None:
    frames = saved(code(TEXT), save_all=True, append_images=[code(OTHER)])
    assert qr_texts(frames) == (TEXT,)


def test_several_codes_are_told_apart_by_where_they_stand() -> None:
    low, left, right = code(TEXT), code(OTHER), code("https://shop.example/")
    page = blank((1200, 900), (low, (300, 480)), (left, (20, 40)), (right, (700, 60)))
    found = codes(saved(page))
    assert [one.text for one in found] == [OTHER, "https://shop.example/", TEXT]
    assert [one.may_be_certificate for one in found] == [True, False, True]
    for one, picture, (x, y) in zip(found, (left, right, low), ((20, 40), (700, 60), (300, 480)), strict=True):
        spans = (x + 16, y + 16, x + picture.width - 16, y + picture.height - 16)
        assert box(one.corners) == pytest.approx(spans, abs=3)
    assert [one.text for one in certificate_codes(saved(page))] == [OTHER, TEXT]


def test_corners_begin_at_the_top_left_of_the_upright_symbol() -> None:
    turned = codes(code(TEXT).rotate(180))[0].corners
    assert turned[0][0] > turned[1][0]
    assert turned[0][1] > turned[3][1]


def test_a_picture_that_is_open_already_will_do() -> None:
    assert read_one(code(TEXT)) == TEXT
    assert read_one(code(TEXT).convert("RGB")) == TEXT


def test_corners_are_in_pixels_of_the_picture_however_large_it_is() -> None:
    page = blank((5000, 4200), (code(TEXT, pixels=12), (3000, 2000)))
    (found,) = codes(page)
    assert box(found.corners)[:2] == pytest.approx((3048, 2048), abs=8)


def test_a_small_code_on_a_large_page_takes_a_closer_look() -> None:
    small = code(TEXT, pixels=5)
    small = small.resize((small.width * 27 // 100, small.height * 27 // 100), Image.Resampling.LANCZOS)
    page = saved(blank((2400, 1700), (small, (1500, 900))), "JPEG", quality=60)
    (found,) = codes(page)
    assert found.text == TEXT
    assert box(found.corners)[:2] == pytest.approx((1505, 905), abs=4)


def test_a_faint_code_takes_a_closer_look() -> None:
    faint = blank((700, 700), (code(TEXT, pixels=6), (80, 80))).point(lambda level: 120 + level // 16)
    assert read_one(faint) == TEXT


def test_a_blurred_code_beside_a_sharp_one_takes_a_second_glance() -> None:
    sharp, blurred = code(TEXT), code(OTHER).filter(ImageFilter.GaussianBlur(2))
    page = blank((1000, 600), (sharp, (20, 20)), (blurred, (450, 20)))
    unread = [one for one in decoder.see(page) if one.text != TEXT]
    assert [one.text for one in unread] == [None, None], "seen twice, and not read"
    assert [one.text for one in codes(page)] == [TEXT, OTHER]


class Camera:
    """What has NumPy's array interface, without NumPy."""

    def __init__(self, content: bytes, shape: tuple[int, ...], kind: str = "|u1") -> None:
        self._content = content
        self._interface = {"shape": shape, "typestr": kind, "version": 3, "strides": (1,)}

    @property
    def __array_interface__(self) -> dict[str, Any]:
        return self._interface

    def tobytes(self) -> bytes:
        return self._content


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_camera_frame_is_read(mode: str) -> None:
    picture = code(TEXT).convert(mode)
    shape = (picture.height, picture.width, *((3,) if mode == "RGB" else ()))
    assert read_one(Camera(picture.tobytes(), shape)) == TEXT


def test_a_frame_of_numpy_is_read_even_if_its_rows_are_not_in_line() -> None:
    frame = np.asarray(code(TEXT).convert("RGB"))
    assert read_one(frame) == TEXT
    assert read_one(frame[:, :, ::-1]) == TEXT, "the order in which OpenCV has its colours"
    assert read_one(frame[:, :, 0].T) == TEXT, "mirrored"


@pytest.mark.parametrize(
    "frame",
    [
        Camera(bytes(16), (4, 4), "<f4"),
        Camera(bytes(64), (4, 4, 4)),
        Camera(bytes(4), (4,)),
        Camera(bytes(3), (4, 4)),
        Camera(b"", (0, 4)),
        Image.new("L", (0, 4)),
        object(),
    ],
    ids=["floats", "four channels", "a row", "too short", "empty", "empty picture", "no frame at all"],
)
def test_what_is_no_frame_is_refused(frame: Any) -> None:  # noqa: ANN401 - whatever a host hands in
    assert outcome_code(lambda: codes(frame)) is Code.MALFORMED


def outcome_code(work: Callable[[], object]) -> Code:
    with pytest.raises(ScanError) as refusal:
        work()
    return refusal.value.code


def test_a_frame_is_looked_at_once_for_the_next_is_there_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(scan, "closely", never)
    assert codes(Camera(bytes(90_000), (300, 300))) == ()


def test_no_view_is_larger_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def watching(picture: Image.Image) -> list[decoder.Sighting]:
        sizes.append(picture.width * picture.height)
        return []

    monkeypatch.setattr(looking, "see", watching)
    assert codes(blank((4200, 4200))) == ()
    assert codes(blank((3, 1))) == ()
    assert max(sizes) <= looking.MAX_LOOK
    assert len(sizes) > 4


def test_a_micro_qr_code_is_none_of_ours() -> None:
    import segno  # noqa: PLC0415 - once

    made = segno.make("12345678901234567", micro=True)
    side = len(made.matrix)
    symbol = Image.frombytes("L", (side, side), b"".join(map(bytes, made.matrix))).point([255] + [0] * 255)
    page = blank((side + 8, side + 8), (symbol, (4, 4))).resize((300, 300), Image.Resampling.NEAREST)
    assert codes(page) == ()
