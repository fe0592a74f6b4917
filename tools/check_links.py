"""Checks that every relative link and picture in Markdown files leads to something that is there, headings included.

    python tools/check_links.py FILE-OR-FOLDER...

Prints one line for each that does not, and then exits with 1. Links to other hosts are not followed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")


def main(arguments: list[str]) -> int:
    """Check the files, and those in the folders; return the exit status."""
    documents = [document for argument in arguments for document in _documents(Path(argument))]
    faults = [fault for document in documents for fault in _faults(document)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(documents)} documents, {len(faults)} broken links")
    return 1 if faults or not documents else 0


def _documents(path: Path) -> list[Path]:
    return sorted(path.rglob("*.md")) if path.is_dir() else [path]


def _faults(document: Path) -> Iterator[str]:
    if not document.is_file():
        yield f"{document}: there is no such document"
        return
    for line, target in _targets(document):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        file = document.parent / unquote(parts.path) if parts.path else document
        if not file.exists():
            yield f"{document}:{line}: {target}: there is no such file"
        elif file.suffix == ".md" and parts.fragment and unquote(parts.fragment) not in _anchors(file):
            yield f"{document}:{line}: {target}: there is no such heading"


def _parse(document: Path) -> list[Token]:
    return _PARSER.parse(document.read_text(encoding="utf-8"))


def _targets(document: Path) -> Iterator[tuple[int, str]]:
    """Line and destination of every link and picture."""
    line = 1
    for block in _parse(document):
        line = block.map[0] + 1 if block.map else line
        for token in block.children or ():
            target = token.attrGet("href") or token.attrGet("src")
            if target is not None:
                yield line, str(target)


def _anchors(document: Path) -> set[str]:
    """What links call the headings of a document: as forges do, a number behind the second of a name and later ones."""
    tokens = _parse(document)
    seen: Counter[str] = Counter()
    anchors = set()
    for opening, heading in pairwise(tokens):
        if opening.type == "heading_open":
            words = (token.content for token in heading.children or () if token.type in {"text", "code_inline"})
            name = re.sub(r"[^\w\- ]", "", "".join(words).lower()).replace(" ", "-")
            anchors.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
    return anchors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
