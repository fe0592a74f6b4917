"""The table of transitions, each event against each standing."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.reasons import ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.register.lifecycle import EventKind, following, reason_of
from cicpa_credentials.status import Status

_STANDINGS: Final = (None, *Status)
_ALLOWED: Final = {
    (EventKind.ISSUED, None): Status.VALID,
    (EventKind.APPROVED, Status.VALID): Status.VALID,
    (EventKind.SUSPENDED, Status.VALID): Status.SUSPENDED,
    (EventKind.RESUMED, Status.SUSPENDED): Status.VALID,
    (EventKind.REVOKED, Status.VALID): Status.INVALID,
    (EventKind.REVOKED, Status.SUSPENDED): Status.INVALID,
    (EventKind.SUPERSEDED, Status.VALID): Status.SUPERSEDED,
    (EventKind.INSPECTION_PASSED, Status.VALID): Status.VALID,
    (EventKind.INSPECTION_PASSED, Status.SUSPENDED): Status.SUSPENDED,
    (EventKind.TRANSFERRED, Status.VALID): Status.VALID,
    (EventKind.TRANSFERRED, Status.SUSPENDED): Status.SUSPENDED,
}


@pytest.mark.parametrize(("kind", "status"), sorted(_ALLOWED, key=str))
def test_what_can_happen_leads_where_the_guide_says(kind: EventKind, status: Status | None) -> None:
    assert following(kind, status) is _ALLOWED[kind, status]


@pytest.mark.parametrize(("kind", "status"), [pair for pair in product(EventKind, _STANDINGS) if pair not in _ALLOWED])
def test_nothing_else_can_happen(kind: EventKind, status: Status | None) -> None:
    with pytest.raises(RegisterError) as refused:
        following(kind, status)
    assert refused.value.code is Code.ILLEGAL_TRANSITION


def test_nothing_leaves_revoked_or_superseded() -> None:
    assert {Status.INVALID, Status.SUPERSEDED}.isdisjoint(before for _, before in _ALLOWED)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventKind.ISSUED, ReissueReason.NAME_CHANGED),
        (EventKind.SUSPENDED, SuspensionReason.INSPECTION_FAILED),
        (EventKind.RESUMED, ResumptionReason.REMEDIED),
        (EventKind.REVOKED, RevocationReason.LEFT),
        (EventKind.SUPERSEDED, ReissueReason.CATEGORY_CHANGED),
        (EventKind.INSPECTION_PASSED, None),
    ],
)
def test_a_reason_is_read_back_as_what_it_was(kind: EventKind, reason: str | None) -> None:
    read = reason_of(kind, None if reason is None else str(reason))
    assert read == reason
    assert type(read) is type(reason)


def test_a_reason_for_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="left"):
        reason_of(EventKind.SUSPENDED, RevocationReason.LEFT)
    with pytest.raises(ValueError, match="no reason"):
        reason_of(EventKind.TRANSFERRED, RevocationReason.LEFT)


def test_every_reason_has_a_caption_in_both_languages_and_no_two_share_one() -> None:
    captions = [
        (type(one), caption)
        for reasons in (RevocationReason, SuspensionReason, ResumptionReason, ReissueReason)
        for one in reasons
        for caption in (one.zh, one.en)
    ]
    assert all(caption for _, caption in captions)
    assert len(set(captions)) == len(captions)
