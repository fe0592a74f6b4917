from __future__ import annotations

import pytest
import segno
import zxingcpp
from PIL import Image

from card_samples import BASE_URL, DIGITS, qr_text
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.card import CODE_ROOM
from cicpa_credentials.render.qr import MIN_MODULE, PIXEL, QUIET, Symbol, symbol


def read(made: Symbol) -> zxingcpp.Barcode:
    side = len(made.rows)
    modules = Image.frombytes("L", (side, side), b"".join(made.rows)).point([255] + [0] * 255)
    page = Image.new("L", (side + 2 * QUIET, side + 2 * QUIET), 255)
    page.paste(modules, (QUIET, QUIET))
    (code,) = zxingcpp.read_barcodes(page.resize((page.width * 4, page.height * 4), Image.Resampling.NEAREST))
    return code


@pytest.mark.parametrize(("version", "digits"), DIGITS.items())
def test_digits_are_packed_so_that_a_version_holds_as_many_as_the_standard_says(version: int, digits: int) -> None:
    assert symbol(qr_text(digits), room=CODE_ROOM).version == version
    if version < max(DIGITS):
        assert symbol(qr_text(digits + 1), room=CODE_ROOM).version == version + 1


@pytest.mark.parametrize("digits", DIGITS.values())
def test_another_reader_finds_the_same_text_and_level(digits: int) -> None:
    code = read(symbol(qr_text(digits), room=CODE_ROOM))
    assert code.text == qr_text(digits)
    assert code.ec_level == "M"


@pytest.mark.parametrize("digits", DIGITS.values())
def test_a_module_is_whole_pixels_never_too_small_and_the_quiet_zone_fits(digits: int) -> None:
    made = symbol(qr_text(digits), room=CODE_ROOM)
    assert made.module / PIXEL == pytest.approx(round(made.module / PIXEL), abs=1e-9)
    assert made.module >= MIN_MODULE
    assert made.side + 2 * QUIET * made.module <= CODE_ROOM + 1e-9
    assert len(made.rows) == made.version * 4 + 17
    assert made.side == pytest.approx(len(made.rows) * made.module)


def test_more_than_version_14_does_not_fit_the_card() -> None:
    with pytest.raises(RenderError) as refusal:
        symbol(qr_text(DIGITS[14] + 1), room=CODE_ROOM)
    assert refusal.value.code is Code.DOES_NOT_FIT
    assert "version 15" in str(refusal.value)


@pytest.mark.parametrize(("letters", "digits"), [(4, 5_580), (3_000, 500), (0, 20_000_000)])
def test_more_than_any_symbol_holds_does_not_fit_anywhere(letters: int, digits: int) -> None:
    with pytest.raises(RenderError) as refusal:
        symbol("a" * letters + "#" + "1" * digits, room=500)
    assert refusal.value.code is Code.DOES_NOT_FIT


def test_a_room_without_place_for_a_single_module_is_refused() -> None:
    with pytest.raises(RenderError) as refusal:
        symbol(qr_text(), room=0.1)
    assert refusal.value.code is Code.DOES_NOT_FIT


@pytest.mark.parametrize(
    "text", ["", "#", BASE_URL, BASE_URL + "12a4", "https://例.example/#12", BASE_URL + "١٢٣", "12 34"]
)
def test_text_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(RenderError) as refusal:
        symbol(text, room=CODE_ROOM)
    assert refusal.value.code is Code.MALFORMED


@pytest.mark.parametrize("text", ["0123456789" * 5, "#" + "0123456789" * 5, "HTTPS://A.EXAMPLE/#007"])
def test_any_base_url_or_none(text: str) -> None:
    assert read(symbol(text, room=CODE_ROOM)).text == text


def test_the_symbol_is_the_same_whenever_it_is_made() -> None:
    made = segno.make([(BASE_URL, 4), ("0123456789", 1)], error="M", mask=4, micro=False, boost_error=False)  # type: ignore[arg-type]
    assert symbol(BASE_URL + "0123456789", room=CODE_ROOM).rows == tuple(map(bytes, made.matrix))
