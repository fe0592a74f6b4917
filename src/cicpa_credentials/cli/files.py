"""Files: read with a limit; written whole or not at all, and never over another without being told to."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.files import PRIVATE, PUBLIC, reason, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "MAX_BYTES",
    "MAX_CERTIFICATE_BYTES",
    "PRIVATE",
    "PUBLIC",
    "Output",
    "make_folder",
    "naming",
    "read",
    "require_absent",
    "write",
    "write_all",
]

MAX_BYTES: Final = 64 * 1024 * 1024
"""Bytes of a file that are looked at unless the caller expects fewer: what a trust bundle may have."""

MAX_CERTIFICATE_BYTES: Final = 64 * 1024
"""Bytes of a file with certificates, a request or a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that is to be written.

    Attributes:
        path: its name.
        data: its content.
        mode: `PUBLIC` or `PRIVATE`.
    """

    path: Path
    data: bytes = field(repr=False)
    mode: int = PUBLIC


def read(path: Path, *, max_bytes: int = MAX_BYTES, called: str | None = None) -> bytes:
    """All of a file.

    Args:
        path: which one.
        max_bytes: the most it may hold.
        called: what an error calls it, where its path may tell who somebody is.

    Raises:
        CommandError: `file_unreadable`, naming the file.
    """
    name = called or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise CommandError(Code.FILE_UNREADABLE, f"{name}: {reason(error)}") from None
    if len(data) > max_bytes:
        raise CommandError(Code.FILE_UNREADABLE, f"{name}: more than {max_bytes} bytes")
    return data


def make_folder(path: Path) -> None:
    """Make a folder, and those around it, unless it is there.

    Raises:
        CommandError: `output_exists` when there is a file in its place; `storage_failed`.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise CommandError(Code.OUTPUT_EXISTS, f"{path}: not a folder") from None
    except (OSError, ValueError) as error:
        raise CommandError(Code.STORAGE_FAILED, f"{path}: {reason(error)}") from None


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Let errors about a file's content say which file it is.

    Raises:
        CommandError: for every other error of ours, with its code.
    """
    try:
        yield
    except CommandError:
        raise
    except CicpaError as error:
        raise CommandError(error.code, f"{path}: {error}") from None


def require_absent(path: Path, *, force: bool) -> None:
    """Refuse early what `write` would refuse after the work is done.

    Raises:
        CommandError: `output_exists`.
    """
    if not force and os.path.lexists(path):
        raise CommandError(Code.OUTPUT_EXISTS, str(path))


def write(path: Path, data: bytes, *, force: bool = False, mode: int = PUBLIC) -> None:
    """Write a file whole or not at all; see `write_whole`.

    Args:
        path: its name; the folder must be there.
        data: its content.
        force: whether to replace a file of that name.
        mode: `PUBLIC` or `PRIVATE`.

    Raises:
        CommandError: `output_exists`; `storage_failed`, and then nothing was left behind.
    """
    try:
        write_whole(path, data, overwrite=force, mode=mode)
    except FileExistsError:
        raise CommandError(Code.OUTPUT_EXISTS, str(path)) from None
    except (OSError, ValueError) as error:
        raise CommandError(Code.STORAGE_FAILED, f"{path}: {reason(error)}") from None


def write_all(outputs: Iterable[Output], *, force: bool = False) -> None:
    """Write several files; where one cannot be written, those before it are taken back.

    Raises:
        CommandError: as `write`. What `force` had replaced by then is gone.
    """
    written: list[Path] = []
    try:
        for output in outputs:
            write(output.path, output.data, force=force, mode=output.mode)
            written.append(output.path)
    except CommandError:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise
