"""The routine itself: one pass over what a key has signed, in the order in which it is to be issued anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.audit.findings_file import FindingsFile
from cicpa_credentials.audit.output import FINDINGS, OutFolder
from cicpa_credentials.audit.page.radius import radius_page
from cicpa_credentials.audit.radius.plan import Plan
from cicpa_credentials.audit.radius.radius import BlastRadius
from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import AuditError, Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cicpa_credentials.register import Register

__all__ = ["DEFAULT_BATCH_SIZE", "PLAN", "blast_radius"]

DEFAULT_BATCH_SIZE: Final = 1000
"""Certificates of a batch: some minutes of `cicpa batch`, and few enough to look at what came of them."""

PLAN: Final = "plan.jsonl"
"""The file with one line for each certificate, in the order of the plan; it has certificate numbers."""

_BEGINNING: Final = datetime.fromtimestamp(0, UTC)


def blast_radius(
    register: Register,
    *,
    kid: bytes,
    out: Path | str,
    since: datetime | None = None,
    until: datetime | None = None,
    batch_size: int = DEFAULT_BATCH_SIZE,
    clock: Callable[[], datetime] = utc_now,
) -> BlastRadius:
    """List every certificate and letter that a key signed between two moments, with a plan for issuing anew.

    It tells what the register knows. What a thief signed is in no register: only a new trust bundle stops that.

    Args:
        register: the register.
        kid: the identifier of the key.
        out: an empty or new folder, for `plan.jsonl` (for its owner alone), `findings.jsonl`, `summary.json` and
            `report.html`.
        since: the first moment of signing that counts, aware; from the beginning where it is not given.
        until: the last one, aware; now where it is not given.
        batch_size: how many certificates are to be issued together, one or more.
        clock: read once.

    Returns:
        The counts.

    Raises:
        AuditError: `usage` for a first moment after the last one; `output_exists`; `storage_failed`.
        CommandError: `folder_busy`.
        RegisterError: where the register cannot be read, see `Register`.
        ValueError: for a naive moment, or a batch of none.
    """
    if batch_size < 1:
        raise ValueError("a batch has one certificate or more")
    at, out = clock(), Path(out)
    since, until = since or _BEGINNING, until or at
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("aware moments are needed")
    if since > until:  # nobody may take the empty plan that comes of it for good news
        raise AuditError(Code.USAGE, "the first moment of signing is after the last one")
    plan = Plan(now=at, batch_size=batch_size)
    with OutFolder.claim(out) as folder, register.snapshot() as snapshot:
        findings = FindingsFile(folder)
        folder.open_lines(PLAN, private=True)

        def planned() -> Iterator[Finding]:
            for entry in snapshot.signed_by(kid, since=since, until=until, now=at):
                if entry is None:
                    yield Finding(code=Code.CREDENTIAL_ALTERED, severity=Severity.SEVERE, evidence=Evidence(kid=kid))
                    continue
                line, finding = plan.add(entry)
                folder.append(PLAN, f"{json.dumps(line)}\n".encode())
                yield finding

        findings.add(planned())
        folder.flush()
        found = BlastRadius(
            register=register.name,
            at=at,
            kid=kid,
            since=since,
            until=until,
            plan=plan,
            tally=findings.tally,
            files={name: folder.digest(name) for name in (PLAN, FINDINGS)},
        )
        folder.conclude(found.to_dict(), radius_page(found))
    return found
