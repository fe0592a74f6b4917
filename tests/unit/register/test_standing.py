"""Revoke, suspend, resume, supersede: by whom, why and when, and never against the table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register import EventKind, ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.status import Status
from key_stores import NOW, days
from registers import BEIJING, NON_PRACTISING, NUMBER, PRACTISING, issue

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.register import Entry, Register
    from key_stores import Clock

DECISION = "会协〔2026〕12号"


def verbs(register: Register) -> dict[str, Callable[..., Entry]]:
    return {
        "revoke": register.revoke,
        "suspend": register.suspend,
        "resume": register.resume,
        "supersede": register.supersede,
    }


REASONS: dict[str, Any] = {
    "revoke": RevocationReason.EXPELLED,
    "suspend": SuspensionReason.UNDER_INVESTIGATION,
    "resume": ResumptionReason.SUSPENDED_IN_ERROR,
    "supersede": ReissueReason.ASSOCIATION_CHANGED,
}
AFTER = {
    "revoke": Status.INVALID,
    "suspend": Status.SUSPENDED,
    "resume": Status.VALID,
    "supersede": Status.SUPERSEDED,
}


def change(register: Register, verb: str, **changes: Any) -> Entry:  # noqa: ANN401 - whatever the verb takes
    given = {"reason": REASONS[verb], "actor": "clerk-7"} | changes
    return verbs(register)[verb](NUMBER, PRACTISING, **given)


@pytest.mark.parametrize(
    ("before", "verb"),
    [((), "revoke"), ((), "suspend"), (("suspend",), "resume"), ((), "supersede"), (("suspend",), "revoke")],
)
def test_a_change_is_kept_with_its_reason_actor_document_and_time(
    register: Register, clock: Clock, before: tuple[str, ...], verb: str
) -> None:
    entry = issue(register)
    for earlier in before:
        change(register, earlier)
    clock.now += days(3)
    changed = change(register, verb, document=DECISION)
    assert changed.status is AFTER[verb]
    assert register.find(NUMBER, PRACTISING) == changed
    event = register.history(NUMBER)[-1]
    assert (event.reference, event.reason, event.actor, event.document) == (
        entry.reference,
        REASONS[verb],
        "clerk-7",
        DECISION,
    )
    assert type(event.reason) is type(REASONS[verb])
    assert event.at == NOW + days(3)
    expected = () if AFTER[verb] is Status.VALID else ((entry.reference.index, AFTER[verb]),)
    assert register.statuses(entry.reference.uri) == expected


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ((), "resume"),
        (("suspend",), "suspend"),
        (("suspend",), "supersede"),
        *((("revoke",), verb) for verb in REASONS),
        *((("supersede",), verb) for verb in REASONS),
    ],
)
def test_an_illegal_change_changes_nothing(register: Register, before: tuple[str, ...], verb: str) -> None:
    issue(register)
    for earlier in before:
        change(register, earlier)
    entry, history = register.find(NUMBER, PRACTISING), register.history(NUMBER)
    with pytest.raises(RegisterError) as refused:
        change(register, verb)
    assert refused.value.code is Code.ILLEGAL_TRANSITION
    assert (register.find(NUMBER, PRACTISING), register.history(NUMBER)) == (entry, history)


def test_a_suspension_can_come_again(register: Register) -> None:
    issue(register)
    for verb in ("suspend", "resume") * 3:
        change(register, verb)
    assert [event.kind for event in register.history(NUMBER)] == [
        EventKind.ISSUED,
        *(EventKind.SUSPENDED, EventKind.RESUMED) * 3,
    ]


@pytest.mark.parametrize("verb", REASONS)
def test_there_is_nothing_to_change_about_a_member_without_a_certificate(register: Register, verb: str) -> None:
    issue(register, category=NON_PRACTISING)
    with register.batch() as batch:  # a reservation is no certificate
        batch.reserve(number=NUMBER, category=PRACTISING, association=BEIJING)
    with pytest.raises(RegisterError) as refused:
        change(register, verb)
    assert refused.value.code is Code.NOT_REGISTERED


@pytest.mark.parametrize("verb", REASONS)
@pytest.mark.parametrize(
    "changes",
    [{"actor": ""}, {"actor": "13800138000"}, {"document": "11010519491231002X"}, {"document": "a\nb"}],
)
def test_nobodys_particulars_are_written_down_for_ever(register: Register, verb: str, changes: dict[str, str]) -> None:
    issue(register)
    with pytest.raises(RegisterError) as refused:
        change(register, verb, **changes)
    assert refused.value.code is Code.MALFORMED
    assert len(register.history(NUMBER)) == 1


@pytest.mark.parametrize("verb", REASONS)
def test_a_reason_for_something_else_is_a_mistake_of_the_host(register: Register, verb: str) -> None:
    issue(register)
    wrong = RevocationReason.LEFT if verb != "revoke" else SuspensionReason.INSPECTION_FAILED
    with pytest.raises(ValueError, match=str(wrong)):
        change(register, verb, reason=wrong)
    assert len(register.history(NUMBER)) == 1


def test_the_history_of_a_number_has_all_its_certificates_and_no_others(register: Register, clock: Clock) -> None:
    issue(register)
    issue(register, category=NON_PRACTISING)
    issue(register, "110000000018")
    clock.now += timedelta(seconds=1)
    change(register, "suspend")
    history = register.history(NUMBER)
    assert [(event.sequence, event.category, event.kind) for event in history] == [
        (1, PRACTISING, EventKind.ISSUED),
        (2, NON_PRACTISING, EventKind.ISSUED),
        (4, PRACTISING, EventKind.SUSPENDED),
    ]
    assert len({event.digest for event in history}) == 3
