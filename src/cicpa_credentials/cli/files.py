"""Files: read with a limit; written whole or not at all, and never over another without being told to."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import CicpaError, Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "MAX_BYTES",
    "MAX_CERTIFICATE_BYTES",
    "PRIVATE",
    "PUBLIC",
    "make_folder",
    "naming",
    "read",
    "require_absent",
    "write",
]

MAX_BYTES: Final = 64 * 1024 * 1024
"""Bytes of a file that are looked at unless the caller expects fewer: what a trust bundle may have."""

MAX_CERTIFICATE_BYTES: Final = 64 * 1024
"""Bytes of a file with certificates, a request or a key."""

PUBLIC: Final = 0o666
"""Mode of a file for everybody, so far as the umask lets."""

PRIVATE: Final = 0o600
"""Mode of a file for its owner alone."""


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
        raise CommandError(Code.FILE_UNREADABLE, f"{name}: {_reason(error)}") from None
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
        raise CommandError(Code.STORAGE_FAILED, f"{path}: {_reason(error)}") from None


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
    """Write a file under a temporary name beside it, flush it, and only then give it its name.

    Args:
        path: its name; the folder must be there.
        data: its content.
        force: whether to replace a file of that name.
        mode: `PUBLIC` or `PRIVATE`.

    Raises:
        CommandError: `output_exists`; `storage_failed`, and then nothing was left behind.
    """
    temporary = path.with_name(f".cicpa-{secrets.token_hex(8)}")
    try:
        try:
            _fill(temporary, data, mode)
            _publish(temporary, path, force=force)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise CommandError(Code.OUTPUT_EXISTS, str(path)) from None
    except (OSError, ValueError) as error:
        raise CommandError(Code.STORAGE_FAILED, f"{path}: {_reason(error)}") from None


def _fill(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _publish(temporary: Path, path: Path, *, force: bool) -> None:
    if force:
        temporary.replace(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # File systems of memory cards have no links: take the name, then put the whole file in its place.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        temporary.replace(path)


def _reason(error: OSError | ValueError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return f"{os.strerror(number)} ({errno.errorcode.get(number, number)})" if number else "not a file name"
