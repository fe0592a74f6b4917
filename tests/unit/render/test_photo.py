from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from card_samples import outcome, photo
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.photo import MAX_BYTES, MAX_PIXELS, MIN_HEIGHT, MIN_WIDTH, Portrait, portrait


def refusal_of(data: bytes) -> str:
    with pytest.raises(RenderError) as refusal:
        portrait(data)
    assert refusal.value.code is Code.PHOTO_INVALID
    return str(refusal.value)


def pixel(taken: Portrait, x: float, y: float) -> tuple[int, ...]:
    at = (int(y * taken.height) * taken.width + int(x * taken.width)) * 3
    return tuple(taken.rgb[at : at + 3])


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def declared_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_plain_pictures_come_through_as_rgb(form: str, mode: str) -> None:
    taken = portrait(photo(mode=mode, form=form))
    assert (taken.width, taken.height, len(taken.rgb)) == (590, 826, 590 * 826 * 3)
    blue = (185, 211, 234) if mode == "RGB" else (207, 207, 207)
    assert pixel(taken, 0.05, 0.05) == pytest.approx(blue, abs=4)


@pytest.mark.parametrize("mode", ["P", "1"])
def test_pictures_of_few_colours_come_through_as_rgb(mode: str) -> None:
    assert portrait(photo(mode=mode)).width == 590


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_is_laid_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (300, 420), (200, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 300, 300, 420))
    file = BytesIO()
    clear.convert(mode if mode != "PA" else "RGBA").save(file, "PNG")
    assert pixel(portrait(file.getvalue()), 0.5, 0.5) == (255, 255, 255)
    assert pixel(portrait(file.getvalue()), 0.5, 0.9) == (0, 0, 0)


def test_a_transparent_palette_colour_is_laid_on_white() -> None:
    file = BytesIO()
    palette = Image.new("P", (300, 420), 0)
    palette.putpalette([200, 0, 0, 0, 0, 0])
    palette.paste(1, (0, 300, 300, 420))
    palette.save(file, "PNG", transparency=0)
    assert pixel(portrait(file.getvalue()), 0.5, 0.5) == (255, 255, 255)


@pytest.mark.parametrize(("orientation", "turn"), [(6, 90), (8, 270), (3, 180)])
def test_a_picture_taken_with_the_camera_turned_stands_upright(orientation: int, turn: int) -> None:
    upright = Image.open(BytesIO(photo()))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    upright.rotate(turn, expand=True).save(file, "JPEG", exif=exif, quality=95)
    taken = portrait(file.getvalue())
    assert (taken.width, taken.height) == (590, 826)
    assert pixel(taken, 0.5, 0.95) == pytest.approx((34, 58, 94), abs=6)
    assert pixel(taken, 0.5, 0.05) == pytest.approx((185, 211, 234), abs=6)


def test_nothing_but_pixels_is_taken_over() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home, 39.9 N"
    assert b"taken at home" in photo(form="JPEG", exif=exif)
    taken = portrait(photo(form="JPEG", exif=exif))
    assert taken == portrait(photo(form="JPEG"))


def test_the_repr_shows_no_pixels() -> None:
    assert repr(portrait(photo())) == "Portrait(width=590, height=826)"


@pytest.mark.parametrize("size", [(6000, 8000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_bomb_refused_by_what_it_declares(size: tuple[int, int]) -> None:
    assert "pixels" in refusal_of(declared_png(*size))


def test_bomb_of_jpeg_kind_refused_by_what_it_declares() -> None:
    small = bytearray(photo((300, 420), form="JPEG"))
    frame = small.index(b"\xff\xc0")
    small[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    assert "pixels" in refusal_of(bytes(small))


def test_bomb_of_compressed_text_is_refused() -> None:
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000)))
    data = photo()
    refusal_of(data[:33] + text + data[33:])


def test_the_largest_allowed_picture_is_declared_below_the_limit() -> None:
    assert 4000 * 5600 < MAX_PIXELS < 5000 * 7000


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    assert "20 MB" in refusal_of(photo() + bytes(MAX_BYTES))


def test_cmyk_is_refused_by_name() -> None:
    assert "CMYK" in refusal_of(photo(mode="CMYK", form="JPEG"))


def test_sixteen_bits_a_channel_are_refused_by_name() -> None:
    assert "8 bits" in refusal_of(photo(mode="I;16"))


def test_an_animation_is_refused_by_name() -> None:
    frames = [Image.new("RGB", (300, 420), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    assert "animated" in refusal_of(file.getvalue())


def test_a_camera_picture_with_a_second_one_inside_is_no_animation() -> None:
    first = Image.open(BytesIO(photo((300, 420))))
    file = BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 420), "red")])
    assert pixel(portrait(file.getvalue()), 0.05, 0.05) == pytest.approx((185, 211, 234), abs=4)


