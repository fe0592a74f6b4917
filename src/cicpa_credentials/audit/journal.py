"""The folder that an audit writes to: its files, and the journal from which it goes on.

What is written is flushed before the journal says that it is there; whatever stands behind it when a run is cut off is
cut away by the next. So the files are the same as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from cicpa_credentials.audit.sources import START, Position
from cicpa_credentials.audit.tally import Tally
from cicpa_credentials.audit.work import FINDINGS, REPORTS
from cicpa_credentials.bulk.lock import LOCK, only_one
from cicpa_credentials.errors import AuditError, Code
from cicpa_credentials.files import PUBLIC, reason, sweep, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cicpa_credentials.audit.work import Result

__all__ = ["PAGE", "SUMMARY", "AuditFolder", "Progress"]

SUMMARY: Final = "summary.json"
"""The counts."""

PAGE: Final = "report.html"
"""The page for people."""

_JOURNAL: Final = ".cicpa-audit"
_VERSION: Final = 1
_MAX_JOURNAL: Final = 64 * 1024 * 1024
_LINES: Final = (REPORTS, FINDINGS)


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far an audit has come.

    Attributes:
        source: the source's identity.
        footing: the footing's digest, in hex.
        at: the moment for which all answers hold, aware UTC.
        position: behind what has been checked.
        written: the bytes of each file of lines.
        tally: of them.
    """

    source: str
    footing: str
    at: datetime
    position: Position = START
    written: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LINES, 0))
    tally: Tally = field(default_factory=Tally)

    def advance(self, position: Position, result: Result) -> None:
        """Go on by a batch that has been written."""
        self.position = position
        self.tally.add(result.tally)
        for name, lines in result.lines.items():
            self.written[name] += len(lines)

    def to_json(self) -> bytes:
        """As the journal has it."""
        content = {
            "version": _VERSION,
            "source": self.source,
            "footing": self.footing,
            "at": self.at.isoformat(),
            "position": self.position,
            "written": self.written,
            "tally": self.tally.to_dict(),
        }
        return json.dumps(content).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The reverse.

        Raises:
            AuditError: `malformed`.
        """
        try:
            content: Any = json.loads(data)
            if content["version"] != _VERSION:
                raise ValueError  # noqa: TRY301 - as everything else that is wrong with it
            at = datetime.fromisoformat(content["at"])
            return cls(
                source=str(content["source"]),
                footing=str(content["footing"]),
                at=at,
                position=Position(*map(int, content["position"])),
                written={name: int(content["written"][name]) for name in _LINES},
                tally=Tally.from_dict(content["tally"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise AuditError(Code.MALFORMED, f"{_JOURNAL}: damaged; audit anew, into another folder") from None


class AuditFolder:
    """A folder that one audit has to itself; `claim` makes one."""

    __slots__ = ("_files", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, BinaryIO] = {}

    @classmethod
    @contextmanager
    def claim(cls, path: Path, *, resume: bool) -> Iterator[Self]:
        """Take a folder for as long as the block takes: an empty or new one, or that of an audit to go on with.

        Raises:
            AuditError: `output_exists` for a folder with anything else in it; `storage_failed`.
            CommandError: `folder_busy`.
        """
        with _storing(path):
            path.mkdir(parents=True, exist_ok=True)
        with only_one(path):
            with _storing(path):
                sweep(path)
                names = {one.name for one in path.iterdir()} - {LOCK}
            if names and not (resume and _JOURNAL in names):
                raise AuditError(Code.OUTPUT_EXISTS, f"{path}: not empty; --resume goes on with an audit")
            folder = cls(path)
            try:
                yield folder
            finally:
                folder._close()

    def read(self) -> Progress | None:
        """How far the audit came that stopped here; none if none began.

        Raises:
            AuditError: `malformed` for a damaged journal; `storage_failed`.
        """
        path = self._path / _JOURNAL
        with _storing(path):
            if not path.exists():
                return None
            with path.open("rb") as file:
                return Progress.from_json(file.read(_MAX_JOURNAL))

    def open(self, progress: Progress) -> None:
        """Open the files of lines, and cut away what the journal does not know of.

        Raises:
            AuditError: `malformed` where there is less than the journal says; `storage_failed`.
        """
        for name in _LINES:
            with _storing(self._path / name):
                file = (self._path / name).open("ab")
                self._files[name] = file
                if os.fstat(file.fileno()).st_size < progress.written[name]:
                    raise AuditError(Code.MALFORMED, f"{name}: shorter than it was; audit anew, into another folder")
                file.truncate(progress.written[name])
        self.commit(progress)

    def append(self, result: Result) -> None:
        """Write the lines of a batch, not yet for good.

        Raises:
            AuditError: `storage_failed`.
        """
        for name, lines in result.lines.items():
            with _storing(self._path / name):
                self._files[name].write(lines)

    def commit(self, progress: Progress) -> None:
        """Write down for good how far it has come.

        Raises:
            AuditError: `storage_failed`.
        """
        for name, file in self._files.items():
            with _storing(self._path / name):
                file.flush()
                os.fsync(file.fileno())
        self.write(_JOURNAL, progress.to_json())

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole, in place of an earlier one.

        Raises:
            AuditError: `storage_failed`.
        """
        with _storing(self._path / name):
            write_whole(self._path / name, data, overwrite=True, mode=PUBLIC)

    def digest(self, name: str) -> bytes:
        """SHA-256 of a file.

        Raises:
            AuditError: `storage_failed`.
        """
        with _storing(self._path / name), (self._path / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()

    def _close(self) -> None:
        for file in self._files.values():
            with suppress(OSError):  # what cannot be flushed is not in the journal either
                file.close()


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise AuditError(Code.STORAGE_FAILED, f"{path}: {reason(error)}; --resume goes on when there is room") from None
