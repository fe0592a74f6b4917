"""What the user hands in: a picture, a file with text or bytes in it, the text itself, or `-` for standard input."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import CommandError

__all__ = ["Received", "Sources", "receive"]

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="PICTURE|TEXT",
        help=both(
            "会员证图片、二维码文本，或含有文本的文件；“-”表示标准输入",
            "Pictures of certificates, QR texts, or files that hold such text; '-' is standard input",
        ),
    ),
]

_MAX_BYTES: Final = 32 * 1024 * 1024
_TEXT: Final = re.compile(r".*://.*|.*#\s*[0-9]+\s*|[0-9\s]+", re.DOTALL)
_CREDENTIAL: Final = (b"\xd2\x84", b"\xd8\x3d\xd2\x84")  # COSE_Sign1, inside a CWT tag or not
_STDIN: Final = "-"
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Something to look at.

    Attributes:
        name: the file, or the beginning of the text.
        content: QR text, or a credential's bytes.
    """

    name: str
    content: str | bytes


def receive(source: str) -> Received:
    """Read one argument: a file of that name if there is one, else the text itself if it looks like one.

    Raises:
        CommandError: `file_unreadable`; `no_code_found`, or why else the picture cannot be read.
    """
    if source == _STDIN:
        data = sys.stdin.buffer.read(_MAX_BYTES)
    else:
        try:
            data = read(Path(source), max_bytes=_MAX_BYTES)
        except CommandError:
            if _TEXT.fullmatch(source):
                return Received(name=f"{source.partition('#')[0][:_SHOWN]}#…", content=source)
            raise
    with naming(source):
        return Received(name=source, content=_sort(data))


def _sort(data: bytes) -> str | bytes:
    """Text, a bare credential, or what a picture says."""
    if data.startswith(_CREDENTIAL):
        return data
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        from cicpa_credentials.scan import qr_text  # noqa: PLC0415 - only pictures need it, and its extra

        return qr_text(data)
