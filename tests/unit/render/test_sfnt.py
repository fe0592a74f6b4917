from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from card_samples import outcome
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.fonts import BUNDLED, Face, bundled
from cicpa_credentials.render.sfnt import FontFile
from font_samples import small_font, written

if TYPE_CHECKING:
    from pathlib import Path

# neighbours, gaps, and an order that no single delta describes: format 4 needs its glyph array for them
BMP = {0x41: "a", 0x42: "b", 0x43: "c", 0x61: "c", 0x62: "a", 0x4E00: "b", 0xFF0C: "a"}
ASTRAL = {0x2B8CE: "c", 0x2B8CF: "a"}


@pytest.mark.parametrize("characters", [BMP, BMP | ASTRAL], ids=["format 4", "format 12"])
def test_glyphs_and_advances_are_those_of_the_font(tmp_path: Path, characters: dict[int, str]) -> None:
    font = FontFile.open(written(tmp_path, small_font(characters)))
    order = [".notdef", "a", "b", "c"]
    assert {code: order[glyph] for code, glyph in font.glyphs.items()} == characters
    assert font.units_per_em == 1000
    assert [font.advance(character) for character in "AB一，"] == [300, 1000, 1000, 300]


def test_the_last_width_holds_for_all_further_glyphs(tmp_path: Path) -> None:
    data = small_font(BMP)
    assert TTFont(BytesIO(data))["hhea"].numberOfHMetrics == 3  # b and c share theirs
    assert FontFile.open(written(tmp_path, data)).advance("C") == 1000


@pytest.mark.parametrize("face", Face)
def test_an_independent_reader_sees_the_same_characters_and_widths(face: Face) -> None:
    font = bundled(face)
    with TTFont(BUNDLED / face.value, lazy=True) as reader:
        names, order, widths = reader.getBestCmap(), reader.getReverseGlyphMap(), reader["hmtx"].metrics
    assert font.glyphs == {code: order[name] for code, name in names.items()}
    assert all(font.advance(chr(code)) == widths[name][0] for code, name in names.items())


def test_each_font_of_a_collection_can_be_opened(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(BytesIO(small_font({0x41: "a"}))), TTFont(BytesIO(small_font({0x42: "b"})))]
    collection.save(tmp_path / "both.ttc")
    assert [set(FontFile.open(tmp_path / "both.ttc", index=i).glyphs) for i in (0, 1)] == [{0x41}, {0x42}]
    for index in (2, -1):
        with pytest.raises(RenderError) as refusal:
            FontFile.open(tmp_path / "both.ttc", index=index)
        assert refusal.value.code is Code.MALFORMED


def with_tables(tables: dict[bytes, bytes]) -> bytes:
    start = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(table))
        body += table
    return struct.pack(">4sH6x", b"OTTO", len(tables)) + directory + body


def sound_tables(cmap: bytes) -> dict[bytes, bytes]:
    head, hhea = bytes(18) + struct.pack(">H", 1000), bytes(34) + struct.pack(">H", 1)
    return {b"head": head, b"hhea": hhea, b"hmtx": struct.pack(">Hh", 1000, 0), b"cmap": cmap}


def cmap_12(*groups: tuple[int, int, int]) -> bytes:
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def test_tables_made_by_hand_are_read(tmp_path: Path) -> None:
    font = FontFile.open(written(tmp_path, with_tables(sound_tables(cmap_12((0x41, 0x43, 7), (0x4E00, 0x4E00, 1))))))
    assert font.glyphs == {0x41: 7, 0x42: 8, 0x43: 9, 0x4E00: 1}


def test_a_character_that_the_glyph_array_leaves_out_is_missing(tmp_path: Path) -> None:
    columns = struct.pack(">2H", 0x43, 0xFFFF) + b"\0\0" + struct.pack(">2H2H2H", 0x41, 0xFFFF, 5, 1, 4, 0)
    table = struct.pack(">HHHHHHH", 4, 0, 0, 4, 0, 0, 0) + columns + struct.pack(">3H", 2, 0, 9)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    assert FontFile.open(written(tmp_path, with_tables(sound_tables(cmap)))).glyphs == {0x41: 7, 0x43: 14}


BROKEN = {
    "empty": b"",
    "text": b"not a font at all",
    "web font": b"wOF2" + bytes(60),
    "no tables": with_tables({}),
    "groups that overlap": with_tables(sound_tables(cmap_12((0x41, 0x50, 1), (0x45, 0x60, 1)))),
    "a group that ends before it starts": with_tables(sound_tables(cmap_12((0x50, 0x41, 1)))),
    "a group beyond Unicode, to fill the memory": with_tables(sound_tables(cmap_12((0, 0xFFFFFFFF, 1)))),
    "no characters": with_tables(sound_tables(cmap_12())),
    "a Macintosh cmap only": with_tables(sound_tables(struct.pack(">HHHHI", 0, 1, 1, 0, 12) + bytes(40))),
    "no em": with_tables(sound_tables(cmap_12((65, 66, 1))) | {b"head": bytes(54)}),
    "more widths than bytes": with_tables(sound_tables(cmap_12((65, 66, 1))) | {b"hhea": bytes(34) + b"\xff\xff"}),
    "a table of 4 GB": struct.pack(">4sH6x4sIII", b"OTTO", 1, b"cmap", 0, 0, 0xFFFFFFFF),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_font_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(RenderError) as refusal:
        FontFile.open(written(tmp_path, data, "broken.otf"))
    assert refusal.value.code is Code.MALFORMED
    assert "broken.otf" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as refusal:
        FontFile.open(tmp_path / "none.otf")
    assert refusal.value.code is Code.MALFORMED


SOUND = small_font(BMP)


@settings(max_examples=300, deadline=None)
@given(
    changes=st.dictionaries(st.integers(0, len(SOUND) - 1), st.integers(0, 255), max_size=12), cut=st.integers(0, 200)
)
def test_whatever_the_bytes_nothing_but_our_error(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[int, int], cut: int
) -> None:
    data = bytearray(SOUND)
    for place, value in changes.items():
        data[place] = value
    path = written(tmp_path_factory.mktemp("fuzz"), bytes(data[: len(data) - cut]))
    font = outcome(lambda: FontFile.open(path))
    if isinstance(font, FontFile):
        assert all(font.advance(chr(code)) >= 0 for code in font.glyphs)
    else:
        assert font.code is Code.MALFORMED


def test_tables_that_claim_more_than_the_file_holds_are_not_read(tmp_path: Path) -> None:
    data = bytearray(small_font(BMP))
    at = data.index(b"hmtx") + 12
    data[at : at + 4] = (0xFFFFFFF0).to_bytes(4)
    with pytest.raises(RenderError) as refusal:
        FontFile.open(written(tmp_path, bytes(data)))
    assert refusal.value.code is Code.MALFORMED
