"""The numbered algorithm (docs/wire-format.md §Verification).

1 read · 2 decode · 3 profile · 4 issuer known · 5 signature · 6 key window, state and scope · 7 times · 8 status ·
9 disclosures · 10 holder binding · 11 content. The steps themselves stand in `evaluation.py`, and those that read the
printed form in `cose.py`.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.status import Archive, StatusLists
from cicpa_credentials.verifier.basis import Basis
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
    from cicpa_credentials.keys.trust import Trust, TrustBundle
    from cicpa_credentials.status.archive import View
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
        self,
        bundle: TrustBundle,
        *,
        policy: Policy | None = None,
        archive: Archive | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take what all verifications share.

        Args:
            bundle: who is believed: the newest at hand.
            policy: this verifier's own rules.
            archive: earlier bundles and status lists, for answers about past moments.
            clock: the current moment, aware UTC; read once for each verification.
        """
        self._bundle = bundle
        self.lists = StatusLists(bundle)
        self._policy = policy or Policy()
        self._archive = archive or Archive(())
        self._looked_back: tuple[datetime, View] | None = None
        self._clock = clock

    def evaluate(
        self, received: str | bytes, *, access_code: AccessCode | None = None, at: datetime | None = None
    ) -> Report:
        """Check a certificate and report on every step.

        The answer for a past moment is what a verifier would have found then: with the status list and the bundle that
        were the newest, by everybody's clock. What has become known since about a key counts all the same.

        Args:
            received: QR text, or a credential's bytes; whatever it is, there is a report and no exception.
            access_code: opens the details that a printed code may carry encrypted.
            at: the moment that the answer is for, aware; now, unless given.

        Raises:
            ValueError: for a moment that has not come yet, or a naive one.
        """
        now = self._clock()
        trust: Trust = self._bundle
        lists = self.lists
        if at is not None:
            now, (trust, lists) = self._look_back(at, now)
        run = CoseEvaluation(received, bundle=trust, lists=lists, policy=self._policy, now=now, access_code=access_code)
        return run_steps(run)

    def verify(
        self, received: str | bytes, *, access_code: AccessCode | None = None, at: datetime | None = None
    ) -> VerifiedCertificate:
        """Check a certificate and return what was signed; see `evaluate`.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and the report.
            ValueError: as `evaluate`.
        """
        return self.evaluate(received, access_code=access_code, at=at).require_valid()

    def _look_back(self, at: datetime, now: datetime) -> tuple[datetime, View]:
        """The view of a moment; the last one is kept, for who asks about a day has many certificates."""
        if at.tzinfo is None or at > now:
            raise ValueError("the moment that an answer is for must be aware, and not in the future")
        at = at.astimezone(UTC)
        if self._looked_back is None or self._looked_back[0] != at:
            self._looked_back = (at, self._archive.at(at, newest=self._bundle))
        return self._looked_back


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
            return _report(run, checks)
    judgements = (
        run.check_key,
        run.check_times,
        run.check_status,
        run.check_disclosures,
        run.check_binding,
        run.check_content,
    )
    checks += [_check(step, method) for step, method in zip(_JUDGEMENTS, judgements, strict=True)]
    return _report(run, checks)


def _report(run: Evaluation, checks: list[Check]) -> Report:
    return Report(
        verdict=_verdict(checks),
        checks=tuple(checks),
        certificate=run.certificate,
        at=run.now,
        basis=Basis.of(run.bundle, run.status_list),
        kind=run.kind,
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
