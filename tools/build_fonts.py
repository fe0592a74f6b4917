"""Makes the fonts in src/cicpa_credentials/render/fonts/ from Debian's package fonts-noto-cjk.

    apt-get install fonts-noto-cjk && pip install fonttools && python tools/build_fonts.py

The same source and the same fontTools give the same bytes. The Simplified Chinese face of each collection is cut to the
characters that are needed, as CFF without hints (pictures have 300 dpi, PDF has outlines) and with subroutines: the
serif has 9.9 MB so, 11.2 MB without subroutines, 12.1 MB with hints. Layout tables go too, for nobody sets the text
vertically or kerns it, and every interpreter must advance alike.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from cicpa_credentials.members import ASSOCIATIONS, Category, Gender
from cicpa_credentials.render.fonts import BUNDLED, Face
from cicpa_credentials.render.wording import SEAL_LEGEND, WORDS

SOURCE: Final = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED_CHINESE: Final = 2  # the face's place in each collection

HAN: Final = (
    range(0x3400, 0x4DC0),  # extension A
    range(0x4E00, 0xA000),  # the unified ideographs
    range(0xF900, 0xFB00),  # compatibility; twelve of them are unified ideographs
    range(0x20000, 0x32400),  # extensions B and later
)
LATIN: Final = (range(0x20, 0x7F), range(0xA0, 0x250), range(0x1E00, 0x1F00))
PUNCTUATION: Final = (range(0x2010, 0x2060), range(0x3000, 0x3040), range(0x30FB, 0x30FC), range(0xFF00, 0xFFF0))

WORDING: Final = "".join(
    (
        SEAL_LEGEND,
        *(phrase.zh for phrase in WORDS.values()),
        *(association.zh for association in ASSOCIATIONS.values()),
        *(choice.zh for choice in (*Category, *Gender)),
    )
)


def _points(*ranges: range, text: str = "") -> set[int]:
    return {point for one in ranges for point in one} | set(map(ord, text))


NEEDED: Final = {
    Face.SERIF: ("NotoSerifCJK-Regular.ttc", _points(*HAN, *LATIN, *PUNCTUATION)),
    Face.SERIF_BOLD: ("NotoSerifCJK-Bold.ttc", _points(*LATIN[:1], text=WORDING)),
    Face.SANS: ("NotoSansCJK-Regular.ttc", _points(*LATIN[:1], text=f"·•—–（）{WORDING}")),
}


def build(face: Face, source: Path, target: Path) -> None:
    """Cut one face."""
    collection, points = NEEDED[face]
    font = TTFont(source / collection, fontNumber=SIMPLIFIED_CHINESE, lazy=True, recalcTimestamp=False)
    options = subset.Options(hinting=False, desubroutinize=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names, version, and the licence with its address
    options.name_languages = [0x409]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points & font.getBestCmap().keys())
    cutter.subset(font)
    font.save(target / face.value)
    print(f"{face.value}: {len(font.getBestCmap())} characters, {(target / face.value).stat().st_size:,} bytes")


def main() -> None:
    """Cut every face."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=SOURCE, help="folder of the Noto CJK collections")
    parser.add_argument("--target", type=Path, default=BUNDLED, help="folder that the fonts are written to")
    arguments = parser.parse_args()
    for face in Face:
        build(face, arguments.source, arguments.target)


if __name__ == "__main__":
    main()
