"""The one JPEG file whose digest is signed."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from card_samples import photo
from cicpa_credentials.render.normal_form import MAX_HEIGHT, MAX_WIDTH, is_normal, written
from cicpa_credentials.render.photo import portrait

PICTURE = Image.open(BytesIO(photo((300, 420)))).convert("RGB")
NORMAL = written(PICTURE)


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG file up to its scan (T.81 §B.1.1.3)."""
    found, at = [data[1]], 2
    while found[-1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return found


def saved(**options: object) -> bytes:
    file = BytesIO()
    PICTURE.save(file, "JPEG", **{"quality": 90, "subsampling": "4:4:4"} | options)
    return file.getvalue()


def test_it_is_baseline_jfif_and_has_no_other_segment() -> None:
    assert set(segments(NORMAL)) == {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert NORMAL[:11] == b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def test_the_same_pixels_give_the_same_bytes_whatever_comes_with_them() -> None:
    other = PICTURE.copy()
    other.info = {"dpi": (300, 300), "icc_profile": b"p", "exif": b"e", "comment": b"c", "jfif_density": (9, 9)}
    assert written(other) == NORMAL


def test_what_was_written_is_left_as_it_is() -> None:
    assert is_normal(NORMAL, PICTURE.size)
    assert portrait(NORMAL).jpeg == NORMAL
    assert (
        portrait(portrait(photo((2000, 2800), form="JPEG")).jpeg).jpeg
        == portrait(photo((2000, 2800), form="JPEG")).jpeg
    )


@pytest.mark.parametrize("size", [(1200, 1680), (900, 1100), (630, 1000)])
def test_what_is_larger_is_reduced_to_fit(size: tuple[int, int]) -> None:
    taken = portrait(photo(size))
    assert taken.width <= MAX_WIDTH
    assert taken.height <= MAX_HEIGHT
    assert taken.width == MAX_WIDTH or taken.height == MAX_HEIGHT
    assert taken.width / taken.height == pytest.approx(size[0] / size[1], abs=0.002)


@pytest.mark.parametrize(
    "other",
    [
        saved(quality=91),
        saved(subsampling="4:2:0"),
        saved(progressive=True),
        saved(optimize=True),
        saved(dpi=(300, 300)),
        saved(comment=b"hidden"),
        saved(exif=b"Exif\0\0"),
        saved(restart_marker_blocks=4),
        NORMAL + b"hidden",
        NORMAL + b"\xff\xd9",
        NORMAL[:-2],
        NORMAL[:-2] + b"\xff\xfe\x00\x08hidden\xff\xd9",
        NORMAL[:-2] + NORMAL,
        photo((300, 420)),
        b"",
    ],
)
def test_any_other_file_is_not_in_the_normal_form(other: bytes) -> None:
    assert not is_normal(other, PICTURE.size)


def test_nor_is_one_that_is_larger_or_of_another_size_than_was_decoded() -> None:
    assert not is_normal(NORMAL, (300, 421))
    large = PICTURE.resize((MAX_WIDTH + 1, MAX_HEIGHT))
    assert not is_normal(written(large), large.size)


def test_what_hides_behind_the_end_is_not_signed() -> None:
    assert portrait(NORMAL + b"hidden").jpeg == written(Image.open(BytesIO(NORMAL)).convert("RGB"))
