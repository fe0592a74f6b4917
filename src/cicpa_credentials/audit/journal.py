"""The journal of an audit, from which it goes on when it was cut off.

What is written is flushed before the journal says that it is there; whatever stands behind it when a run is cut off is
cut away by the next. So the files are the same as if nothing had happened.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from cicpa_credentials.audit.output import FINDINGS, OutFolder
from cicpa_credentials.audit.sources import START, Position
from cicpa_credentials.audit.tally import Tally
from cicpa_credentials.audit.work import REPORTS
from cicpa_credentials.errors import AuditError, Code

if TYPE_CHECKING:
    from cicpa_credentials.audit.work import Result

__all__ = ["AuditFolder", "Progress"]

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


class AuditFolder(OutFolder):
    """A folder whose audit can be cut off and gone on with."""

    __slots__ = ()

    remedy = "--resume goes on when there is room"
    journal = _JOURNAL
    occupied = "--resume goes on with an audit"

    def read(self) -> Progress | None:
        """How far the audit came that stopped here; none if none began.

        Raises:
            AuditError: `malformed` for a damaged journal; `storage_failed`.
        """
        path = self.path / _JOURNAL
        with self.storing(_JOURNAL):
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
            file = self.open_lines(name)
            with self.storing(name):
                if os.fstat(file.fileno()).st_size < progress.written[name]:
                    raise AuditError(Code.MALFORMED, f"{name}: shorter than it was; audit anew, into another folder")
                file.truncate(progress.written[name])
        self.commit(progress)

    def commit(self, progress: Progress) -> None:
        """Write down for good how far it has come.

        Raises:
            AuditError: `storage_failed`.
        """
        self.flush()
        self.write(_JOURNAL, progress.to_json())
