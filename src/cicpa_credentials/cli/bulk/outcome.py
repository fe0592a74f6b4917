"""What became of one line of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.errors import CicpaError
    from cicpa_credentials.status import StatusReference

__all__ = ["Outcome", "OutcomeKind"]


class OutcomeKind(StrEnum):
    """What became of it."""

    ISSUED = "issued"
    KEPT = "kept"
    """An earlier run issued it."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one line.

    Attributes:
        line: its number, from 1 on.
        kind: what became of it.
        error: why it was refused.
        reference: the certificate's place in a status list; there is one too where only the picture is missing.
        picture: where the picture is.
    """

    line: int
    kind: OutcomeKind
    error: CicpaError | None = None
    reference: StatusReference | None = None
    picture: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        """As the manifest has it; no particular of the member is in it."""
        return {
            "line": self.line,
            "outcome": self.kind.value,
            "code": None if self.error is None else self.error.code.value,
            "file": None if self.picture is None else self.picture.name,
            "list": None if self.reference is None else self.reference.uri,
            "index": None if self.reference is None else self.reference.index,
        }
