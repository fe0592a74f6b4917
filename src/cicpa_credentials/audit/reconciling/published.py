"""Do the status lists say what the register says? Each is held against the register as of the list's own moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.status import Freshness, Status, StatusLists, StatusReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.register import KnownList, Snapshot, Standing
    from cicpa_credentials.status import StatusList, StatusListToken

__all__ = ["published_findings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """A status list that can be believed.

    Attributes:
        token: what it says.
        evidence: how it is referred to.
        carried_since: when the bundle that carries it was made; none for a list that was given beside it.
    """

    token: StatusListToken
    evidence: Evidence
    carried_since: datetime | None


def published_findings(
    snapshot: Snapshot, *, bundle: TrustBundle, given: Sequence[bytes], at: datetime
) -> Iterator[Finding]:
    """Hold all status lists against the register.

    Args:
        snapshot: the register.
        bundle: who may sign them; and the lists that it carries.
        given: status list tokens beside those, such as were published.
        at: the moment of the audit.
    """
    known = snapshot.lists()
    published: defaultdict[KnownList, list[_Published]] = defaultdict(list)
    for ordinal, encoded in enumerate((*bundle.status_lists, *given), start=1):
        evidence = Evidence(ordinal=ordinal, digest=hashlib.sha256(encoded).digest())
        carried_since = bundle.issued if ordinal <= len(bundle.status_lists) else None
        lists = StatusLists(replace(bundle, status_lists=()))
        try:
            token = lists.add(encoded)
        except CicpaError:
            yield Finding(code=Code.LIST_UNTRUSTED, severity=Severity.SEVERE, evidence=evidence)
            continue
        evidence = replace(evidence, list_uri=token.uri)
        one = _Published(token=token, evidence=evidence, carried_since=carried_since)
        whose = [each for each in known if lists.find(token.uri, association=each.association)]
        match = next((each for each in whose if each.uri == token.uri), None)
        if match is not None:
            published[match].append(one)
        elif whose:
            # Signed for an association of this register, under a name that the register does not have.
            yield Finding(code=Code.LIST_UNKNOWN, severity=Severity.WARNING, evidence=evidence)
    for each in known:
        yield from _list_findings(snapshot, each, published[each], at=at)


def _list_findings(
    snapshot: Snapshot, known: KnownList, published: Sequence[_Published], *, at: datetime
) -> Iterator[Finding]:
    if not published:
        evidence = Evidence(list_uri=known.uri)
        yield Finding(code=Code.LIST_MISSING, severity=Severity.WARNING, evidence=evidence)
        return
    newest = max(published, key=lambda one: one.token.issued)
    if newest.token.freshness(at, leeway=timedelta(0)) is not Freshness.FRESH:
        yield Finding(code=Code.LIST_OUTDATED, severity=Severity.WARNING, evidence=newest.evidence)
    for one in published:
        if one.token.issued < newest.token.issued:
            # A bundle that was made before the newer list came out could not carry it.
            late = one.carried_since is None or one.carried_since >= newest.token.issued
            severity = Severity.SEVERE if late else Severity.WARNING
            yield Finding(code=Code.LIST_ROLLED_BACK, severity=severity, evidence=one.evidence)
        # What has expired long ago is left out of lists.
        since = int((one.token.issued - snapshot.kept_after_expiry).timestamp())
        yield from _compared(snapshot.standings(known.uri), one.token, newest=one is newest, since=since)


def _compared(standings: Iterable[Standing], token: StatusListToken, *, newest: bool, since: int) -> Iterator[Finding]:
    entries, issued = token.entries, int(token.issued.timestamp())
    looked_at = bytearray(len(entries))
    for standing in standings:
        evidence = Evidence(
            reference=StatusReference(uri=token.uri, index=standing.place), event=standing.changes[-1][1]
        )
        value = None
        if 0 <= standing.place < len(entries):
            looked_at[standing.place] = True
            value = entries[standing.place]
        if value not in _allowed(standing, issued, since=since):
            yield Finding(code=Code.STATUS_DISAGREES, severity=Severity.SEVERE, evidence=evidence)
        elif newest and standing.expires_at >= since and value != standing.changes[-1][2]:
            yield Finding(code=Code.STATUS_UNPUBLISHED, severity=Severity.WARNING, evidence=evidence)
    for place in _set(entries):
        if not looked_at[place]:
            evidence = Evidence(reference=StatusReference(uri=token.uri, index=place))
            yield Finding(code=Code.STATUS_DISAGREES, severity=Severity.SEVERE, evidence=evidence)


def _allowed(standing: Standing, issued: int, *, since: int) -> set[int]:
    """What a list of that moment may say; of what happened within the same second it may know or not."""
    before = [status for at, _, status in standing.changes if at < issued]
    within = [status for at, _, status in standing.changes if at == issued]
    allowed: set[int] = {before[-1] if before else Status.VALID, *within}
    if standing.expires_at < since:
        allowed.add(Status.VALID)
    return allowed


def _set(entries: StatusList) -> Iterator[int]:
    """The places that are anything but valid."""
    per_byte = 8 // entries.bits
    for number, byte in enumerate(entries.data):
        if byte:
            yield from (place for place in range(number * per_byte, (number + 1) * per_byte) if entries[place])
