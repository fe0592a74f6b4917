from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_samples import outcome
from cicpa_credentials.errors import Code, MissingGlyphError, RenderError
from cicpa_credentials.render.fitting import Fitted, Setting, fit
from cicpa_credentials.render.fonts import Face, Fonts

FONTS = Fonts()
ONE = Setting(lines=1, size=6.0, floor=4.0)
TWO = Setting(lines=2, size=3.0, floor=2.0)


def fitted(text: str, *, width: float = 40.0) -> Fitted:
    return fit(text, field="name", face=Face.SERIF, fonts=FONTS, width=width, settings=(ONE, TWO))


def test_a_short_text_takes_the_largest_size_and_a_longer_one_shrinks() -> None:
    assert fitted("林知夏") == Fitted(lines=("林知夏",), size=6.0)
    assert fitted("一二三四五六七八") == Fitted(lines=("一二三四五六七八",), size=5.0)


def test_below_the_floor_a_text_breaks_behind_a_dot() -> None:
    assert fitted("阿卜杜热合曼·买买提艾力").lines == ("阿卜杜热合曼·", "买买提艾力")
    assert fitted("一二三四五六·七八九十甲乙·丙丁戊己").lines == ("一二三四五六·", "七八九十甲乙·丙丁戊己")


def test_the_space_at_which_a_text_breaks_is_not_set() -> None:
    assert fitted("Alexander von Humboldt").lines == ("Alexander von", "Humboldt")


def test_where_a_dot_would_leave_one_half_too_long_it_breaks_anywhere() -> None:
    assert fitted("王·" + "甲" * 26).lines == ("王·" + "甲" * 12, "甲" * 14)


def test_what_does_not_fit_is_refused_by_field_and_never_quoted() -> None:
    with pytest.raises(RenderError) as refusal:
        fitted("甲" * 41)
    assert refusal.value.code is Code.DOES_NOT_FIT
    assert str(refusal.value).startswith("name: ")
    assert "甲" not in str(refusal.value)


def test_missing_characters_are_named() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        fitted("林\ue863")
    assert refusal.value.code is Code.MISSING_GLYPH


def test_a_text_of_a_hundred_thousand_characters_is_refused() -> None:
    with pytest.raises(RenderError) as refusal:
        fitted("·" * 100_000)
    assert refusal.value.code is Code.DOES_NOT_FIT


def test_an_empty_text_and_one_that_cannot_be_broken_are_no_trouble() -> None:
    assert fitted("") == Fitted(lines=("",), size=6.0)
    with pytest.raises(RenderError) as refusal:
        fitted("甲", width=1.9)
    assert refusal.value.code is Code.DOES_NOT_FIT


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="甲·乙 -aWi", min_size=1, max_size=60), st.floats(1, 80))
def test_what_fits_stays_inside_and_keeps_every_character(text: str, width: float) -> None:
    result = outcome(lambda: fitted(text, width=width))
    if not isinstance(result, Fitted):
        assert result.code is Code.DOES_NOT_FIT
        return
    setting = ONE if len(result.lines) == 1 else TWO
    assert setting.floor <= result.size <= setting.size
    assert all(FONTS.width(line, Face.SERIF, size=result.size) <= width + 1e-9 for line in result.lines)
    assert "".join(result.lines).replace(" ", "") == text.replace(" ", "")
