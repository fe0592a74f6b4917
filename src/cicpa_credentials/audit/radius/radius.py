"""What a key has signed, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cicpa_credentials.audit.summary import findings_view

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.audit.radius.plan import Plan
    from cicpa_credentials.audit.tally import Tally

__all__ = ["BlastRadius"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlastRadius:
    """What a key has signed by the register, and how much there is to do about it.

    Attributes:
        register: where the register is.
        at: the moment for which it holds, aware UTC.
        kid: the identifier of the key.
        since: the first moment of signing that counts, aware UTC.
        until: the last one.
        plan: what is to be done, counted.
        tally: the same as findings, and rows that cannot be read.
        files: SHA-256 of each file of lines, by its name.
    """

    register: str
    at: datetime
    kid: bytes
    since: datetime
    until: datetime
    plan: Plan
    tally: Tally
    files: dict[str, bytes]

    @property
    def severe(self) -> bool:
        """Whether anything that the key signed is still in force."""
        return self.tally.severe > 0

    @property
    def signed(self) -> int:
        """How many certificates and letters the key signed."""
        return self.plan.counts.total()

    def to_dict(self) -> dict[str, Any]:
        """The counts in JSON form (schemas/audit-blast-radius.schema.json)."""
        plan = self.plan
        return {
            "register": self.register,
            "at": self.at.isoformat(),
            "kid": self.kid.hex(),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "signed": self.signed,
            "batch_size": plan.batch_size,
            "batches": {association: plan.batches(association) for association in sorted(plan.due)},
            "counts": [
                {"association": share.association, "category": share.category, "code": share.code.value, "count": count}
                for share, count in sorted(plan.counts.items())
            ],
            "severe": self.severe,
            "findings": findings_view(self.tally),
            "files": {name: digest.hex() for name, digest in self.files.items()},
        }
