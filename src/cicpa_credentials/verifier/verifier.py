"""The numbered algorithm (docs/wire-format.md §Verification).

1 read · 2 decode · 3 profile · 4 issuer known · 5 signature · 6 key window, state and scope · 7 times · 8 status ·
9 disclosures · 10 holder binding · 11 content. The steps themselves stand in `evaluation.py`, and those that read the
printed form in `cose.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.status import StatusLists
from cicpa_credentials.verifier.cose import CoseEvaluation
from cicpa_credentials.verifier.policy import Policy
from cicpa_credentials.verifier.report import (
    Check,
    Outcome,
    Report,
    Step,
    Verdict,
    VerifiedCertificate,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.verifier.evaluation import Evaluation

__all__ = ["Verifier", "run_steps"]

_GATES: Final = tuple(Step)[: Step.SIGNATURE]
_JUDGEMENTS: Final = tuple(Step)[Step.SIGNATURE :]
_PASSED: Final = {step: Check(step=step, outcome=Outcome.PASSED) for step in Step}


class Verifier:
    """Checks certificates offline against one trust bundle.

    Attributes:
        lists: the status lists at hand: the bundle's, and what the host adds to them.
    """

    def __init__(
        self, bundle: TrustBundle, *, policy: Policy | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Take what all verifications share.

        Args:
            bundle: who is believed.
            policy: this verifier's own rules.
            clock: the current moment, aware UTC; read once for each verification.
        """
        self._bundle = bundle
        self.lists = StatusLists(bundle)
        self._policy = policy or Policy()
        self._clock = clock

    def evaluate(self, received: str | bytes, *, access_code: AccessCode | None = None) -> Report:
        """Check a certificate and report on every step.

        Args:
            received: QR text, or a credential's bytes; whatever it is, there is a report and no exception.
            access_code: opens the details that a printed code may carry encrypted.
        """
        run = CoseEvaluation(
            received,
            bundle=self._bundle,
            lists=self.lists,
            policy=self._policy,
            now=self._clock(),
            access_code=access_code,
        )
        return run_steps(run)

    def verify(self, received: str | bytes, *, access_code: AccessCode | None = None) -> VerifiedCertificate:
        """Check a certificate and return what was signed; see `evaluate`.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and the report.
        """
        return self.evaluate(received, access_code=access_code).require_valid()


def run_steps(run: Evaluation) -> Report:
    """Run all steps in order, whatever form the certificate has.

    The first five build on each other: where one fails, nothing behind it can be said. The others judge what is signed,
    each on its own, so that a report names all that is wrong.
    """
    checks: list[Check] = []
    gates = run.read, run.decode, run.profile, run.find_issuer, run.check_signature
    for step, method in zip(_GATES, gates, strict=True):
        check = _check(step, method)
        checks.append(check)
        if check.outcome is Outcome.FAILED:
            checks += [_unreached(later) for later in Step if later > step]
            return Report(verdict=Verdict.INVALID, checks=tuple(checks), certificate=None, at=run.now, kind=run.kind)
    judgements = (
        run.check_key,
        run.check_times,
        run.check_status,
        run.check_disclosures,
        run.check_binding,
        run.check_content,
    )
    checks += [_check(step, method) for step, method in zip(_JUDGEMENTS, judgements, strict=True)]
    return Report(
        verdict=_verdict(checks), checks=tuple(checks), certificate=run.certificate, at=run.now, kind=run.kind
    )


def _check(step: Step, method: Callable[[], Check | None]) -> Check:
    try:
        return method() or _PASSED[step]
    except CicpaError as error:
        return Check(step=step, outcome=Outcome.FAILED, code=error.code, detail=str(error))


def _unreached(step: Step) -> Check:
    return Check(step=step, outcome=Outcome.NOT_CHECKED, detail="an earlier step failed")


def _verdict(checks: list[Check]) -> Verdict:
    outcomes = {check.outcome for check in checks}
    if Outcome.FAILED in outcomes:
        return Verdict.INVALID
    return Verdict.INDETERMINATE if Outcome.INDETERMINATE in outcomes else Verdict.VALID
