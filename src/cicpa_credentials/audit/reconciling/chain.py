"""Is the register as it was written? Its chain of events, and the checkpoints over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.register import ChainReport

__all__ = ["chain_findings"]

_PROVES_NOTHING: Final = frozenset({Code.CHECKPOINT_UNTRUSTED})
"""By itself: a checkpoint that nobody believes is as good as none."""


def chain_findings(report: ChainReport) -> Iterator[Finding]:
    """What `Register.verify_chain` found, and whether the end of the chain is vouched for."""
    for found in report.findings:
        code = Code(found.kind.value)
        severity = Severity.WARNING if code in _PROVES_NOTHING else Severity.SEVERE
        yield Finding(code=code, severity=severity, evidence=Evidence(event=found.sequence or None))
    if report.covered < report.head.sequence:
        # New events come in all the time; it is another matter where there was never a checkpoint.
        severity = Severity.NOTE if report.covered else Severity.WARNING
        evidence = Evidence(event=report.covered + 1)
        yield Finding(code=Code.CHECKPOINT_MISSING, severity=severity, evidence=evidence)
