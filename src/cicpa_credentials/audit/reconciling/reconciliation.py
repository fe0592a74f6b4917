"""What reconciling a register came to, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cicpa_credentials.audit.summary import bundle_view, findings_view

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.audit.reconciling.presented import Presented
    from cicpa_credentials.audit.tally import Tally
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.register import ChainReport

__all__ = ["Reconciliation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What came of holding a register against everything else.

    Attributes:
        register: where the register is.
        at: the moment for which all answers hold, aware UTC.
        bundle: the keys that were believed.
        status_lists: how many status lists were looked at.
        chain: what the chain of events came to.
        entries: how many certificates and letters the register has.
        presented: the certificates that were looked up; none where none were given.
        tally: the findings, counted.
        files: SHA-256 of each file of lines, by its name.
    """

    register: str
    at: datetime
    bundle: TrustBundle
    status_lists: int
    chain: ChainReport
    entries: int
    presented: Presented | None
    tally: Tally
    files: dict[str, bytes]

    @property
    def severe(self) -> bool:
        """Whether any finding is."""
        return self.tally.severe > 0

    def to_dict(self) -> dict[str, Any]:
        """The counts in JSON form (schemas/audit-reconciliation.schema.json)."""
        head, presented = self.chain.head, self.presented
        return {
            "register": self.register,
            "at": self.at.isoformat(),
            "bundle": bundle_view(self.bundle, status_lists=self.status_lists),
            "events": head.sequence,
            "head": head.digest.hex(),
            "covered": self.chain.covered,
            "entries": self.entries,
            "credentials": presented
            and {
                "certificates": presented.certificates,
                "known": presented.known,
                "elsewhere": presented.elsewhere,
            },
            "severe": self.severe,
            "findings": findings_view(self.tally),
            "files": {name: digest.hex() for name, digest in self.files.items()},
        }
