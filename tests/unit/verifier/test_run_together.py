from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from audits import BUNDLE, SAMPLES
from cicpa_credentials.status import StatusLists
from cicpa_credentials.verifier import Outcome, Policy, Verdict
from cicpa_credentials.verifier.cose import CoseEvaluation
from cicpa_credentials.verifier.steps import run_steps, run_together
from pki import NOW

if TYPE_CHECKING:
    from datetime import datetime

LISTS = StatusLists(BUNDLE)
POLICIES = (Policy(), Policy(require_holder_binding=True), Policy(required_fields=("mobile",)))


def evaluation(text: str, policy: Policy, now: datetime) -> CoseEvaluation:
    return CoseEvaluation(text, bundle=BUNDLE, lists=LISTS, policy=policy, now=now, access_code=None)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("days", [-40, 0, 31, 500])
def test_the_result_is_that_of_one_after_the_other(policy: Policy, days: int) -> None:
    now = NOW + timedelta(days=days)
    runs = [evaluation(text, policy, now) for text in SAMPLES]
    for text, run, problems in zip(SAMPLES, runs, run_together(runs), strict=True):
        alone = evaluation(text, policy, now)
        report = run_steps(alone)
        unsettled = (Outcome.FAILED, Outcome.INDETERMINATE)
        assert problems == [check for check in report.checks if check.outcome in unsettled]
        assert (report.verdict is Verdict.VALID) is (not problems)
        assert (run.certificate and run.certificate.to_dict()) == (alone.certificate and alone.certificate.to_dict())


def test_nothing_becomes_nothing() -> None:
    assert run_together([]) == []
