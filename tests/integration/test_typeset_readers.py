"""Poppler reads the PDF files that we set: their fonts, their text, their photo."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from card_samples import photo, qr_text, view
from cicpa_credentials import render
from cicpa_credentials.render import Layout
from cicpa_credentials.render.fonts import Fonts
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.sfnt import FontFile
from font_samples import drawn_font, written

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils is not installed")

PHOTO = photo()
RARE = "䶮㛃𬭎𫖯"


def poppler(tool: str, *arguments: str | Path) -> str:
    command = [tool, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - Poppler's own tools


def filed(folder: Path, name: str, *, layout: Layout = Layout.CARD, extra: tuple[FontFile, ...] = ()) -> Path:
    file = folder / "certificate.pdf"
    file.write_bytes(
        render.pdf(view(name=name), qr_text(), PHOTO, layout=layout, fonts=Fonts(extra=extra), check=False)
    )
    return file


@pytest.mark.parametrize("layout", Layout)
def test_every_font_is_embedded_cut_and_mapped_to_unicode(tmp_path: Path, layout: Layout) -> None:
    _, _, *fonts = poppler("pdffonts", filed(tmp_path, RARE, layout=layout)).splitlines()
    assert len(fonts) >= 2
    for font in fonts:
        name, *_, embedded, cut, mapped, _number, _generation = font.split()
        assert (name[6], embedded, cut, mapped) == ("+", "yes", "yes", "yes")


@pytest.mark.parametrize("name", [RARE, "阿卜杜·热合曼", "欧阳〇", "Zoë O’Neill-Ng"])
def test_a_name_is_found(tmp_path: Path, name: str) -> None:
    text = poppler("pdftotext", filed(tmp_path, name), "-")
    assert name in text
    assert "110007310042" in text
    assert "所在地区（注协）" in text


def test_a_character_of_a_hosts_font_is_found_and_its_font_embedded(tmp_path: Path) -> None:
    font = FontFile.open(written(tmp_path, drawn_font({ord("ಠ"): 800}), "Host Sans.ttf"))
    file = filed(tmp_path, "林ಠ夏", extra=(font,))
    assert "林ಠ夏" in poppler("pdftotext", file, "-")
    assert "+host0-HostSans" in poppler("pdffonts", file)


def test_the_photo_comes_out_as_it_went_in(tmp_path: Path) -> None:
    poppler("pdfimages", "-j", filed(tmp_path, RARE), tmp_path / "photo")
    assert (tmp_path / "photo-000.jpg").read_bytes() == portrait(PHOTO).jpeg