def test_other_formats_are_refused() -> None:
    for form in ("GIF", "BMP", "TIFF", "WEBP"):
        assert "JPEG or PNG" in refusal_of(photo(form=form))
    for data in (b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"%PDF-1.7"):
        assert "JPEG or PNG" in refusal_of(data)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_truncated_file_is_refused(form: str) -> None:
    data = photo(form=form)
    assert "damaged" in refusal_of(data[: len(data) // 2])


@pytest.mark.parametrize("size", [(MIN_WIDTH - 1, MIN_HEIGHT), (MIN_WIDTH, MIN_HEIGHT - 1)])
def test_too_small_says_what_is_needed(size: tuple[int, int]) -> None:
    assert f"at least {MIN_WIDTH} by {MIN_HEIGHT}" in refusal_of(photo(size))


@pytest.mark.parametrize("size", [(826, 590), (600, 600), (400, 800)])
def test_what_is_not_shaped_like_an_id_photo_is_refused(size: tuple[int, int]) -> None:
    assert "shape" in refusal_of(photo(size))


@pytest.mark.parametrize("size", [(295, 413), (413, 579), (354, 472), (480, 640), (390, 567), (413, 531)])
def test_common_id_photo_sizes_are_taken(size: tuple[int, int]) -> None:
    taken = portrait(photo(size))
    assert (taken.width, taken.height) == size


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_photo_that_is_clearly_out_of_focus_is_refused(form: str) -> None:
    sharp = Image.open(BytesIO(photo()))
    file = BytesIO()
    sharp.filter(ImageFilter.GaussianBlur(12)).save(file, form)
    assert "out of focus" in refusal_of(file.getvalue())


def test_an_empty_sheet_is_refused() -> None:
    file = BytesIO()
    Image.new("RGB", (300, 420), "white").save(file, "PNG")
    assert "nothing to be seen" in refusal_of(file.getvalue())


def test_what_is_wrong_with_a_large_photo_is_said_in_its_own_pixels() -> None:
    assert "4800 by 3200" in refusal_of(photo((4800, 3200), form="JPEG"))
    exif = Image.Exif()
    exif[0x0112] = 6
    assert "1600 by 4800" in refusal_of(photo((4800, 1600), form="JPEG", exif=exif))


def test_the_crop_has_the_wanted_shape_and_keeps_the_head() -> None:
    left, top, right, bottom = Portrait(width=400, height=600, rgb=b"").crop(0.8)
    assert (right - left) / (bottom - top) == pytest.approx(0.8)
    assert (left, right) == (0, 400)
    assert top < 600 - bottom
    left, top, right, bottom = Portrait(width=600, height=600, rgb=b"").crop(0.5)
    assert (left, top, right, bottom) == (150, 0, 450, 600)


SOUND = {form: photo((260, 340), form=form) for form in ("PNG", "JPEG")}


@settings(max_examples=200, deadline=None)
@given(
    form=st.sampled_from(sorted(SOUND)),
    changes=st.dictionaries(st.integers(0, 1200), st.integers(0, 255), max_size=8),
    cut=st.integers(0, 50),
)
def test_whatever_the_bytes_nothing_but_our_error(form: str, changes: dict[int, int], cut: int) -> None:
    data = bytearray(SOUND[form])
    for place, value in changes.items():
        data[place % len(data)] = value
    taken = outcome(lambda: portrait(bytes(data[: len(data) - cut])))
    if isinstance(taken, Portrait):
        assert len(taken.rgb) == taken.width * taken.height * 3
    else:
        assert taken.code is Code.PHOTO_INVALID
