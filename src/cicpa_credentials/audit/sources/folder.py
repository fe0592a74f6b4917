"""A folder of scans: pictures, documents and files with text, as deep as they lie."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.sources.source import START, Batch, Position, batches
from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.audit.sources.source import Content, Entry

__all__ = ["FolderSource", "list_folder"]

_FILES_AT_ONCE: Final = 4
"""A picture takes a hundred times as long as a line does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSource:
    """A folder; see `Source`. Files are listed when it is opened: what is added later is not looked at.

    Attributes:
        path: the folder.
        entries: what is in it, and below, sorted by name.
        identity: see `Source`.
        column: the member that has the code where a file holds lines of JSON.
        isolated: see `Source`.
    """

    path: Path
    entries: tuple[Entry, ...]
    identity: str
    column: str
    isolated: bool = True

    @property
    def size(self) -> int:
        """How many files there are."""
        return len(self.entries)

    def batches(self, *, after: Position = START) -> Iterator[Batch]:
        """See `Source`."""
        rest = ((self.entries[at], Position(at + 1, at + 1)) for at in range(after.done, self.size))
        return batches(rest, after=after, max_entries=_FILES_AT_ONCE)


def list_folder(path: Path, column: str) -> FolderSource:
    """List a folder and all below it. Links are not followed, so there is an end to it.

    Raises:
        OSError: the folder itself cannot be read.
    """
    found: list[tuple[Entry, str]] = []
    waiting = [(path, "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = prefix + _shown(entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((Path(entry.path), f"{name}/"))
                    else:
                        found.append(((name, _content(entry)), _version(entry)))
        except OSError:
            if folder == path:
                raise
            found.append(((prefix, Code.FILE_UNREADABLE), ""))
    found.sort(key=lambda one: one[0][0])
    digest = hashlib.sha256("\0".join(f"{name}\0{version}" for (name, _), version in found).encode())
    identity = f"folder {digest.hexdigest()}"
    return FolderSource(path=path, entries=tuple(entry for entry, _ in found), identity=identity, column=column)


def _content(entry: os.DirEntry[str]) -> Content:
    # Whoever opens a pipe waits for its other end.
    return Path(entry.path) if entry.is_file(follow_symlinks=False) else Code.NOT_A_FILE


def _version(entry: os.DirEntry[str]) -> str:
    """Changes when the file does: a scan that was made better is not the one that was looked at."""
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return ""
    return f"{about.st_size} {about.st_mtime_ns}"


def _shown(name: str) -> str:
    """The name as text that can be written down: file systems take any bytes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
