"""Files that are written whole or not at all: on a full disk nothing is left, and nobody ever meets half a file.

Who is killed on the way leaves a temporary name behind, `.cicpa-` and some digits. What the system says is passed on as
it is; whose errors they become is for the caller.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PRIVATE", "PUBLIC", "is_unfinished", "reason", "sweep", "write_whole"]

PUBLIC: Final = 0o666
"""Mode of a file for everybody, so far as the umask lets."""

PRIVATE: Final = 0o600
"""Mode of a file for its owner alone."""

_UNFINISHED: Final = re.compile(r"\.cicpa-[0-9a-f]{16}")


def write_whole(path: Path, data: bytes, *, overwrite: bool, mode: int) -> None:
    """Write a file under a temporary name beside it, flush it, and only then give it its name.

    A symbolic link in its place is never followed: it counts as something of that name, and is replaced like it.

    Args:
        path: its name; the folder must be there.
        data: its content.
        overwrite: whether to replace a file of that name.
        mode: `PUBLIC` or `PRIVATE`.

    Raises:
        FileExistsError: there is something of that name, and it stays as it was.
        OSError: the system refused, and nothing was left behind.
        ValueError: for what cannot be a name.
    """
    temporary = path.with_name(f".cicpa-{secrets.token_hex(8)}")
    try:
        _fill(temporary, data, mode)
        _publish(temporary, path, overwrite=overwrite)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is what somebody left who was killed while writing."""
    return _UNFINISHED.fullmatch(name) is not None


def sweep(folder: Path) -> None:
    """Remove what is unfinished; nobody else must be writing there.

    Raises:
        OSError: the system refused.
    """
    for path in folder.iterdir():
        if is_unfinished(path.name):
            path.unlink(missing_ok=True)


def reason(error: OSError | ValueError) -> str:
    """Why a file could not be read or written: the system's words and their symbol, without the file's name."""
    number = error.errno if isinstance(error, OSError) else None
    return f"{os.strerror(number)} ({errno.errorcode.get(number, number)})" if number else "not a file name"


def _fill(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _publish(temporary: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        temporary.replace(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # File systems of memory cards have no links: take the name, then put the whole file in its place.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
