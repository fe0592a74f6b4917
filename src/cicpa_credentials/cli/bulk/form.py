"""In which form a batch is drawn: the same from its beginning to its end."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cicpa_credentials.cli.extras import missing_extra
from cicpa_credentials.cli.formats import Format
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.render import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How each certificate of a batch is drawn.

    Attributes:
        format: of the files.
        layout: of the pages.
        sealed: whether the files bear electronic seals.
        left_open: whether seals that are not at hand are left to others.
    """

    format: Format = Format.PNG
    layout: Layout = Layout.CARD
    sealed: bool = False
    left_open: bool = False

    @property
    def suffix(self) -> str:
        """How the files' names end."""
        return f".{self.format}"

    @property
    def words(self) -> str:
        """All in which it differs from a card as PNG; what the folder of a batch keeps of it."""
        return " ".join(self._differences())

    def require_possible(self) -> None:
        """Refuse what cannot be drawn here, before anything is registered for it.

        Raises:
            CommandError: `usage` for seals on anything but PDF, and where an extra is not installed.
        """
        if self.sealed and self.format is not Format.PDF:
            raise CommandError(Code.USAGE, "--seal: only with --format pdf")
        if self.left_open and not self.sealed:
            raise CommandError(Code.USAGE, "--leave-open: only with --seal")
        needed = {"typst": ("pdf", self.format in (Format.PDF, Format.SVG)), "pyhanko": ("sign", self.sealed)}
        for module, (extra, wanted) in needed.items():
            if wanted and find_spec(module) is None:
                raise missing_extra(extra)

    def _differences(self) -> Iterator[str]:
        if self.format is not Format.PNG:
            yield self.format
        if self.layout is not Layout.CARD:
            yield self.layout
        if self.sealed:
            yield "sealed"
        if self.left_open:
            yield "left-open"
