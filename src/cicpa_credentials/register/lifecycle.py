"""What can happen to a certificate, and in which standing: the one table of transitions.

A certificate is *reserved* (its place in a list is taken, nothing has left the issuer), then *valid*. It may be
*suspended* and *resumed*, any number of times. It ends as *superseded* or as *revoked* (`Status.INVALID`), and neither
ever changes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.reasons import ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cicpa_credentials.members.reasons import Reason

__all__ = ["CHANGES", "TRANSITIONS", "EventKind", "Transition", "following", "reason_of"]


class EventKind(StrEnum):
    """What an event says."""

    ISSUED = "issued"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    INSPECTION_PASSED = "inspection_passed"
    TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table.

    Attributes:
        before: the standings in which the event may happen; None is a reservation.
        after: the standing that it leads to; None leaves it as it is.
        reasons: reads the reason that it may have; None where it has none.
    """

    before: frozenset[Status | None]
    after: Status | None
    reasons: Callable[[str], Reason] | None = None


_IN_FORCE: Final = frozenset[Status | None]({Status.VALID, Status.SUSPENDED})

TRANSITIONS: Final[Mapping[EventKind, Transition]] = MappingProxyType(
    {
        EventKind.ISSUED: Transition(before=frozenset({None}), after=Status.VALID, reasons=ReissueReason),
        # Of letters of good standing alone, written together with their issue: who approved it, on which day.
        EventKind.APPROVED: Transition(before=frozenset({Status.VALID}), after=None),
        EventKind.SUSPENDED: Transition(
            before=frozenset({Status.VALID}), after=Status.SUSPENDED, reasons=SuspensionReason
        ),
        EventKind.RESUMED: Transition(
            before=frozenset({Status.SUSPENDED}), after=Status.VALID, reasons=ResumptionReason
        ),
        EventKind.REVOKED: Transition(before=_IN_FORCE, after=Status.INVALID, reasons=RevocationReason),
        # Never out of a suspension: a new certificate would wash it off.
        EventKind.SUPERSEDED: Transition(
            before=frozenset({Status.VALID}), after=Status.SUPERSEDED, reasons=ReissueReason
        ),
        EventKind.INSPECTION_PASSED: Transition(before=_IN_FORCE, after=None),
        EventKind.TRANSFERRED: Transition(before=_IN_FORCE, after=None),
    }
)
"""Every event, and the standings it may happen in and leads to."""

CHANGES: Final = (EventKind.INSPECTION_PASSED, EventKind.TRANSFERRED)
"""Events after which a certificate no longer says all there is to say: a new one is due."""


def following(kind: EventKind, status: Status | None) -> Status:
    """The standing after an event.

    Raises:
        RegisterError: `illegal_transition` where it cannot happen in this standing.
    """
    transition = TRANSITIONS[kind]
    after = status if transition.after is None else transition.after
    if after is None or status not in transition.before:
        raise RegisterError(Code.ILLEGAL_TRANSITION, f"{kind}: not possible for a certificate that is {_IS[status]}")
    return after


_IS: Final = {
    None: "only reserved",
    Status.VALID: "valid",
    Status.SUSPENDED: "suspended",
    Status.INVALID: "revoked",
    Status.SUPERSEDED: "superseded",
}


def reason_of(kind: EventKind, value: str | None) -> Reason | None:
    """The reason of an event.

    Raises:
        ValueError: for one that such an event cannot have.
    """
    if value is None:
        return None
    reasons = TRANSITIONS[kind].reasons
    if reasons is None:
        raise ValueError("such an event has no reason")
    return reasons(value)
