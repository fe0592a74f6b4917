"""The PDF: opened with care, and grown by one revision for each seal, so that what was sealed stays as it was."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from cicpa_credentials.errors import Code, SealError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["MAX_BYTES", "Revision", "opened"]

MAX_BYTES: Final = 32 * 1024 * 1024
"""Bytes of a PDF that are looked at: a certificate has less than one of a hundred of these."""

_LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=MAX_BYTES),
    document_budget=DocumentDecodeBudget(base_allowance=2 * MAX_BYTES, max_ratio=2),
)
_ID_BYTES: Final = 16


def opened(pdf: bytes) -> PdfFileReader:
    """Open a PDF that may be anything.

    Raises:
        SealError: `malformed` for more than 32 MiB; `unsupported` for an encrypted one.
    """
    if len(pdf) > MAX_BYTES:
        raise SealError(Code.MALFORMED, f"a PDF has at most {MAX_BYTES} bytes here")
    reader = PdfFileReader(BytesIO(pdf), decode_limits=_LIMITS)
    if reader.encrypted:
        raise SealError(Code.UNSUPPORTED, "the PDF is encrypted")
    return reader


class Revision(IncrementalPdfFileWriter):
    """What a seal appends to a PDF (ISO 32000-2 §7.5.6); the same bytes for the same file, moment and signature."""

    def __init__(self, pdf: bytes, *, at: datetime) -> None:
        reader = opened(pdf)
        super().__init__(reader.stream, prev=reader)
        # ISO 32000-2 §14.4: made from the content and the moment, where pyHanko draws it at random.
        changing = ByteStringObject(hashlib.sha256(pdf + at.isoformat().encode()).digest()[:_ID_BYTES])
        permanent = self._document_id[0] if "/ID" in reader.trailer else changing
        self._document_id = ArrayObject([permanent, changing])

    def _update_meta(self) -> None:
        """Leave the metadata alone: it tells who made the page, and PDF/A's claim stands in it."""
