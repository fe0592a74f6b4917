"""Many verifications at once: each step for all of them before the next one.

The result is that of one after the other. Done so, one kind of work stays in the processor's caches: by turns, reading
and elliptic curves drive each other out of them, which costs a fifth of the time (docs/scaling.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.verifier.report import Check, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cicpa_credentials.verifier.evaluation import Evaluation

__all__ = ["run_together"]

_METHODS: Final = {
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


def run_together(runs: Sequence[Evaluation]) -> list[list[Check]]:
    """Run all steps of all runs; see `run_steps`.

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
                found.append(Check(step=step, outcome=Outcome.FAILED, code=error.code, detail=str(error)))
                failed = True
            else:
                if check is not None and check.outcome is Outcome.INDETERMINATE:
                    found.append(check)
        if failed and step <= Step.SIGNATURE:
            # Where one of the first five fails, nothing behind it can be said.
            alive = [one for one in alive if not _failed(one[1])]
    return problems


def _failed(checks: list[Check]) -> bool:
    return any(check.outcome is Outcome.FAILED for check in checks)
