"""Typst, with one chain of fonts and nothing else: no system fonts, no files, no packages, no network."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.render.fonts import BUNDLED, Face, bundled
from cicpa_credentials.render.typeset.host_font import renamed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.render.fonts import Fonts
    from cicpa_credentials.render.sfnt import FontFile

__all__ = ["Compiler", "FontName", "Form", "compiler"]

Form = Literal["pdf", "svg"]

_PROGRAM: Final = Path(__file__).with_name("page.typ").read_bytes()
_STANDARD: Final = "a-2u"


class FontName(NamedTuple):
    """What Typst calls a font: no two of a compiler's are called the same."""

    family: str
    weight: int


class Compiler:
    """Turns descriptions of pages into files. Threads may share it; they take turns.

    Attributes:
        fonts: the chain.
        names: of each of its fonts.
    """

    def __init__(self, fonts: Fonts) -> None:
        """Load the fonts.

        Raises:
            RenderError: `unsupported` when typst is not installed; `malformed`, naming the file, when a font of the
                host cannot be embedded.
        """
        try:
            import typst  # noqa: PLC0415 - an extra: only who makes PDF or SVG needs it
        except ImportError:
            raise RenderError(
                Code.UNSUPPORTED, "making PDF and SVG needs typst: pip install 'cicpa-credentials[pdf]'"
            ) from None
        self.fonts: Final = fonts
        self._refusal: Final = typst.TypstError
        self._lock: Final = Lock()
        with TemporaryDirectory(prefix="cicpa-fonts-") as folder:
            files = {BUNDLED / face.value: bundled(face) for face in Face} | _copied(fonts.extra, Path(folder))
            library = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(BUNDLED), folder]
            )
            named = {Path(info.path): FontName(info.family, info.weight) for info in library.fonts() if info.path}
            self._typst: Final = typst.Compiler(font_paths=library, ignore_system_fonts=True)
            self.names: Final = {font: named[path] for path, font in files.items() if path in named}
            for font in fonts.extra:
                # Typst reads a font's file when it first sets a glyph, and keeps it: after that the copy can go
                self._try_out(font)

    def compile(self, page: str, form: Form) -> bytes:
        """Make a file of a page.

        Args:
            page: as `description.describe` writes it.
            form: of the file.

        Raises:
            RenderError: `unsupported` when Typst refuses or warns. The error says no more, for what Typst quotes may be
                a name.
        """
        files = {"main.typ": _PROGRAM, "page.json": page.encode()}
        try:
            with self._lock:
                made, warnings = self._typst.compile_with_warnings(
                    files,  # type: ignore[type-var] # its stub knows no dictionaries; its README does
                    format=form,
                    pdf_standards=_STANDARD if form == "pdf" else None,
                    timestamp=0,
                )
        except self._refusal:
            made, warnings = None, []
        if not isinstance(made, bytes) or warnings:
            raise RenderError(Code.UNSUPPORTED, "Typst cannot set this page")
        return made

    def _try_out(self, font: FontFile) -> None:
        """Embed one character of a font."""
        character = next(filter(str.isprintable, map(chr, font.glyphs)), " ")
        try:
            self.compile(_specimen(character, self.names[font]), "pdf")
        except (KeyError, RenderError):
            raise RenderError(
                Code.MALFORMED, f"{font.path.name}: damaged, or its maker does not allow to embed it in a PDF"
            ) from None


# Each keeps the bundled serif, 10 MB, in memory, and what the host has added.
compiler = lru_cache(maxsize=8)(Compiler)


def _copied(fonts: Iterable[FontFile], folder: Path) -> dict[Path, FontFile]:
    """Write each font under a name of its own: fonts of the same family could not be told apart."""
    copies = {folder / f"{number}.otf": font for number, font in enumerate(fonts)}
    for path, font in copies.items():
        path.write_bytes(renamed(font, f"host{path.stem}"))
    return copies


def _specimen(character: str, name: FontName) -> str:
    """A page with one character."""
    run = {"start": 0, "text": character, "family": name.family, "weight": name.weight}
    line = {"kind": "text", "x": 1, "y": 9, "size": 5, "colour": "#000000", "angle": 0, "tracking": 0, "runs": [run]}
    return json.dumps({"title": "", "lang": "en", "width": 10, "height": 10, "shapes": [line]})
