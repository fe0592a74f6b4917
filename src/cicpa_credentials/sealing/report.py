"""What was found out about the seals of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cicpa_credentials.errors import Code, SealError
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.members import Association

__all__ = ["SealFinding", "SealReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFinding:
    """One seal.

    Attributes:
        field: the name of its signature field.
        verdict: the answer for this seal.
        code: why it is not `valid`.
        association: who sealed, by the certificate; none unless the signature holds and the chain reaches the root.
        sealed_at: when, aware UTC: as a trusted timestamp proves, or else as whoever sealed says.
        timestamped: whether a trusted timestamp proves `sealed_at`.
        covers_file: whether it covers the file to its last byte. A seal that others follow does not; whether they were
            all that was added, its verdict says.
    """

    field: str
    verdict: Verdict
    code: Code | None = None
    association: Association | None = None
    sealed_at: datetime | None = None
    timestamped: bool = False
    covers_file: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The finding in JSON form."""
        return {
            "field": self.field,
            "verdict": self.verdict.value,
            "code": self.code.value if self.code else None,
            "association": self.association.code if self.association else None,
            "sealed_at": self.sealed_at.isoformat() if self.sealed_at else None,
            "timestamped": self.timestamped,
            "covers_file": self.covers_file,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReport:
    """The seals of one PDF.

    Attributes:
        verdict: `valid` when each seal is and none is missing; `indeterminate` when nothing is wrong, but not
            everything could be established.
        code: the first reason why the verdict is not `valid`; an invalid seal's before an indeterminate one's.
        seals: each seal, in the order in which they were set.
        at: the moment for which the answer holds, aware UTC.
    """

    verdict: Verdict
    code: Code | None
    seals: tuple[SealFinding, ...]
    at: datetime

    def require_valid(self) -> tuple[SealFinding, ...]:
        """The seals, where there is nothing to object to.

        Raises:
            SealError: for every verdict but `valid`, with its code.
        """
        if self.verdict is not Verdict.VALID:
            raise SealError(self.code or Code.SEAL_BROKEN, f"the file's seals are {self.verdict}: {self.code}")
        return self.seals

    def to_dict(self) -> dict[str, Any]:
        """The report in JSON form."""
        return {
            "verdict": self.verdict.value,
            "code": self.code.value if self.code else None,
            "at": self.at.isoformat(),
            "seals": [seal.to_dict() for seal in self.seals],
        }
