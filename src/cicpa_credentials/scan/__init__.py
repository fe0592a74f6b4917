"""From a picture to QR text: a scan, a screenshot, a photo, a PDF. Needs the extra `scan` (zxing-cpp, pypdfium2).

    for code in certificate_codes(path.read_bytes()):
        report = verifier.evaluate(code.text)

What is read is a claim of whoever made the picture; only `Verifier` says what it is worth. `qr_text` is the short way
where one certificate is expected, `codes` reads every code. Whatever the bytes, only `ScanError` is raised.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, ScanError, ScanHint
from cicpa_credentials.scan.code import Corners, Point, ScannedCode, in_reading_order
from cicpa_credentials.scan.hints import hint
from cicpa_credentials.scan.looking import closely, first
from cicpa_credentials.scan.pages import MAX_BYTES, MAX_PAGES, MAX_PIXELS, Frame, Page, Scannable, is_frame, pages
from cicpa_credentials.scan.printed import Block, PrintedPage, printed_pages
from cicpa_credentials.scan.region import qr_text_in
from cicpa_credentials.scan.texture import busiest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cicpa_credentials.scan.decoder import Sighting

__all__ = [
    "MAX_BYTES",
    "MAX_PAGES",
    "MAX_PIXELS",
    "Block",
    "Corners",
    "Frame",
    "Point",
    "PrintedPage",
    "Scannable",
    "ScannedCode",
    "certificate_codes",
    "codes",
    "printed_pages",
    "qr_text",
    "qr_text_in",
    "qr_texts",
]

_FINE: Final = 450
_HINTED: Final = 3


def codes(source: Scannable, *, max_pages: int = MAX_PAGES) -> tuple[ScannedCode, ...]:
    """Read every QR code.

    Size, rotation, light codes on a dark ground and transparent grounds do not matter. Of an animation the first
    picture is read. If nothing is read, every page is looked at more closely; but not a camera's frame, for the next
    frame shows more than a closer look would.

    Args:
        source: a PNG, JPEG, WebP, TIFF or PDF file, a picture, or a camera's frame.
        max_pages: how many pages a file may have.

    Returns:
        The codes, page by page, row by row and from left to right; empty when there are none.

    Raises:
        ScanError: `malformed` when it is no such file, or damaged; `unsupported` when it is too large, has too many
            pages, wants a password, or an extra is missing.
    """
    return next((found for found in _readings(source, max_pages) if found), ())


def qr_texts(source: Scannable, *, max_pages: int = MAX_PAGES) -> tuple[str, ...]:
    """The texts of `codes`, each once."""
    return _texts(codes(source, max_pages=max_pages))


def certificate_codes(source: Scannable, *, max_pages: int = MAX_PAGES) -> tuple[ScannedCode, ...]:
    """Read every code that may be a certificate's; other codes beside it do not matter.

    Args:
        source: as for `codes`.
        max_pages: as for `codes`.

    Returns:
        At least one code, in the order of `codes`.

    Raises:
        ScanError: `no_code_found` when there is none, with a hint where it shows why; else as `codes`.
    """
    others = False
    for found in _readings(source, max_pages):
        certificates = tuple(code for code in found if code.may_be_certificate)
        if certificates:
            return certificates
        others |= bool(found)
    why = ScanHint.OTHER_CODE if others else _hint(source, max_pages)
    raise ScanError(Code.NO_CODE_FOUND, "no certificate code in this picture", hint=why)


def qr_text(source: Scannable, *, max_pages: int = MAX_PAGES) -> str:
    """Read the one certificate code.

    Raises:
        ScanError: as `certificate_codes`; `no_code_found` with the hint `several` when there are different ones.
    """
    texts = _texts(certificate_codes(source, max_pages=max_pages))
    if len(texts) > 1:
        raise ScanError(
            Code.NO_CODE_FOUND,
            f"{len(texts)} certificate codes in one picture: cut out the one that is meant",
            hint=ScanHint.SEVERAL,
        )
    return texts[0]


def _readings(source: Scannable, max_pages: int) -> Iterator[tuple[ScannedCode, ...]]:
    """What a first look at all pages shows, then what a closer one does."""
    yield _codes((page, first(page.picture)) for page in pages(source, max_pages=max_pages))
    if not is_frame(source):
        yield _codes((page, _closer(page)) for page in pages(source, max_pages=max_pages, dpi=_FINE))


def _closer(page: Page) -> list[Sighting]:
    views = closely(page.picture, box=busiest(page.picture))
    return next((seen for seen in views if any(one.text is not None for one in seen)), [])


def _codes(looked: Iterable[tuple[Page, list[Sighting]]]) -> tuple[ScannedCode, ...]:
    return tuple(code for page, seen in looked for code in in_reading_order(_on_page(page, seen)))


def _on_page(page: Page, seen: list[Sighting]) -> Iterator[ScannedCode]:
    for one in seen:
        if one.text is not None:
            yield ScannedCode(text=one.text, page=page.number, corners=one.moved(scale=page.unit).corners)


def _texts(found: tuple[ScannedCode, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.text for code in found))


def _hint(source: Scannable, max_pages: int) -> ScanHint | None:
    hints = (hint(page.picture) for page in islice(pages(source, max_pages=max_pages), _HINTED))
    return next(filter(None, hints), None)
