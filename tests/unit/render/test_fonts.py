from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, MissingGlyphError, RenderError
from cicpa_credentials.members import ASSOCIATIONS
from cicpa_credentials.render.fonts import BUNDLED, Face, Fonts, bundled
from cicpa_credentials.render.sfnt import FontFile
from font_samples import small_font, written

if TYPE_CHECKING:
    from pathlib import Path

UNASSIGNED = "\ue863"  # private use: old registers hold names in it


@pytest.mark.parametrize("character", "䶮㛃𬭎𫖯㐂〇·‧•・〔〕（），　Ａ９ÅéǎńÜ")
def test_the_bundled_serif_has_what_names_are_written_with(character: str) -> None:
    assert ord(character) in bundled(Face.SERIF).glyphs


def test_the_bundled_serif_has_the_whole_block_of_common_ideographs() -> None:
    glyphs = bundled(Face.SERIF).glyphs
    assert all(code in glyphs for code in range(0x4E00, 0x9FEB))
    assert sum(code in glyphs for code in range(0x3400, 0x4DC0)) >= 6582
    assert sum(code >= 0x20000 for code in glyphs) >= 1700


def test_the_licence_stands_beside_the_fonts() -> None:
    text = (BUNDLED / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text


@pytest.mark.parametrize("one", ASSOCIATIONS.values(), ids=lambda one: str(one.code))
def test_every_association_can_be_set_in_bold_for_its_seal(one: object) -> None:
    assert len(Fonts().runs(one.zh, Face.SERIF_BOLD)) == 1  # type: ignore[attr-defined]
    assert Fonts().runs(one.zh, Face.SERIF_BOLD)[0][0] is bundled(Face.SERIF_BOLD)  # type: ignore[attr-defined]


def test_a_line_keeps_one_look_where_one_font_has_all_of_it() -> None:
    mixed = "会龘"  # the first is in the small bold, the second only in the large regular
    assert Fonts().runs(mixed, Face.SERIF_BOLD) == ((bundled(Face.SERIF), mixed),)


def test_a_host_font_fills_in_for_what_is_missing_only(tmp_path: Path) -> None:
    host = FontFile.open(written(tmp_path, small_font({ord(UNASSIGNED): "b", ord("张"): "b"})))
    fonts = Fonts(extra=(host,))
    serif = bundled(Face.SERIF)
    assert fonts.runs(f"张{UNASSIGNED}三丰", Face.SERIF) == ((serif, "张"), (host, UNASSIGNED), (serif, "三丰"))


def test_missing_characters_are_named_once_each_and_in_no_order_of_the_text() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        Fonts().runs(f"林\U0003fffd{UNASSIGNED}夏\n{UNASSIGNED}", Face.SERIF)
    assert refusal.value.code is Code.MISSING_GLYPH
    assert refusal.value.characters == ("\n", UNASSIGNED, "\U0003fffd")
    assert "U+000A, U+E863, U+3FFFD" in str(refusal.value)
    assert "林" not in str(refusal.value)


def test_a_missing_character_that_can_be_shown_is_shown() -> None:
    with pytest.raises(RenderError) as refusal:
        Fonts().runs("ༀ", Face.SERIF)
    assert refusal.value.code is Code.MISSING_GLYPH
    assert "ༀ (U+0F00)" in str(refusal.value)


def test_width_adds_advances_and_tracking_between_glyphs() -> None:
    fonts = Fonts()
    assert fonts.width("中国", Face.SERIF, size=3.0) == pytest.approx(6.0)
    assert fonts.width("中国人", Face.SERIF, size=3.0, tracking=0.5) == pytest.approx(10.0)
    assert fonts.width("i", Face.SERIF, size=1.0) < fonts.width("m", Face.SERIF, size=1.0)
    assert fonts.width("", Face.SERIF, size=3.0, tracking=0.5) == 0
