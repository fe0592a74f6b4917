"""Telling by its name what kind of source something is."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.sources.folder import list_folder
from cicpa_credentials.audit.sources.lines import LineSource
from cicpa_credentials.audit.sources.table import open_table
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.files import reason

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.audit.sources.source import Source

__all__ = ["open_source"]

_TABLES: Final = (".csv", ".tsv")
_JSON_LINES: Final = (".jsonl", ".ndjson")
_TEXT: Final = ".txt"


def open_source(path: Path, *, column: str) -> Source:
    """Open a folder, a table (`.csv`, `.tsv`), JSON Lines (`.jsonl`, `.ndjson`) or lines of QR text (`.txt`).

    Args:
        path: the folder or file.
        column: the column of a table, or the member of JSON objects, that has the QR text.

    Raises:
        AuditError: `file_unreadable`; `not_a_file`; `unsupported` for a file of another kind; `column_missing`.
        CommandError: `file_unreadable`.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            return list_folder(path, column)
    except (OSError, ValueError) as error:
        raise AuditError(Code.FILE_UNREADABLE, f"{path}: {reason(error)}") from None
    if not stat.S_ISREG(about.st_mode):
        raise AuditError(Code.NOT_A_FILE, str(path))
    kind, size = path.suffix.lower(), about.st_size
    identity = f"{kind} {size} {about.st_mtime_ns} {column}"
    if kind in _TABLES:
        return open_table(path, size=size, identity=identity, column=column)
    if kind in (*_JSON_LINES, _TEXT):
        return LineSource(path=path, size=size, identity=identity, column=column, json=kind != _TEXT)
    raise AuditError(Code.UNSUPPORTED, f"{path}: neither a folder nor .csv, .tsv, .jsonl, .ndjson or .txt")
