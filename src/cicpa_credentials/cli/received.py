"""What the user hands in: a picture, a PDF, a file of text or bytes, the text itself, or `-` for standard input."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli.files import read
from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError, ScanError, ScanHint
from cicpa_credentials.wire import sign1
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.scan import PrintedPage

__all__ = ["Received", "Sources", "receive", "receive_all"]

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="PICTURE|TEXT",
        help=both(
            "会员证图片或 PDF、二维码文本，或含有文本的文件；“-”表示标准输入",
            "Pictures or PDF of certificates, QR texts, or files that hold such text; '-' is standard input",
        ),
    ),
]

_MAX_BYTES: Final = 32 * 1024 * 1024
_TEXT: Final = re.compile(r".*://.*|.*#\s*[0-9]+\s*|[0-9\s]+", re.DOTALL)
_PDF: Final = b"%PDF-"  # the smallest PDF is text
_STDIN: Final = "-"
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Something to look at.

    Attributes:
        name: the file, or the beginning of the text.
        content: QR text, or a credential's bytes.
        place: where in the file, if it has several codes.
        pages: of a PDF file, what stands on the pages that bear the code.
    """

    name: str
    content: str | bytes
    place: Phrase | None = None
    pages: tuple[PrintedPage, ...] = ()


def receive(source: str) -> Received:
    """Read one argument: a file of that name if there is one, else the text itself if it looks like one.

    Raises:
        CommandError: `file_unreadable`.
        ScanError: why a picture cannot be read; `no_code_found`, too, where it has several codes.
    """
    found = receive_all(source)
    if len(found) > 1:
        message = f"{source}: {len(found)} certificate codes; cut out the one that is meant"
        raise ScanError(Code.NO_CODE_FOUND, message, hint=ScanHint.SEVERAL)
    return found[0]


def receive_all(source: str) -> tuple[Received, ...]:
    """Read one argument as `receive` does, and of a picture or a PDF every code.

    Returns:
        One thing at least; codes page by page, and from the top down.

    Raises:
        CommandError: as `receive`.
        ScanError: as `receive`.
    """
    if source == _STDIN:
        data = sys.stdin.buffer.read(_MAX_BYTES)
    else:
        try:
            data = read(Path(source), max_bytes=_MAX_BYTES)
        except CommandError:
            if _TEXT.fullmatch(source):
                return (Received(name=f"{source.partition('#')[0][:_SHOWN]}#…", content=source),)
            raise
    if data.startswith(sign1.HEADS):
        return (Received(name=source, content=data),)
    text = None if data.startswith(_PDF) else _decoded(data)
    return _scanned(source, data) if text is None else (Received(name=source, content=text),)


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None


def _scanned(source: str, data: bytes) -> tuple[Received, ...]:
    from cicpa_credentials.scan import certificate_codes, printed_pages  # noqa: PLC0415 - only pictures need it
    from cicpa_credentials.scan.pdf import is_pdf  # noqa: PLC0415 - likewise

    try:
        found = certificate_codes(data)
        pages = printed_pages(data) if is_pdf(data) else ()
    except ScanError as error:
        raise ScanError(error.code, f"{source}: {error}", hint=error.hint) from None
    places = {code.text: _place(number, code.page) for number, code in reversed([*enumerate(found, start=1)])}
    return tuple(
        Received(
            name=source,
            content=text,
            place=places[text] if len(places) > 1 else None,
            pages=tuple(page for page in pages if any((code.text, code.page) == (text, page.number) for code in found)),
        )
        for text in dict.fromkeys(code.text for code in found)
    )


def _place(number: int, page: int) -> Phrase:
    return Phrase(zh=f"第{number}个二维码，第{page}页", en=f"code {number}, page {page}")
