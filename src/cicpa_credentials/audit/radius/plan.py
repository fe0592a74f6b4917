"""What is to be done about each certificate, and in which batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cicpa_credentials.audit.finding import Finding, Severity
from cicpa_credentials.audit.reconciling.signing import evidence_of, in_force
from cicpa_credentials.errors import Code
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.register import Entry

__all__ = ["Plan", "Share"]

_SEVERITIES = {
    Code.REISSUE_DUE: Severity.SEVERE,
    Code.LETTER_DUE: Severity.SEVERE,
    Code.RESUME_FIRST: Severity.WARNING,
    Code.ALREADY_ENDED: Severity.NOTE,
}


class Share(NamedTuple):
    """What is counted together.

    Attributes:
        association: the code of the association that issued.
        category: its JSON name.
        code: what is to be done.
    """

    association: str
    category: str
    code: Code


@dataclass(slots=True, kw_only=True)
class Plan:
    """The plan as it grows, one certificate after the other.

    Attributes:
        now: the moment for which it is made.
        batch_size: certificates that are issued together.
        counts: certificates by association, category and what is to be done.
        due: by association, how many are to be issued anew.
    """

    now: datetime
    batch_size: int
    counts: Counter[Share] = field(default_factory=Counter)
    due: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> tuple[dict[str, Any], Finding]:
        """Take in the next certificate.

        Returns:
            Its line (schemas/audit-plan.schema.json), and what is found about it.
        """
        code, batch = self._verdict(entry), None
        if code is Code.REISSUE_DUE:
            batch = self.due[entry.association] // self.batch_size + 1
            self.due[entry.association] += 1
        self.counts[Share(entry.association, entry.category.json_name, code)] += 1
        line = {
            "order": self.counts.total(),
            "batch": batch,
            "code": code.value,
            "association": entry.association,
            "number": entry.number,
            "category": entry.category.json_name,
            "kind": entry.kind.value,
            "standing": entry.status.name.lower(),
            "issued_at": entry.issued_at.isoformat(),
            "expires_at": entry.expires_at.isoformat(),
            "replaces": {"uri": entry.reference.uri, "index": entry.reference.index},
            "digest": entry.credential_digest.hex(),
        }
        return line, Finding(code=code, severity=_SEVERITIES[code], evidence=evidence_of(entry))

    def batches(self, association: str) -> int:
        """How many batches an association has to issue."""
        return -(-self.due[association] // self.batch_size)

    def _verdict(self, entry: Entry) -> Code:
        if not in_force(entry, self.now):
            return Code.ALREADY_ENDED
        if entry.kind is CredentialKind.LETTER:
            return Code.LETTER_DUE
        return Code.REISSUE_DUE if entry.status is Status.VALID else Code.RESUME_FIRST
