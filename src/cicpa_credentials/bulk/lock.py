"""One at a time: a lock on a folder, which ends with its holder however that ends."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.files import PRIVATE, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LOCK", "only_one"]

LOCK: Final = ".cicpa-lock"
"""The file that the lock is on; it stays, for taking it away would let two hold the lock."""

_NO_WAIT: Final = timedelta(0)
_POLL_SECONDS: Final = 0.05


@contextmanager
def only_one(folder: Path, *, patience: timedelta = _NO_WAIT) -> Iterator[None]:
    """Keep other runs of the command out of a folder for as long as the block takes.

    Args:
        folder: which is there.
        patience: how long to wait for another run.

    Raises:
        CommandError: `folder_busy`; `storage_failed`, also where the file system has no locks; `unsupported` on
            Windows.
    """
    try:
        fd = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, PRIVATE)
    except OSError as error:
        raise _failure(folder, error) from None
    try:
        deadline = time.monotonic() + patience.total_seconds()
        while not _try(fd, folder):
            if time.monotonic() >= deadline:
                raise CommandError(Code.FOLDER_BUSY, str(folder))
            time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(fd)


def _try(fd: int, folder: Path) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows, where this module must still import
    except ModuleNotFoundError:
        raise CommandError(Code.UNSUPPORTED, "locks on folders need POSIX") from None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise _failure(folder, error) from None
    return True


def _failure(folder: Path, error: OSError) -> CommandError:
    return CommandError(Code.STORAGE_FAILED, f"{folder}: {reason(error)}")
