"""PDF pages as pictures, drawn by PDFium in a process of its own.

A PDF is a program. Two kilobytes can ask for a hundred million shapes, and PDFium ends the whole process when memory
runs out. So a file from anybody is drawn by a process that may fail (`pdf_process.py`), with a limit on its time and,
where the system has one, on its memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Timer
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from PIL import Image

from cicpa_credentials.errors import Code, ScanError
from cicpa_credentials.scan import pdf_process

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_DRAWN", "Drawn", "drawn", "is_pdf", "output_of", "require_count"]

MAX_DRAWN: Final = 16_000_000
"""Pixels of a drawn page: an A4 page at 400 dpi. Larger pages are drawn at fewer dots per inch."""

_MAX_MEMORY: Final = 1 << 30
_SECONDS: Final = 60.0
_HEAD: Final = 1024


class Drawn(NamedTuple):
    """A page in grey, and the millimetres that a pixel is wide."""

    picture: Image.Image
    unit: float


def is_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF; readers allow some bytes before the mark."""
    return b"%PDF-" in data[:_HEAD]


def drawn(data: bytes, *, max_pages: int, dpi: int, seconds: float = _SECONDS) -> Iterator[Drawn]:
    """Draw each page when it is asked for.

    Args:
        data: a PDF file.
        max_pages: how many pages it may have.
        dpi: dots per inch.
        seconds: after which drawing is given up.

    Raises:
        ScanError: `malformed` when it is damaged; `unsupported` when it has too many pages, wants a password, or takes
            more memory or time than any certificate, or pypdfium2 is missing.
    """
    with output_of(pdf_process.__file__, dpi, MAX_DRAWN, data=data, seconds=seconds) as output:
        require_count(output.readline(), max_pages)
        while head := output.readline():
            width, height, stride = map(int, head.split()[:3])
            pixels = output.read(stride * height)
            if len(pixels) == stride * height:
                picture = Image.frombytes("L", (width, height), pixels, "raw", "L", stride)
                yield Drawn(picture, float(head.split()[3]))


@contextmanager
def output_of(script: str, *arguments: int, data: bytes, seconds: float = _SECONDS) -> Iterator[IO[bytes]]:
    """What a script of ours writes about a PDF file; it may end early, for which there is an error at the end.

    Args:
        script: its path; it is given the most memory it may take, and the arguments.
        arguments: its own.
        data: the file, which it reads.
        seconds: after which it is ended.

    Raises:
        ScanError: as `drawn`.
    """
    with subprocess.Popen(  # noqa: S603 - our own script
        [_interpreter(), "-P", script, str(_MAX_MEMORY), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        patience = Timer(seconds, process.kill)
        patience.start()
        try:
            if process.stdin is None or process.stdout is None:  # pragma: no cover - both were asked for
                return
            with suppress(OSError), process.stdin:  # it may have ended already; its exit status says why
                process.stdin.write(data)
            yield process.stdout
            _check(process.wait())
        finally:
            patience.cancel()
            process.kill()


def require_count(line: bytes, max_pages: int) -> None:
    """Refuse a file of too many pages, by the first line that a script wrote."""
    if line and int(line) > max_pages:
        raise ScanError(Code.UNSUPPORTED, f"PDF: {int(line)} pages; at most {max_pages} are read")


def _check(status: int) -> None:
    if status == pdf_process.MISSING:
        raise ScanError(Code.UNSUPPORTED, "reading PDF needs pypdfium2: pip install 'cicpa-credentials[scan]'")
    if status == pdf_process.LOCKED:
        raise ScanError(Code.UNSUPPORTED, "PDF: it wants a password; save it without one")
    if status == pdf_process.DAMAGED:
        raise ScanError(Code.MALFORMED, "not a PDF file, or a damaged one")
    if status != 0:
        raise ScanError(Code.UNSUPPORTED, "PDF: drawing it takes more memory or time than any certificate does")


def _interpreter() -> str:
    # a frozen application is its own sys.executable, and would start itself
    if getattr(sys, "frozen", False) or not sys.executable:
        raise ScanError(Code.UNSUPPORTED, "reading PDF needs a Python interpreter of its own; hand in pictures instead")
    return sys.executable
