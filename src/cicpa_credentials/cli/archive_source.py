"""For which moment an answer is wanted, and what was kept of earlier days to find it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.trust_source import pinned
from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.files import reason
from cicpa_credentials.keys.root import BUNDLE_TYP, MAX_BUNDLE_BYTES
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.status import Archive
from cicpa_credentials.status.token import STATUS_LIST_TYP
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ArchiveOption", "AtOption", "load_archive", "past_moment"]

AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DAY|MOMENT",
        help=both(
            "按过去的某一天（当日结束时，中国时间）或某一时刻（带时区）核验，例如 2027-03-31",
            "Answer for a past day (its end, in China's time), or a moment with its zone; for example 2027-03-31",
        ),
    ),
]
ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="FOLDER",
        help=both(
            "存有以往信任包和状态列表的文件夹", "A folder with the trust bundles and status lists of earlier days"
        ),
    ),
]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_END: Final = time(23, 59, 59, tzinfo=CHINA)


def past_moment(text: str | None, *, now: datetime, archive: Path | None = None) -> datetime | None:
    """The moment that is asked about, aware UTC; none where it is now.

    Args:
        text: a day, or a moment with its zone, as ISO 8601 has them. A day that is not over yet ends now.
        now: the current moment.
        archive: what was given to find the answer in.

    Raises:
        CommandError: `usage` for anything else, and for what has not come yet; for an archive without a moment.
    """
    if text is None:
        if archive is not None:
            raise CommandError(Code.USAGE, "--archive: only for an answer about the past, with --at")
        return None
    at = None
    with suppress(ValueError):
        at = _end_of(date.fromisoformat(text), now) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    if at is None or at.tzinfo is None or at > now:  # without its zone, a moment is anybody's guess
        raise CommandError(Code.USAGE, "--at: a day (2027-03-31) or a moment with its zone, not in the future")
    return at.astimezone(UTC)


def _end_of(day: date, now: datetime) -> datetime:
    return now if day == now.astimezone(CHINA).date() else datetime.combine(day, _END)


def load_archive(folder: Path | None, *, root: Path | None, fingerprint: str | None) -> Archive | None:
    """All bundles and status lists in a folder; files whose names begin with a dot are passed over.

    Args:
        folder: where they are.
        root: the root's certificate.
        fingerprint: or its fingerprint.

    Raises:
        CommandError: `file_unreadable`; naming the file, `malformed` for one that is neither, and as
            `TrustBundle.load` for a bundle that cannot be believed: an answer must not rest on less than it seems to.
    """
    if folder is None:
        return None
    believed = pinned(root=root, fingerprint=fingerprint)
    bundles, lists = [], []
    for path in _files(folder):
        data = read(path)
        with naming(path):
            typ = Sign1.decode(data, max_bytes=MAX_BUNDLE_BYTES).protected.get(Header.TYP)
            if typ == STATUS_LIST_TYP:
                lists.append(data)
            elif typ == BUNDLE_TYP:
                bundles.append(TrustBundle.load(data, root=believed))
            else:
                raise CommandError(Code.MALFORMED, f"{path}: neither a trust bundle nor a status list")
    return Archive(bundles, lists=lists)


def _files(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(folder.iterdir())
    except OSError as error:
        raise CommandError(Code.FILE_UNREADABLE, f"{folder}: {reason(error)}") from None
    return (path for path in names if not path.name.startswith("."))
