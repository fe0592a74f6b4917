"""Writing to a terminal, or plainly to a pipe: no colours, no wrapping and no blanks at the end of a line there."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final
from unicodedata import category

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

__all__ = ["banner", "console", "indented", "rows", "show", "table", "text", "visible"]

_NO_WRAPPING: Final = 100_000
_INDENT: Final = 2
_IDEOGRAPHS: Final = range(0x20000, 0x40000)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the error through: rich would end the program with status 1, and that says "invalid" here."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console(stream: TextIO) -> Console:
    """A console on a stream. What its encoding lacks is written as an escape rather than failing halfway."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    made = _Console(file=stream, stderr=stream is sys.stderr, markup=False, emoji=False, highlight=False)
    if not made.is_terminal:
        made.width = _NO_WRAPPING
    return made


def show(on: Console, *parts: RenderableType) -> None:
    """Print the parts, one below the other."""
    if on.is_terminal:
        on.print(*parts, sep="\n")
        return
    with on.capture() as captured:
        on.print(*parts, sep="\n", no_wrap=True, overflow="ignore", crop=False)
    for line in captured.get().removesuffix("\n").split("\n"):
        on.file.write(f"{line.rstrip()}\n")


def rows(pairs: Iterable[tuple[RenderableType, ...]], *, indent: int = _INDENT) -> Table:
    """Rows in aligned columns, without lines; Chinese characters count as two."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    for pair in pairs:
        first, *others = pair
        grid.add_row(Text.assemble(" " * indent, first) if isinstance(first, (str, Text)) else first, *others)
    for column in grid.columns[1:]:
        column.overflow = "fold"  # a fingerprint must not lose its end
    return grid


def table(on: Console, captions: Iterable[str], *, wraps: str) -> Table:
    """An empty table; a line below the captions on a terminal, none in a pipe.

    Args:
        on: where it will be printed.
        captions: of its columns.
        wraps: the caption of the one column that gives way where there is not room for all.
    """
    lines, padding = (box.SIMPLE_HEAD, (0, 1)) if on.is_terminal else (None, (0, 2, 0, 0))
    made = Table(
        box=lines, padding=padding, show_edge=False, pad_edge=False, collapse_padding=True, header_style="bold"
    )
    for caption in captions:
        made.add_column(caption, no_wrap=caption != wraps, overflow="fold")
    return made


def banner(on: Console, words: str, style: str) -> RenderableType:
    """Words that nobody overlooks: a block of colour on a terminal, a line of their own in a pipe."""
    if not on.is_terminal:
        return Text(words)
    return Padding(Text(words, style=f"bold {style}"), (1, 8), style=style, expand=False)


def indented(part: RenderableType) -> RenderableType:
    """A part that stays indented where it wraps."""
    return Padding.indent(part, _INDENT)


def text(content: str, style: str = "") -> Text:
    """Text from a certificate or a file name: shown as it is, never obeyed."""
    return Text(visible(content), style=style)


def visible(content: str) -> str:
    """The text with everything escaped that a terminal would obey or no reader could see: controls, direction marks."""
    return "".join(one if _is_visible(one) else f"\\u{{{ord(one):x}}}" for one in content)


def _is_visible(one: str) -> bool:
    # Rare characters of names may be younger than this Python's Unicode tables.
    return one.isprintable() or (category(one) == "Cn" and ord(one) in _IDEOGRAPHS)
