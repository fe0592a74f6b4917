"""What a status list says of a certificate, and whether that still settles anything (Token Status List §8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, StatusError
from cicpa_credentials.status import Freshness, Status
from cicpa_credentials.verifier.report import Check, Outcome, Step

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.status import StatusListToken
    from cicpa_credentials.verifier.policy import Policy

__all__ = ["look_up"]

_CODES: Final[dict[int, Code]] = {
    Status.INVALID: Code.REVOKED,
    Status.SUSPENDED: Code.SUSPENDED,
    Status.SUPERSEDED: Code.SUPERSEDED,
}


def look_up(held: StatusListToken | None, index: int, *, policy: Policy, now: datetime) -> Check | None:
    """Look a certificate up in its status list.

    Args:
        held: the list that the certificate names; none where it is not at hand.
        index: the certificate's place in it.
        policy: for how long a list counts.
        now: the moment of verification, aware UTC.

    Returns:
        None where the certificate holds; an indeterminate check with `status_unknown` or `status_stale`.

    Raises:
        StatusError: `revoked`, `suspended` or `superseded`.
    """
    if held is None or index >= len(held.entries):
        return _unsettled(Code.STATUS_UNKNOWN, "no list at hand tells of this certificate")
    status = held.entries[index]
    if status != Status.VALID:
        # However old the list is: what was revoked stays so.
        raise StatusError(_CODES.get(status, Code.REVOKED), "the status list says that it does not hold")
    freshness = held.freshness(now, leeway=policy.leeway)
    if freshness is Freshness.STALE:
        freshness = held.freshness(now, leeway=policy.leeway + policy.accept_stale_for)
    if freshness is Freshness.FRESH:
        return None
    detail = "made in the future" if freshness is Freshness.TOO_EARLY else "out of date"
    return _unsettled(Code.STATUS_STALE, f"the status list is {detail}")


def _unsettled(code: Code, detail: str) -> Check:
    return Check(step=Step.STATUS, outcome=Outcome.INDETERMINATE, code=code, detail=detail)
