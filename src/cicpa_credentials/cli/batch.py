"""Several records at once: each with a name of its own, a photo, and a place for its picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from cicpa_credentials.cli.files import read
from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.members import MemberRecord, require_complete

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Item", "items", "photo_of"]

_PICTURE: Final = ".png"
_LINES: Final = ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record of a batch.

    Attributes:
        name: the file, and the line where a file holds several: what messages call it. It never names the member.
        output: where its picture goes.
        json: the record's text, or why it could not be read.
    """

    name: str
    output: Path
    json: bytes | CicpaError

    def record(self) -> MemberRecord:
        """The complete record.

        Raises:
            CommandError: `file_unreadable`.
            RecordError: `invalid_record`; `incomplete_record`.
        """
        if isinstance(self.json, CicpaError):
            raise self.json
        record = MemberRecord.from_json(self.json)
        require_complete(record)
        return record


def items(records: Sequence[Path], out: Path) -> list[Item]:
    """The records of all files: JSON with one each, or JSON Lines (`.jsonl`) with one on each line.

    Args:
        records: the files.
        out: a picture's file name (`.png`) for one record, or else a folder.

    Raises:
        CommandError: `usage` when several pictures would have the same name.
    """
    found = [item for path in records for item in _items(path, out)]
    if len({item.output for item in found}) < len(found):
        raise CommandError(Code.USAGE, "--out: several pictures would have the same name; give a folder for each")
    return found


def photo_of(record: MemberRecord, where: Path) -> bytes:
    """The photo of a complete record.

    Args:
        record: names its photo's file, where `where` is a folder.
        where: the photo, or a folder of photos.

    Raises:
        CommandError: `file_unreadable`; `photo_invalid` where the record does not name a file in that folder.
    """
    if not where.is_dir():
        return read(where, called="photo")
    name = str(record.photo)
    # A record comes from elsewhere: it must not make us read what lies outside the folder.
    if {PurePosixPath(name).name, PureWindowsPath(name).name} != {name}:
        raise CommandError(Code.PHOTO_INVALID, "photo: must be the name of a file, without a path")
    return read(where / name, called="photo")


def _items(path: Path, out: Path) -> Iterator[Item]:
    single = out.suffix.lower() == _PICTURE
    try:
        data = read(path, called="record")
    except CommandError as error:
        yield Item(name=str(path), output=out if single else out / f"{path.stem}{_PICTURE}", json=error)
        return
    if path.suffix.lower() != _LINES:
        yield Item(name=str(path), output=out if single else out / f"{path.stem}{_PICTURE}", json=data)
        return
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            output = out if single else out / f"{path.stem}-{number}{_PICTURE}"
            yield Item(name=f"{path}:{number}", output=output, json=line)
