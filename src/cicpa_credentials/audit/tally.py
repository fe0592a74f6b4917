"""Counts that add up: of a batch, of a run so far, of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cicpa_credentials.audit.finding import Severity
from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from cicpa_credentials.audit.finding import Finding

__all__ = ["EXAMPLES", "UNREAD", "Group", "Tally"]

EXAMPLES: Final = 8
"""Findings of one kind that are shown; all are in the file of findings."""

UNREAD: Final = "unread"
"""The verdict where there was nothing to verify: a file or line that could not be read."""


class Group(NamedTuple):
    """What certificates that are counted together have in common; a tuple, because each one is counted.

    Attributes:
        verdict: of the report, or `UNREAD`.
        association: the code of the association that issued them; empty where no signature holds.
        category: its JSON name, or empty.
        kid: of the key, in hex, or empty.
        month: in which they were issued, `2026-05`, or empty.
    """

    verdict: str
    association: str = ""
    category: str = ""
    kid: str = ""
    month: str = ""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts, and examples of each kind of finding. What is known of keys is bounded by the trust bundle.

    Attributes:
        groups: certificates by what they have in common.
        findings: findings by kind.
        examples: the evidence of the first ones of each kind, in JSON form.
    """

    groups: Counter[Group] = field(default_factory=Counter)
    findings: Counter[tuple[Code, Severity]] = field(default_factory=Counter)
    examples: dict[tuple[Code, Severity], list[dict[str, Any]]] = field(default_factory=dict)

    def found(self, finding: Finding) -> None:
        """Count one finding."""
        kind = finding.code, finding.severity
        self.findings[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            examples.append(finding.evidence.to_dict())

    def add(self, other: Tally) -> None:
        """Add the counts of what comes behind."""
        self.groups.update(other.groups)
        self.findings.update(other.findings)
        for kind, examples in other.examples.items():
            kept = self.examples.setdefault(kind, [])
            kept += examples[: EXAMPLES - len(kept)]

    @property
    def total(self) -> int:
        """How many were looked at."""
        return self.groups.total()

    @property
    def severe(self) -> int:
        """How many findings are severe."""
        return sum(count for (_, severity), count in self.findings.items() if severity is Severity.SEVERE)

    def by(self, name: str) -> dict[str, Counter[str]]:
        """The verdicts, counted for each value of one attribute of `Group`, sorted; no empty ones."""
        found: dict[str, Counter[str]] = {}
        for group, count in sorted(self.groups.items()):
            if value := getattr(group, name):
                found.setdefault(value, Counter())[group.verdict] += count
        return dict(sorted(found.items()))

    def ordered(self) -> list[tuple[tuple[Code, Severity], int]]:
        """The kinds of findings with their counts: the gravest first, then the most frequent."""
        return sorted(self.findings.items(), key=_order)

    def to_dict(self) -> dict[str, Any]:
        """All of it in JSON form."""
        return {
            "groups": [{**group._asdict(), "count": count} for group, count in sorted(self.groups.items())],
            "findings": [
                {
                    "code": code.value,
                    "severity": severity.value,
                    "count": count,
                    "examples": self.examples[code, severity],
                }
                for (code, severity), count in self.ordered()
            ],
        }

    @classmethod
    def from_dict(cls, content: Any) -> Tally:  # noqa: ANN401 - whatever a damaged journal holds
        """The reverse of `to_dict`.

        Raises:
            KeyError, TypeError, ValueError: for anything else.
        """
        tally = cls()
        for row in content["groups"]:
            count = row.pop("count")
            tally.groups[Group(**row)] = int(count)
        for row in content["findings"]:
            kind = Code(row["code"]), Severity(row["severity"])
            tally.findings[kind] = int(row["count"])
            tally.examples[kind] = list(row["examples"])
        return tally


def _order(counted: tuple[tuple[Code, Severity], int]) -> tuple[int, int, str]:
    (code, severity), count = counted
    return list(Severity).index(severity), -count, code.value
