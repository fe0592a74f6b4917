"""Running text in lines."""

from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, MissingGlyphError
from cicpa_credentials.render.fonts import Face, Fonts
from cicpa_credentials.render.paragraph import NO_BREAK, lines_of

FONTS = Fonts()


def broken(text: str, width: float) -> tuple[str, ...]:
    return lines_of(text, face=Face.SERIF, fonts=FONTS, size=1.0, width=width)


def test_lines_are_filled_one_after_the_other() -> None:
    whole = FONTS.width("one two", Face.SERIF, size=1.0)
    assert broken("one two three", whole) == ("one two", "three")
    assert broken("one two three", whole - 0.01) == ("one", "two", "three")
    assert broken("one two three", 100) == ("one two three",)


def test_what_must_stay_together_does_and_comes_out_with_plain_spaces() -> None:
    date = f"31{NO_BREAK}May{NO_BREAK}2026"
    assert broken(f"as of {date}.", FONTS.width("31 May 2026.", Face.SERIF, size=1.0)) == ("as of", "31 May 2026.")


def test_a_word_wider_than_a_line_is_broken_anywhere() -> None:
    assert broken("林知夏林知夏林", 3.0) == ("林知夏", "林知夏", "林")
    assert broken("A 林知夏林", 2.0) == ("A", "林知", "夏林")
    assert broken("林知", 0.1) == ("林", "知"), "a character at least"


def test_no_text_has_no_lines() -> None:
    assert broken("", 10) == ()
    assert broken(" ", 10) == ()


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(MissingGlyphError) as refused:
        broken("a \ue863", 10)
    assert refused.value.code is Code.MISSING_GLYPH
