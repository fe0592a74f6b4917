"""From what stands at a place to what can be verified: files are opened, lines of JSON are taken apart."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Final

from cicpa_credentials import scan
from cicpa_credentials.audit.places import Place
from cicpa_credentials.audit.sources.lines import MAX_LINE
from cicpa_credentials.errors import AuditError, CicpaError, Code
from cicpa_credentials.files import reason
from cicpa_credentials.wire import json_text, sign1

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_file", "read_json"]

# A string in which nothing is escaped says what stands there: nearly all lines are of this form.
_PLAIN: Final = re.compile(rb'"([ !#-\[\]-~]*)"\s*')
_PDF: Final = b"%PDF-"
_MAX_TEXT: Final = 1024 * 1024
_MAX_LINES: Final = 10_000


def read_json(line: bytes, column: str) -> str | Code:
    """The QR text in a line of JSON: a string, or an object that has it; else why there is none."""
    plain = _PLAIN.fullmatch(line)
    if plain is not None:
        return plain[1].decode()
    try:
        value = json_text.decode(line, what="line", max_bytes=MAX_LINE)
    except CicpaError as error:
        return error.code
    if isinstance(value, dict):
        if column not in value:
            return Code.COLUMN_MISSING
        value = value[column]
    return value if isinstance(value, str) else Code.MALFORMED


def read_file(path: Path, name: str) -> list[tuple[Place, str | bytes]]:
    """All codes in a file: a picture or a document, lines of QR text, or a credential's own bytes.

    Args:
        path: the file.
        name: what its places are called by.

    Returns:
        At least one code, with its place.

    Raises:
        CicpaError: why there is none: `file_unreadable`, `not_a_file`, `too_large`; `no_code_found` and others of
            `scan`.
    """
    data = _read(path)
    if data.startswith(sign1.HEADS):
        return [(Place(file=name), data)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    # The smallest PDF is text.
    if text is None or data.startswith(_PDF):
        codes = enumerate(scan.certificate_codes(data), start=1)
        return [(Place(file=name, page=code.page, ordinal=ordinal), code.text) for ordinal, code in codes]
    lines = text.split("\n", _MAX_LINES)
    if len(data) > _MAX_TEXT or len(lines) > _MAX_LINES:
        raise AuditError(Code.TOO_LARGE, "text: as much as that is a source of its own")
    found = [
        (Place(file=name, line=number), line.strip()) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not found:
        raise AuditError(Code.NO_CODE_FOUND, "no code in this file")
    return [*found]


def _read(path: Path) -> bytes:
    """The whole of an ordinary file. It may have become a pipe since it was listed: opening never waits."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise AuditError(Code.NOT_A_FILE, "not an ordinary file")
            data = b"" if about.st_size > scan.MAX_BYTES else file.read(scan.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise AuditError(Code.FILE_UNREADABLE, reason(error)) from None
    if about.st_size > scan.MAX_BYTES or len(data) > scan.MAX_BYTES:
        raise AuditError(Code.TOO_LARGE, f"more than {scan.MAX_BYTES // 1024 // 1024} MB")
    return data
