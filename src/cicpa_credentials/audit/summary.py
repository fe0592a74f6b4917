"""What an audit came to, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cicpa_credentials.audit.finding import remedy_of
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.root import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.audit.tally import Tally
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.verifier import Edition

__all__ = ["Summary", "bundle_view", "findings_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an audit of credentials came to.

    Attributes:
        source: the name of what was audited.
        at: the moment for which all answers hold, aware UTC.
        bundle: what they rest on.
        status_lists: how many status lists there were to look into.
        tally: the counts.
        files: SHA-256 of each file of lines, by its name.
        in_force: where that moment is past, the bundle that was in force then; `bundle` has the last word about keys.
    """

    source: str
    at: datetime
    bundle: TrustBundle
    status_lists: int
    tally: Tally
    files: dict[str, bytes]
    in_force: Edition | None = None

    @property
    def root(self) -> bytes:
        """The SHA-256 fingerprint of the root that signed the bundle."""
        return fingerprint(self.bundle.root)

    @property
    def severe(self) -> bool:
        """Whether any finding is."""
        return self.tally.severe > 0

    @property
    def verdicts(self) -> dict[str, int]:
        """How many there are of each verdict."""
        counts: dict[str, int] = {}
        for group, count in sorted(self.tally.groups.items()):
            counts[group.verdict] = counts.get(group.verdict, 0) + count
        return counts

    def to_dict(self) -> dict[str, Any]:
        """The summary in JSON form (schemas/audit-summary.schema.json)."""
        return {
            "source": self.source,
            "at": self.at.isoformat(),
            "bundle": bundle_view(self.bundle, status_lists=self.status_lists),
            **({"in_force": self.in_force.to_dict()} if self.in_force else {}),
            "total": self.tally.total,
            "verdicts": self.verdicts,
            "severe": self.severe,
            "findings": findings_view(self.tally),
            "groups": self.tally.to_dict()["groups"],
            "files": {name: digest.hex() for name, digest in self.files.items()},
        }


def bundle_view(bundle: TrustBundle, *, status_lists: int) -> dict[str, Any]:
    """What an audit rests on, in JSON form."""
    return {
        "sequence": bundle.sequence,
        "issued": bundle.issued.isoformat(),
        "expires": bundle.expires.isoformat(),
        "root": fingerprint(bundle.root).hex(),
        "status_lists": status_lists,
    }


def findings_view(tally: Tally) -> list[dict[str, Any]]:
    """The kinds of findings, counted, with examples and what to do, in JSON form."""
    return [{**row, "advice": remedy_of(Code(row["code"]))} for row in tally.to_dict()["findings"]]
