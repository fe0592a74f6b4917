"""The routine itself: one state of the register, gone through from several sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.credentials_audit import credentials as audit_credentials
from cicpa_credentials.audit.credentials_audit import source_apart
from cicpa_credentials.audit.findings_file import FindingsFile
from cicpa_credentials.audit.output import FINDINGS, OutFolder
from cicpa_credentials.audit.page.reconciliation import reconciliation_page
from cicpa_credentials.audit.reconciling.chain import chain_findings
from cicpa_credentials.audit.reconciling.presented import Presented
from cicpa_credentials.audit.reconciling.published import published_findings
from cicpa_credentials.audit.reconciling.reconciliation import Reconciliation
from cicpa_credentials.audit.reconciling.reports import finished_reports
from cicpa_credentials.audit.reconciling.signing import signing_findings, twice_findings
from cicpa_credentials.audit.work import REPORTS
from cicpa_credentials.clock import utc_now
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.register import Entry, Register, Snapshot

__all__ = ["reconcile"]

_CREDENTIALS: Final = "credentials"
_ANY_KIND: Final = Policy(accept=frozenset(CredentialKind))


def reconcile(
    register: Register,
    *,
    bundle: TrustBundle,
    out: Path | str,
    status_lists: Sequence[bytes] = (),
    checkpoints: Iterable[bytes] = (),
    checkpoint_keys: Sequence[PublicKey] = (),
    credentials: Path | str | None = None,
    processes: int | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Reconciliation:
    """Hold a register against itself, the keys, the status lists that were published, and certificates that are about.

    Writers do not wait meanwhile: all that is told holds for the register as it was when the audit began. Memory stays
    the same however many certificates are about, and grows with the register by what `Register.verify_chain` needs. It
    is not resumed: the long part is the audit of what is about, which `audit.credentials` can do before, and resume.

    Args:
        register: the register.
        bundle: the keys with their windows, and the status lists that verifiers have.
        out: an empty or new folder, for `findings.jsonl`, `summary.json` and `report.html`.
        status_lists: status list tokens beside those of the bundle, such as were published.
        checkpoints: checkpoints that were kept elsewhere.
        checkpoint_keys: keys whose checkpoints are believed, beside those that the bundle has for the associations in
            the register and that were not compromised.
        credentials: certificates that are about: a source as for `audit.credentials`, which is then audited into the
            folder `credentials` in `out`; or the folder of such an audit that was done.
        processes: as for `audit.credentials`.
        clock: read once.

    Returns:
        The counts.

    Raises:
        AuditError: `output_exists`; `storage_failed`; `malformed` for a folder of an audit that is not as that left it;
            and as `audit.credentials`.
        CommandError: `folder_busy`, `file_unreadable`; and as `audit.credentials`.
        RegisterError: where the register cannot be read, see `Register`.
    """
    at, out = clock(), Path(out)
    source = None if credentials is None else Path(credentials)
    done = source and finished_reports(source)
    if source and not done:
        source_apart(source, out)  # before a folder is made that a second try would find taken
    with OutFolder.claim(out) as folder:
        findings = FindingsFile(folder)
        reports = done or (source and _audited(source, bundle, out, processes, at))
        entries, presented = _Counted(), Presented() if reports else None
        with register.snapshot() as snapshot:
            keys = (*checkpoint_keys, *_keys(snapshot, bundle))
            chain = snapshot.verify_chain(keys=keys, checkpoints=checkpoints)
            findings.add(chain_findings(chain))
            findings.add(signing_findings(entries.of(snapshot), bundle=bundle, at=at))
            findings.add(twice_findings(snapshot.in_force_twice()))
            findings.add(published_findings(snapshot, bundle=bundle, given=status_lists, at=at))
            if reports is not None and presented is not None:
                findings.add(presented.findings(snapshot, reports))
        folder.flush()
        found = Reconciliation(
            register=register.name,
            at=at,
            bundle=bundle,
            status_lists=len(bundle.status_lists) + len(status_lists),
            chain=chain,
            entries=entries.count,
            presented=presented,
            tally=findings.tally,
            files={FINDINGS: folder.digest(FINDINGS)},
        )
        folder.conclude(found.to_dict(), reconciliation_page(found))
    return found


class _Counted:
    """Counts the certificates while others look at them."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, snapshot: Snapshot) -> Iterator[tuple[int, Entry | None]]:
        for one in snapshot.entries():
            self.count += 1
            yield one


def _keys(snapshot: Snapshot, bundle: TrustBundle) -> list[PublicKey]:
    """The keys of those who keep this register. Whoever has a stolen one can sign any chain."""
    associations = {one.association for one in snapshot.lists()}
    return [
        issuer.public_key
        for issuer in bundle.issuers
        if issuer.mandate.association in associations and issuer.state is not KeyState.COMPROMISED
    ]


def _audited(source: Path, bundle: TrustBundle, out: Path, processes: int | None, at: datetime) -> Path:
    """The reports of an audit of the certificates that are about."""
    audit_credentials(
        source,
        bundle=bundle,
        out=out / _CREDENTIALS,
        policy=_ANY_KIND,
        processes=processes,
        clock=lambda: at,
    )
    return out / _CREDENTIALS / REPORTS
