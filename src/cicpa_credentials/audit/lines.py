"""One line of JSON for each certificate, and one for each finding.

They are written for a million certificates, so what is the same in many of them is put together once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cicpa_credentials.audit.finding import Evidence, Finding, Severity, severity_of
from cicpa_credentials.audit.tally import UNREAD, Group, Tally
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.public_key import KID_BYTES
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Outcome, Verdict
from cicpa_credentials.wire.labels import Claim, Header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cicpa_credentials.audit.places import Place
    from cicpa_credentials.verifier import Check
    from cicpa_credentials.verifier.cose import CoseEvaluation

__all__ = ["Lines"]

_STATUS: Final = int(Claim.STATUS)
_SD_CLAIMS: Final = int(Header.SD_CLAIMS)
_VALID: Final = f'"verdict":"{Verdict.VALID}","code":null,"problems":[]'
_MONTH: Final = slice(len("2026-05"))
_KEYS_KEPT: Final = 1024


@dataclass(slots=True, kw_only=True)
class Lines:
    """What is written about one batch.

    Attributes:
        reports: lines of `schemas/audit-report.schema.json`.
        findings: lines of `schemas/audit-finding.schema.json`.
        tally: both, counted.
    """

    reports: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def unread(self, place: Place, code: Code) -> None:
        """Write about a place where there was nothing to verify."""
        said = f'"verdict":"{UNREAD}","code":"{code}","problems":[]'
        self.reports.append(f'{{{_where(place)},{said},"certificate":null}}\n')
        self.tally.groups[Group(UNREAD)] += 1
        self._found(Finding(code=code, severity=Severity.WARNING, evidence=Evidence(**place._asdict())))

    def verified(self, place: Place, run: CoseEvaluation, problems: Sequence[Check]) -> None:
        """Write about a verification that has come to its end.

        Args:
            place: where the code stood.
            run: the verification.
            problems: its checks that failed or settled nothing.
        """
        verdict, said = _judgement(problems) if problems else (Verdict.VALID.value, _VALID)
        facts, group = _facts(run, verdict)
        self.reports.append(f'{{{_where(place)},{said},"certificate":{facts}}}\n')
        self.tally.groups[group] += 1
        for check in problems:
            code = check.code or Code.CONTENT_INVALID
            self._found(Finding(code=code, severity=severity_of(check), evidence=_evidence(place, run)))

    def _found(self, finding: Finding) -> None:
        self.findings.append(finding.to_line())
        self.tally.found(finding)


def _where(place: Place) -> str:
    if place.file is None:
        return f'"line":{place.line}'
    return json.dumps(place.to_dict(), ensure_ascii=False)[1:-1]


def _judgement(problems: Sequence[Check]) -> tuple[str, str]:
    failed = [check for check in problems if check.outcome is Outcome.FAILED]
    verdict = (Verdict.INVALID if failed else Verdict.INDETERMINATE).value
    listed = ",".join(f'{{"step":{int(check.step)},"code":"{check.code}"}}' for check in problems)
    return verdict, f'"verdict":"{verdict}","code":"{(failed or problems)[0].code}","problems":[{listed}]'


def _facts(run: CoseEvaluation, verdict: str) -> tuple[str, Group]:
    """What the line says of the certificate, nothing that tells whose it is; and what it is counted with."""
    certificate = run.certificate
    if certificate is None:
        return "null", Group(verdict)
    view, kid, issued = certificate.view, certificate.kid.hex(), certificate.issued_at.isoformat()
    association, category = view.association.code, view.category.json_name
    bound = certificate.holder_key is not None
    facts = (
        f'{{"digest":"{_digest(run).hex()}",{_signed_by(kid, association, category, bound)},'
        f'"issued_at":"{issued}","expires_at":"{certificate.expires_at.isoformat()}","status":{_status(run)}}}'
    )
    return facts, Group(verdict, association, category, kid, issued[_MONTH])


@lru_cache(maxsize=_KEYS_KEPT)
def _signed_by(kid: str, association: str, category: str, bound: bool) -> str:  # noqa: FBT001 - a key of the cache
    facts = {"kid": kid, "association": association, "category": category, "holder_bound": bound}
    return json.dumps(facts, separators=(",", ":"))[1:-1]


def _status(run: CoseEvaluation) -> str:
    if _STATUS not in run.claims:
        return "null"
    reference = _reference(run)
    return "null" if reference is None else f'{{"uri":{_text(reference.uri)},"index":{reference.index}}}'


@lru_cache(maxsize=_KEYS_KEPT)
def _text(uri: str) -> str:
    return json.dumps(uri)


def _reference(run: CoseEvaluation) -> StatusReference | None:
    try:
        return StatusReference.from_claim(run.claims[_STATUS])
    except (CicpaError, KeyError):
        return None


def _digest(run: CoseEvaluation) -> bytes:
    """SHA-256 of the credential as it was issued: without what its holder put around it, or shows with it."""
    message = run.message
    if not run.presented and _SD_CLAIMS not in message.unprotected:
        return hashlib.sha256(run.credential).digest()
    issued = {label: value for label, value in message.unprotected.items() if label != _SD_CLAIMS}
    return hashlib.sha256(replace(message, unprotected=issued).encode()).digest()


def _evidence(place: Place, run: CoseEvaluation) -> Evidence:
    """References to what was looked at; what nobody signed is not quoted, but for a kid of the usual length."""
    digest = reference = None
    if run.certificate is not None:
        digest, reference = _digest(run), _reference(run)
    kid: bytes | None = getattr(run, "kid", None)
    if kid is not None and len(kid) > KID_BYTES:
        kid = None
    return Evidence(**place._asdict(), digest=digest, kid=kid, reference=reference)
