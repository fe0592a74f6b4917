"""The eleven steps in their order: through one certificate, or through many at once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.verifier.basis import Basis
from cicpa_credentials.verifier.report import Check, Outcome, Report, Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cicpa_credentials.verifier.evaluation import Evaluation

__all__ = ["run_steps", "run_together"]

_METHODS: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.READ: "read",
        Step.DECODE: "decode",
        Step.PROFILE: "profile",
        Step.ISSUER: "find_issuer",
        Step.SIGNATURE: "check_signature",
        Step.KEY: "check_key",
        Step.TIMES: "check_times",
        Step.STATUS: "check_status",
        Step.DISCLOSURES: "check_disclosures",
        Step.BINDING: "check_binding",
        Step.CONTENT: "check_content",
    }
)
_LAST_GATE: Final = Step.SIGNATURE
"""Up to here the steps build on each other: where one fails, nothing behind it can be said. The others judge what is
signed, each on its own."""

_PASSED: Final = {step: Check(step=step, outcome=Outcome.PASSED) for step in Step}


def run_steps(run: Evaluation) -> Report:
    """Run all steps of one evaluation, whatever form the certificate has; the report names all that is wrong."""
    checks: list[Check] = []
    for step, method in _METHODS.items():
        try:
            check: Check | None = getattr(run, method)()
        except CicpaError as error:
            checks.append(_failure(step, error))
            if step <= _LAST_GATE:
                checks += [_unreached(later) for later in Step if later > step]
                break
        else:
            checks.append(check or _PASSED[step])
    return Report(
        verdict=_verdict(checks),
        checks=tuple(checks),
        certificate=run.certificate,
        at=run.now,
        basis=Basis.of(run.bundle, run.status_list),
        kind=run.kind,
    )


def run_together(runs: Sequence[Evaluation]) -> list[list[Check]]:
    """Run each step for all evaluations before the next one; what is found is what `run_steps` finds.

    One kind of work so stays in the processor's caches: by turns, reading and elliptic curves drive each other out of
    them (docs/scaling.md).

    Returns:
        For each run the checks that failed or settled nothing, in order: none means that the certificate is valid.
    """
    problems: list[list[Check]] = [[] for _ in runs]
    alive: list[tuple[Any, list[Check]]] = list(zip(runs, problems, strict=True))
    for step, method in _METHODS.items():
        failed = False
        for run, found in alive:
            try:
                check = getattr(run, method)()
            except CicpaError as error:
                found.append(_failure(step, error))
                failed = True
            else:
                if check is not None and check.outcome is Outcome.INDETERMINATE:
                    found.append(check)
        if failed and step <= _LAST_GATE:
            alive = [one for one in alive if _verdict(one[1]) is not Verdict.INVALID]
    return problems


def _failure(step: Step, error: CicpaError) -> Check:
    return Check(step=step, outcome=Outcome.FAILED, code=error.code, detail=str(error))


def _unreached(step: Step) -> Check:
    return Check(step=step, outcome=Outcome.NOT_CHECKED, detail="an earlier step failed")


def _verdict(checks: Sequence[Check]) -> Verdict:
    outcomes = {check.outcome for check in checks}
    if Outcome.FAILED in outcomes:
        return Verdict.INVALID
    return Verdict.INDETERMINATE if Outcome.INDETERMINATE in outcomes else Verdict.VALID
