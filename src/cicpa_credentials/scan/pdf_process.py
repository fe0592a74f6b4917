"""Draws the pages of a PDF. A script of its own, run in a process of its own: see `pdf.py`.

    python pdf_process.py MAX_MEMORY DPI MAX_PIXELS < file.pdf > pages

It writes the number of pages as one line, then for each page a line `WIDTH HEIGHT STRIDE UNIT` (pixels, bytes,
millimetres a pixel) and its grey pixels. Nothing of the package is imported, so that it starts at once.
"""

from __future__ import annotations

import sys
from math import sqrt
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    import pypdfium2  # type: ignore[import-untyped]

__all__ = ["DAMAGED", "LOCKED", "MISSING", "POINT", "draw", "limit_memory", "main", "scale_for", "status_of"]

MISSING: Final = 3
"""Exit status: pypdfium2 is not installed."""

LOCKED: Final = 4
"""Exit status: the file wants a password."""

DAMAGED: Final = 5
"""Exit status: no PDF, or a damaged one."""

POINT: Final = 25.4 / 72
"""Millimetres of a point."""


def main(arguments: list[str], source: BinaryIO, target: BinaryIO) -> int:
    """Draw every page of a file, and say how that went.

    Args:
        arguments: dots per inch, and the most pixels of a page.
        source: the file.
        target: takes what is drawn.

    Returns:
        The exit status.
    """
    dpi, max_pixels = map(int, arguments)
    return status_of(source, lambda document: draw(document, target, dpi=dpi, max_pixels=max_pixels))


def status_of(source: BinaryIO, work: Callable[[pypdfium2.PdfDocument], None]) -> int:
    """Do something with a file, and say how that went.

    Args:
        source: the file.
        work: what is done with it.

    Returns:
        The exit status: 0, `MISSING`, `LOCKED` or `DAMAGED`.
    """
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError:
        return MISSING
    try:
        with pypdfium2.PdfDocument(source.read()) as document:
            work(document)
    except pypdfium2.PdfiumError as error:
        return LOCKED if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else DAMAGED
    return 0


def draw(document: pypdfium2.PdfDocument, target: BinaryIO, *, dpi: int, max_pixels: int) -> None:
    """Write every page."""
    target.write(b"%d\n" % len(document))
    target.flush()
    for page in document:
        scale = scale_for(page.get_size(), dpi=dpi, max_pixels=max_pixels)
        bitmap = page.render(scale=scale, grayscale=True)
        target.write(b"%d %d %d %f\n" % (bitmap.width, bitmap.height, bitmap.stride, POINT / scale))
        target.write(bitmap.buffer)
        bitmap.close()
        page.close()


def scale_for(size: tuple[float, float], *, dpi: int, max_pixels: int) -> float:
    """Pixels a point, fewer than asked for where a page declares itself huge."""
    width, height = size
    return min(dpi / 72, sqrt(max_pixels / max(width * height, 1.0)))


def limit_memory(max_memory: int) -> None:
    """Let the system end this process rather than starve, where a file is made to eat memory."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (max_memory, max_memory))


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:], sys.stdin.buffer, sys.stdout.buffer))
