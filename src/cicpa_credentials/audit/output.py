"""The folder that an audit writes to: its own for as long as it takes, lines appended, everything else whole."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Final, Self

from cicpa_credentials.bulk.lock import LOCK, only_one
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.files import PRIVATE, PUBLIC, is_unfinished, reason, sweep, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["FINDINGS", "PAGE", "SUMMARY", "OutFolder", "digest_of"]

FINDINGS: Final = "findings.jsonl"
"""The file with one line for each finding."""

SUMMARY: Final = "summary.json"
"""The counts."""

PAGE: Final = "report.html"
"""The page for people."""


class OutFolder:
    """A folder that one audit has to itself; `claim` makes one.

    Every method raises AuditError `storage_failed` where the system refuses.
    """

    __slots__ = ("_files", "path")

    remedy: ClassVar[str] = "make room, and audit anew, into another folder"
    journal: ClassVar[str] = ""
    occupied: ClassVar[str] = "an audit needs a folder of its own"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, BinaryIO] = {}

    @classmethod
    @contextmanager
    def claim(cls, path: Path, *, resume: bool = False) -> Iterator[Self]:
        """Take a folder for as long as the block takes: an empty or new one, or one with an audit to go on with.

        Args:
            path: the folder.
            resume: whether an audit goes on here, if one began; it is known by its journal.

        Raises:
            AuditError: `output_exists` for a folder with anything else in it, and for what is no folder;
                `storage_failed`.
            CommandError: `folder_busy`.
        """
        folder = cls(path)
        with folder.storing():
            try:
                path.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                raise AuditError(Code.OUTPUT_EXISTS, f"{path}: not a folder") from None
        if not (path / LOCK).exists():
            folder._require_own(resume=resume)  # nothing is left in a folder that is somebody else's, not even a lock
        with only_one(path):
            folder._require_own(resume=resume)
            with folder.storing():
                sweep(path)
            try:
                yield folder
            finally:
                folder._close()

    def open_lines(self, name: str, *, private: bool = False) -> BinaryIO:
        """Open a file to append to.

        Args:
            name: of the file.
            private: whether it is for the owner of the folder alone.
        """
        with self.storing(name):
            fd = os.open(
                self.path / name,
                os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0),
                PRIVATE if private else PUBLIC,
            )
            file = self._files[name] = os.fdopen(fd, "ab")
            return file

    def append(self, name: str, lines: bytes) -> None:
        """Write lines to an open file, not yet for good."""
        with self.storing(name):
            self._files[name].write(lines)

    def flush(self) -> None:
        """Write down for good what was appended."""
        for name, file in self._files.items():
            with self.storing(name):
                file.flush()
                os.fsync(file.fileno())

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole, in place of an earlier one."""
        with self.storing(name):
            write_whole(self.path / name, data, overwrite=True, mode=PUBLIC)

    def conclude(self, summary: Mapping[str, Any], page: str) -> None:
        """Write the counts, and the page for people: last, so that whoever finds them finds all."""
        self.write(SUMMARY, f"{json.dumps(summary, ensure_ascii=False, indent=2)}\n".encode())
        self.write(PAGE, page.encode())

    def digest(self, name: str) -> bytes:
        """SHA-256 of a file."""
        with self.storing(name):
            return digest_of(self.path / name)

    @contextmanager
    def storing(self, name: str = "") -> Iterator[None]:
        """Turn what the system says about a file into an error of ours.

        Raises:
            AuditError: `storage_failed`.
        """
        try:
            yield
        except (OSError, ValueError) as error:
            where = self.path / name if name else self.path
            raise AuditError(Code.STORAGE_FAILED, f"{where}: {reason(error)}; {self.remedy}") from None

    def _require_own(self, *, resume: bool) -> None:
        with self.storing():
            names = {one.name for one in self.path.iterdir() if one.name != LOCK and not is_unfinished(one.name)}
        if names and not (resume and self.journal in names):
            raise AuditError(Code.OUTPUT_EXISTS, f"{self.path}: not empty; {self.occupied}")

    def _close(self) -> None:
        for file in self._files.values():
            with suppress(OSError):  # what cannot be flushed was not promised either
                file.close()


def digest_of(path: Path) -> bytes:
    """SHA-256 of a file.

    Raises:
        OSError: the system refused.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
