"""Writes docs/wire-format.cddl (`python tools/write_cddl.py`): the CDDL of docs/wire-format.md, under its headings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["GRAMMAR", "grammar"]

DOCS: Final = Path(__file__).parent.parent / "docs"
GRAMMAR: Final = DOCS / "wire-format.cddl"

_FIRST: Final = "; Written by tools/write_cddl.py from wire-format.md, which says what it means."
_PARTS: Final = re.compile(r"^#+ (?P<heading>[^\n]+)$|^```cddl\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL)


def grammar() -> str:
    """The whole grammar."""
    text = (DOCS / "wire-format.md").read_text(encoding="utf-8")
    return "\n".join((_FIRST, *_sections(text)))


def _sections(text: str) -> Iterator[str]:
    heading = ""
    for part in _PARTS.finditer(text):
        if part["heading"]:
            heading = f"\n; {part['heading']}\n"
        else:
            yield f"{heading}\n{part['block'].rstrip()}"
            heading = ""
    yield ""


if __name__ == "__main__":
    GRAMMAR.write_text(grammar(), encoding="utf-8")
    print(f"{GRAMMAR.name}: {GRAMMAR.stat().st_size:,} bytes")
