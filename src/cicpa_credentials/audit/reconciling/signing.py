"""Was every registered certificate signed by a key that was allowed to, while it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
    from cicpa_credentials.register import Entry

__all__ = ["evidence_of", "in_force", "signing_findings", "twice_findings"]


def signing_findings(
    entries: Iterable[tuple[int, Entry | None]], *, bundle: TrustBundle, at: datetime
) -> Iterator[Finding]:
    """Hold every certificate and letter against the windows of the keys.

    Args:
        entries: as `Snapshot.entries` gives them.
        bundle: the keys, with their windows and what became of them.
        at: the moment of the audit: what had ended by then needs no help from anybody.
    """
    for event, entry in entries:
        if entry is None:
            evidence = Evidence(event=event if event > 0 else None)
            yield Finding(code=Code.CREDENTIAL_ALTERED, severity=Severity.SEVERE, evidence=evidence)
            continue
        fault = _fault(entry, bundle, at)
        if fault is not None:
            code, severity = fault
            yield Finding(code=code, severity=severity, evidence=evidence_of(entry, event=event))


def twice_findings(entries: Iterable[Entry | None]) -> Iterator[Finding]:
    """Make findings of certificates of which a member may have one, and has more."""
    for entry in entries:
        evidence = Evidence() if entry is None else evidence_of(entry)
        yield Finding(code=Code.IN_FORCE_TWICE, severity=Severity.SEVERE, evidence=evidence)


def evidence_of(entry: Entry, *, event: int | None = None) -> Evidence:
    """How a registered certificate is referred to."""
    return Evidence(digest=entry.credential_digest, kid=entry.kid, reference=entry.reference, event=event)


def in_force(entry: Entry, at: datetime) -> bool:
    """Whether somebody may still rely on it, now or after a suspension."""
    return entry.status in (Status.VALID, Status.SUSPENDED) and entry.expires_at > at


def _fault(entry: Entry, bundle: TrustBundle, at: datetime) -> tuple[Code, Severity] | None:
    """What is wrong with the key; where several keys have this identifier, the one that fits best counts."""
    candidates = bundle.find(entry.kid)
    if not candidates:
        # A bundle need not name keys for ever.
        severity = Severity.SEVERE if in_force(entry, at) else Severity.NOTE
        return Code.SIGNED_BY_UNKNOWN_KEY, severity
    certified = [
        one
        for one in candidates
        if one.mandate.association == entry.association and entry.category in one.mandate.categories
    ]
    if not certified:
        return Code.SIGNED_OUT_OF_SCOPE, Severity.SEVERE
    covering = [one for one in certified if _covers(one, entry.issued_at)]
    if not covering:
        return Code.SIGNED_OUTSIDE_WINDOW, Severity.SEVERE
    since = covering[0].since
    if since is None or covering[0].state is not KeyState.COMPROMISED:
        return None
    if entry.issued_at >= since:
        return Code.SIGNED_BY_COMPROMISED_KEY, Severity.SEVERE
    # The register knows that it was signed before, but no verifier can.
    return (Code.SIGNED_BY_COMPROMISED_KEY, Severity.WARNING) if in_force(entry, at) else None


def _covers(issuer: TrustedIssuer, moment: datetime) -> bool:
    within = issuer.mandate.covers(moment)
    retired = issuer.state is KeyState.RETIRED and issuer.since is not None and moment > issuer.since
    return within and not retired
