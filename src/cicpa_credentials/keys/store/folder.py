"""A folder on disk whose files are read with suspicion and changed whole or not at all.

Every name is looked up relative to the open folder, so nothing on the way to it can be exchanged meanwhile. A change is
written under a temporary name, flushed, and only then given its name; whoever dies on the way leaves the temporary name
behind, and the next writer sweeps it. This needs POSIX (`flock`, `link`, owners and modes): there is no such folder on
Windows, where keys belong in an HSM or a KMS.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, KeyHandlingError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import timedelta
    from pathlib import Path

__all__ = ["PRIVATE", "PUBLIC", "Folder", "make_folder", "stamp"]

PRIVATE: Final = 0o600
"""Mode of a file that its owner alone may read."""

PUBLIC: Final = 0o644
"""Mode of a file that everybody may read."""

_POSIX: Final = os.name == "posix"
_LOCK: Final = ".lock"
_UNFINISHED: Final = ".unfinished-"
_REPLACED: Final = ".replaced-"
_POLL_SECONDS: Final = 0.02


class Folder:
    """An open folder; `Folder.open` makes one."""

    __slots__ = ("_fd", "_owner")

    def __init__(self, fd: int, *, own: bool) -> None:
        facts = os.fstat(fd)
        if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, "others than its owner may write into the folder")
        if own and facts.st_uid != os.geteuid():
            raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, "the folder belongs to another user")
        self._fd = fd
        self._owner = facts.st_uid

    @classmethod
    @contextmanager
    def open(cls, path: Path, *, own: bool) -> Iterator[Folder]:
        """Open a folder; a symbolic link in its place is not followed.

        Args:
            path: where it is.
            own: insist that it belongs to the user of this process.

        Raises:
            KeyHandlingError: `keystore_foreign` when there is no folder; `keystore_permissions` for a wrong owner, or
                when others may write into it; `storage_failed`; `unsupported` on Windows.
        """
        _require_posix()
        with _storage(absent=Code.KEYSTORE_FOREIGN):
            fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield cls(fd, own=own)
        finally:
            os.close(fd)

    def names(self) -> frozenset[str]:
        """The names of what is in the folder, leaving out the lock and whatever is unfinished."""
        return frozenset(name for name in self._all_names() if name != _LOCK and not _is_temporary(name))

    @property
    def unswept(self) -> bool:
        """Whether a change was left unfinished, or is being made right now."""
        return any(map(_is_temporary, self._all_names()))

    def read(self, name: str, *, mode: int, max_bytes: int, absent: Code = Code.KEYSTORE_DAMAGED) -> bytes:
        """Read a file after a look at what it is.

        Args:
            name: its name.
            mode: `PRIVATE` or `PUBLIC`; a file that grants more is refused.
            max_bytes: the most it may hold.
            absent: the code of the error when there is none.

        Raises:
            KeyHandlingError: `keystore_permissions` for a symbolic link, a wrong owner, or a mode that grants too much;
                `keystore_damaged` when it is not a file, or too long; `storage_failed`.
        """
        # Without O_NONBLOCK, a named pipe would keep us waiting for whoever writes to it.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _storage(absent=absent):
            fd = os.open(name, flags, dir_fd=self._fd)
            try:
                self._check(os.fstat(fd), name, mode, max_bytes)
                with os.fdopen(fd, "rb", closefd=False) as file:
                    return file.read(max_bytes)
            finally:
                os.close(fd)

    @contextmanager
    def locked(self, timeout: timedelta) -> Iterator[None]:
        """Keep all other writers out, those in this process too.

        Raises:
            KeyHandlingError: `keystore_busy` when another writer does not come to an end in time; `storage_failed`.
        """
        with _storage():
            fd = os.open(_LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE, dir_fd=self._fd)
        try:
            deadline = time.monotonic() + timeout.total_seconds()
            while not _try_lock(fd):
                if time.monotonic() >= deadline:
                    raise KeyHandlingError(Code.KEYSTORE_BUSY, "another writer holds the key store")
                time.sleep(_POLL_SECONDS)
            yield
        finally:
            os.close(fd)

    def publish(self, name: str, data: bytes, *, mode: int) -> None:
        """Add a file. Its temporary name stays beside it, until `sweep` is told whether the file is to be kept.

        Only for who holds the lock, as `replace` and `sweep` are.

        Raises:
            KeyHandlingError: `storage_failed`, also when the name is taken.
        """
        with _storage():
            temporary = self._write(name, data, mode)
            os.link(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd, follow_symlinks=False)
            os.fsync(self._fd)

    def replace(self, name: str, data: bytes, *, mode: int) -> None:
        """Put a new file in the place of another, at one stroke.

        Raises:
            KeyHandlingError: `storage_failed`; the old file is in its place then.
        """
        with _storage():
            temporary = self._write(name, data, mode)
            old = _REPLACED + name
            os.link(name, old, src_dir_fd=self._fd, dst_dir_fd=self._fd, follow_symlinks=False)
            os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            try:
                os.fsync(self._fd)
            except OSError:
                os.replace(old, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
                raise

    def sweep(self, *, keep: Collection[str]) -> None:
        """Remove all temporary names, and with them the files that were published and are not to be kept.

        A file without a temporary name beside it is never removed, so that nothing is lost to an old list.

        Raises:
            KeyHandlingError: `storage_failed`.
        """
        with _storage():
            for temporary in filter(_is_temporary, self._all_names()):
                name = temporary.removeprefix(_UNFINISHED)
                if temporary.startswith(_UNFINISHED) and name not in keep:
                    self._remove(name)
                self._remove(temporary)

    def _check(self, facts: os.stat_result, name: str, mode: int, max_bytes: int) -> None:
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > max_bytes:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, f"{name} is not a file of at most {max_bytes} bytes")
        if facts.st_uid != self._owner:
            raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, f"{name} belongs to another user than its folder")
        if stat.S_IMODE(facts.st_mode) & ~mode:
            raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, f"{name} is open to more than mode {mode:o}")

    def _all_names(self) -> list[str]:
        with _storage():
            return os.listdir(self._fd)  # noqa: PTH208 - a path has no way to look through an open folder

    def _write(self, name: str, data: bytes, mode: int) -> str:
        temporary = _UNFINISHED + name
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(temporary, flags, mode, dir_fd=self._fd)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(fd, rest) :]
            os.fsync(fd)
        finally:
            os.close(fd)
        return temporary

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._fd)


def stamp(path: str) -> tuple[int, int, int]:
    """What changes whenever a file is replaced, for the price of one system call.

    Raises:
        KeyHandlingError: `keystore_damaged` when it is missing; `storage_failed`.
    """
    with _storage(absent=Code.KEYSTORE_DAMAGED):
        facts = os.lstat(path)
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone, unless there is one.

    Raises:
        KeyHandlingError: `keystore_permissions`, `storage_failed`; `unsupported` on Windows.
    """
    _require_posix()
    with _storage():
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            return
        parent = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)


def _require_posix() -> None:
    if not _POSIX:
        raise KeyHandlingError(Code.UNSUPPORTED, "keys on disk need POSIX; on this system use an HSM or a KMS")


def _is_temporary(name: str) -> bool:
    return name.startswith((_UNFINISHED, _REPLACED))


def _try_lock(fd: int) -> bool:
    import fcntl  # noqa: PLC0415 - not there on Windows, where this module must still import

    with _storage():
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _storage(*, absent: Code = Code.STORAGE_FAILED) -> Iterator[None]:
    """Turn what the system says into an error of ours: operators need the reason, hosts the code."""
    try:
        yield
    except FileNotFoundError as error:
        raise KeyHandlingError(absent, "the key store, or a file that it lists, is missing") from error
    except PermissionError as error:
        raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, "the system denies access to the key store") from error
    except NotADirectoryError as error:
        raise KeyHandlingError(Code.KEYSTORE_FOREIGN, "not a folder; a symbolic link is not followed") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise KeyHandlingError(Code.KEYSTORE_PERMISSIONS, "a symbolic link stands in the key store") from error
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        raise KeyHandlingError(Code.STORAGE_FAILED, f"the disk did not do as told ({reason})") from error
