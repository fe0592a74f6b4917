"""What a seal looks like in the file: the drawn seal, as vectors and text, in the place of its signature field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, cast

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import BaseStamp, BaseStampStyle

from cicpa_credentials.render import typeset
from cicpa_credentials.render.fonts import PLAIN
from cicpa_credentials.render.layout import Page, SealPlace

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.pdf_utils.writer import BasePdfFileWriter

    from cicpa_credentials.render.layout import Colour

__all__ = ["Appearance", "drawing"]


@lru_cache(maxsize=64)  # an association's, or all, in the sizes of two layouts
def drawing(name: str, *, radius: float, colour: Colour) -> bytes:
    """A page that is a seal and nothing else, as PDF/A-2u.

    Args:
        name: of the association, in Chinese.
        radius: in millimetres.
        colour: of the seal.

    Raises:
        RenderError: `unsupported` without the extra `pdf`.
    """
    place = SealPlace(name=name, x=radius, y=radius, radius=radius, colour=colour)
    page = Page(width=2 * radius, height=2 * radius, layers=(), seals=(place,))
    return typeset.pdf_bytes(page, fonts=PLAIN, title=name, lang="zh")


@dataclass(frozen=True)
class Appearance(BaseStampStyle):
    """A drawing as pyHanko takes the style of an appearance.

    Attributes:
        drawn: a PDF of one page, which fills the field.
    """

    drawn: bytes = b""

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: object) -> BaseStamp:
        """The appearance in one file."""
        del text_params  # it says the same whenever it was sealed
        return _Imported(writer, self, box)


class _Imported(BaseStamp):
    """A page of another PDF with all it needs, as an appearance stream (ISO 32000-2 §12.5.5)."""

    style: Appearance

    def register(self) -> IndirectObject:
        """Bring it into the file; a viewer fits its box to the field."""
        page = PdfFileReader(BytesIO(self.style.drawn))
        return cast("IndirectObject", self._ensure_writer.import_page_as_xobject(page))
