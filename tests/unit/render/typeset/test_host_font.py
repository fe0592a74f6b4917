from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.fonts import Face, bundled
from cicpa_credentials.render.sfnt import FontFile
from cicpa_credentials.render.typeset.host_font import renamed
from font_samples import small_font, written

if TYPE_CHECKING:
    from pathlib import Path


def test_an_independent_reader_sees_the_same_font_under_the_new_name(tmp_path: Path) -> None:
    data = small_font({0x41: "a", 0x2B8CE: "b"})
    with TTFont(BytesIO(data)) as before, TTFont(BytesIO(renamed(_opened(tmp_path, data), "host7"))) as after:
        assert after["name"].getDebugName(1) == "host7"
        assert after["name"].getDebugName(6) == "host7-small"
        assert after.getBestCmap() == before.getBestCmap()
        assert after["hmtx"].metrics == before["hmtx"].metrics
        assert after.getGlyphOrder() == before.getGlyphOrder()
        assert set(after.keys()) == set(before.keys())


def test_a_font_of_a_collection_stands_alone(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(BytesIO(small_font({0x41: "a"}))), TTFont(BytesIO(small_font({0x42: "b"})))]
    collection.save(tmp_path / "both.ttc")
    with TTFont(BytesIO(renamed(FontFile.open(tmp_path / "both.ttc", index=1), "host0"))) as alone:
        assert alone.getBestCmap() == {0x42: "b"}


def test_postscript_outlines_stay_what_they_are() -> None:
    data = renamed(bundled(Face.SANS), "host0")
    assert data[:4] == b"OTTO"
    with TTFont(BytesIO(data), lazy=True) as font:
        assert font["CFF "].cff.fontNames


def test_a_file_name_of_any_kind_gives_a_postscript_name(tmp_path: Path) -> None:
    font = FontFile.open(written(tmp_path, small_font({0x41: "a"}), "仿宋 (2) [x]%.ttf"))
    with TTFont(BytesIO(renamed(font, "host0"))) as after:
        assert after["name"].getDebugName(6) == "host0-2x"


@pytest.mark.parametrize("left", [b"", b"no font", None], ids=["empty", "something else", "gone"])
def test_a_file_that_has_changed_since_is_refused(tmp_path: Path, left: bytes | None) -> None:
    font = _opened(tmp_path, small_font({0x41: "a"}))
    if left is None:
        font.path.unlink()
    else:
        font.path.write_bytes(left)
    with pytest.raises(RenderError) as refusal:
        renamed(font, "host0")
    assert refusal.value.code is Code.MALFORMED
    assert "small.ttf" in str(refusal.value)


def _opened(folder: Path, data: bytes) -> FontFile:
    return FontFile.open(written(folder, data))
