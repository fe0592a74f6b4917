"""Reserve before signing, record after: who gets a place, who gets the same one again, and who is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import AlreadyIssuedError, Code, RegisterError
from cicpa_credentials.register import EventKind, ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.status import Status, StatusReference
from key_stores import NOW, days
from registers import (
    BEIJING,
    KID,
    NON_PRACTISING,
    NUMBER,
    PRACTISING,
    YEAR,
    create,
    credential_digest,
    issue,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.register import Entry, Register
    from key_stores import Clock

NOWHERE = StatusReference(uri="https://status.example.org/110000/1", index=999)


def reserve(register: Register, **changes: Any) -> StatusReference:  # noqa: ANN401 - whatever `reserve` takes
    given: dict[str, Any] = {"number": NUMBER, "category": PRACTISING, "association": BEIJING}
    with register.batch() as batch:
        return batch.reserve(**(given | changes))


def refusal(call: Callable[[], object]) -> Code:
    with pytest.raises(RegisterError) as refused:
        call()
    return refused.value.code


def suspend(register: Register) -> None:
    register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="clerk-7")


def revoke(register: Register) -> None:
    register.revoke(NUMBER, PRACTISING, reason=RevocationReason.ISSUED_IN_ERROR, actor="clerk-7")


def test_an_entry_holds_all_that_was_recorded(register: Register) -> None:
    entry = issue(register, request_id="r-1", photo_digest=bytes(32), actor="clerk-7")
    assert (entry.number, entry.category, entry.association) == (NUMBER, PRACTISING, BEIJING)
    assert (entry.status, entry.kid, entry.request_id) == (Status.VALID, KID, "r-1")
    assert (entry.issued_at, entry.expires_at) == (NOW, NOW + YEAR)
    assert (entry.credential_digest, entry.photo_digest) == (credential_digest(entry.reference), bytes(32))
    assert entry == register.find_by_digest(entry.credential_digest) == register.find_request("r-1")
    (event,) = register.history(NUMBER)
    assert (event.kind, event.reference, event.at) == (EventKind.ISSUED, entry.reference, NOW)
    assert (event.actor, event.reason, event.successor) == ("clerk-7", None, None)


def test_an_entry_tells_no_log_whose_it_is(register: Register) -> None:
    entry = issue(register)
    assert repr(entry) == "<Entry>"
    assert repr(register.history(NUMBER)[0]) == "<Event>"


def test_what_was_only_reserved_is_told_to_nobody(register: Register) -> None:
    reference = reserve(register, request_id="r-1")
    assert register.find(NUMBER, PRACTISING) is None
    assert register.find_request("r-1") is None
    assert register.history(NUMBER) == ()
    assert register.statuses(reference.uri) == ()


def test_categories_are_apart(register: Register) -> None:
    one, other = issue(register), issue(register, category=NON_PRACTISING)
    assert one.reference != other.reference
    assert register.find(NUMBER, PRACTISING) == one
    assert register.find(NUMBER, NON_PRACTISING) == other


class TestRequests:
    def test_a_request_that_was_cut_off_gets_its_place_again(self, register: Register) -> None:
        first = reserve(register, request_id="r-1")
        assert reserve(register, request_id="r-1") == first
        assert issue(register, request_id="r-1").reference == first

    def test_without_an_identifier_every_request_is_another(self, register: Register) -> None:
        assert reserve(register) != reserve(register)

    def test_a_request_that_was_answered_is_not_answered_again(self, register: Register) -> None:
        entry = issue(register, request_id="r-1")
        with pytest.raises(AlreadyIssuedError) as refused:
            reserve(register, request_id="r-1")
        assert refused.value.code is Code.ALREADY_ISSUED
        assert refused.value.credential_digest == entry.credential_digest
        assert StatusReference(uri=refused.value.list_uri, index=refused.value.index) == entry.reference

    def test_nor_is_one_whose_certificate_has_ended_since(self, register: Register) -> None:
        old = issue(register, request_id="r-1")
        issue(register, request_id="r-2", replaces=[old.reference], reason=ReissueReason.PHOTO_CHANGED)
        assert refusal(lambda: reserve(register, request_id="r-1")) is Code.ALREADY_ISSUED
        found = register.find_request("r-1")
        assert found is not None
        assert found.status is Status.SUPERSEDED

    def test_a_certificate_that_never_arrived_is_replaced_on_the_same_request(self, register: Register) -> None:
        lost = issue(register, request_id="r-1")
        again = issue(
            register, request_id="r-1", replaces=[lost.reference], reason=ReissueReason.NOT_DELIVERED, actor="batch"
        )
        assert again.reference != lost.reference
        assert register.find_request("r-1") == again
        lost_now = register.find_by_digest(lost.credential_digest)
        assert lost_now is not None
        assert lost_now.status is Status.SUPERSEDED

    def test_and_gets_the_same_place_when_that_is_cut_off_too(self, register: Register) -> None:
        lost = issue(register, request_id="r-1")
        place = reserve(register, request_id="r-1", replaces=[lost.reference])
        assert reserve(register, request_id="r-1", replaces=[lost.reference]) == place

    @pytest.mark.parametrize(
        "change", [{"number": "110000000018"}, {"category": NON_PRACTISING}, {"association": "310000"}]
    )
    @pytest.mark.parametrize("first", ["reserve", "issue"])
    def test_a_request_is_about_one_certificate(self, register: Register, change: dict[str, Any], first: str) -> None:
        reserve(register, request_id="r-1")
        if first == "issue":
            issue(register, request_id="r-1")
        assert refusal(lambda: reserve(register, request_id="r-1", **change)) is Code.REQUEST_CONFLICT

    def test_a_place_that_was_reserved_early_may_be_filled_late(self, register: Register) -> None:
        early = reserve(register, request_id="r-1")
        first = issue(register, request_id="r-2")
        last = issue(register, request_id="r-1", replaces=[first.reference], reason=ReissueReason.PARTICULARS_CHANGED)
        assert last.reference == early
        assert register.find(NUMBER, PRACTISING) == last


class TestReplacing:
    def test_a_member_with_a_certificate_gets_no_second_one(self, register: Register) -> None:
        entry = issue(register)
        assert refusal(lambda: issue(register)) is Code.ALREADY_ISSUED
        assert register.find(NUMBER, PRACTISING) == entry

    def test_nor_when_both_were_asked_for_at_once(self, register: Register) -> None:
        one, other = reserve(register), reserve(register)
        with register.batch() as batch:
            record(batch, one)
        with register.batch() as batch, pytest.raises(AlreadyIssuedError) as refused:
            record(batch, other)
        assert refused.value.index == one.index
        entry = register.find(NUMBER, PRACTISING)
        assert entry is not None
        assert entry.reference == one

    def test_the_new_one_ends_the_old_one(self, register: Register, clock: Clock) -> None:
        old = issue(register)
        clock.now += days(1)
        new = issue(register, replaces=[old.reference], reason=ReissueReason.NAME_CHANGED, actor="clerk-7")
        assert [(event.kind, event.reference, event.successor) for event in register.history(NUMBER)] == [
            (EventKind.ISSUED, old.reference, None),
            (EventKind.SUPERSEDED, old.reference, new.reference),
            (EventKind.ISSUED, new.reference, None),
        ]
        superseded = register.history(NUMBER)[1]
        assert (superseded.reason, superseded.actor) == (ReissueReason.NAME_CHANGED, "clerk-7")
        assert superseded.at == NOW + days(1)
        assert register.statuses(old.reference.uri) == ((old.reference.index, Status.SUPERSEDED),)

    def test_a_change_of_category_ends_the_one_of_the_other_category(self, register: Register) -> None:
        old = issue(register)
        issue(
            register,
            category=NON_PRACTISING,
            replaces=[old.reference],
            reason=ReissueReason.CATEGORY_CHANGED,
        )
        ended = register.find(NUMBER, PRACTISING)
        assert ended is not None
        assert ended.status is Status.SUPERSEDED

    def test_and_back_again_all_that_is_to_end_is_named(self, register: Register) -> None:
        first = issue(register)
        second = issue(
            register, category=NON_PRACTISING, replaces=[first.reference], reason=ReissueReason.CATEGORY_CHANGED
        )
        assert refusal(lambda: reserve(register, replaces=[second.reference])) is Code.ALREADY_ISSUED
        both = [first.reference, second.reference, second.reference]
        third = issue(register, replaces=both, reason=ReissueReason.CATEGORY_CHANGED)
        assert register.find(NUMBER, PRACTISING) == third
        assert len(register.history(NUMBER)) == 5

    def test_whoever_names_an_older_one_knows_too_little(self, register: Register) -> None:
        first = issue(register)
        issue(register, replaces=[first.reference], reason=ReissueReason.PHOTO_CHANGED)
        assert refusal(lambda: reserve(register, replaces=[first.reference])) is Code.ALREADY_ISSUED

    def test_a_new_one_does_not_wash_off_a_suspension(self, register: Register) -> None:
        entry = issue(register)
        suspend(register)
        assert refusal(lambda: reserve(register, replaces=[entry.reference])) is Code.ILLEGAL_TRANSITION
        register.resume(NUMBER, PRACTISING, reason=ResumptionReason.REMEDIED, actor="clerk-7")
        issue(register, replaces=[entry.reference], reason=ReissueReason.INSPECTION_PASSED)

    def test_nobody_issues_over_the_head_of_a_revocation(self, register: Register) -> None:
        entry = issue(register)
        revoke(register)
        assert refusal(lambda: reserve(register)) is Code.ILLEGAL_TRANSITION
        again = issue(register, replaces=[entry.reference], reason=ReissueReason.READMITTED)
        assert again.status is Status.VALID
        revoked = register.find_by_digest(entry.credential_digest)
        assert revoked is not None
        assert revoked.status is Status.INVALID
        assert [event.kind for event in register.history(NUMBER)] == [
            EventKind.ISSUED,
            EventKind.REVOKED,
            EventKind.ISSUED,
        ]
        assert register.history(NUMBER)[-1].reason is ReissueReason.READMITTED

    def test_a_change_between_reservation_and_record_is_noticed(self, register: Register) -> None:
        old = issue(register)
        place = reserve(register, replaces=[old.reference])
        suspend(register)
        with register.batch() as batch, pytest.raises(RegisterError) as refused:
            record(batch, place, replaces=[old.reference], reason=ReissueReason.PHOTO_CHANGED)
        assert refused.value.code is Code.ILLEGAL_TRANSITION
        entry = register.find(NUMBER, PRACTISING)
        assert entry is not None
        assert (entry.reference, entry.status) == (old.reference, Status.SUSPENDED)

    def test_what_is_not_in_the_register_cannot_be_replaced(self, register: Register) -> None:
        issue(register)
        assert refusal(lambda: reserve(register, replaces=[NOWHERE])) is Code.NOT_REGISTERED

    def test_nor_can_a_reservation(self, register: Register) -> None:
        other = reserve(register, number="110000000018")
        assert refusal(lambda: reserve(register, replaces=[other])) is Code.ILLEGAL_TRANSITION

    def test_there_is_always_a_reason(self, register: Register) -> None:
        old = issue(register)
        with pytest.raises(ValueError, match="reason"):
            issue(register, replaces=[old.reference])


class TestRecording:
    def test_a_place_is_filled_once(self, register: Register) -> None:
        place = issue(register).reference
        with register.batch() as batch, pytest.raises(AlreadyIssuedError) as refused:
            record(batch, place)
        assert refused.value.code is Code.ALREADY_ISSUED
        assert len(register.history(NUMBER)) == 1

    def test_nor_again_in_its_own_place(self, register: Register) -> None:
        place = issue(register).reference
        with register.batch() as batch, pytest.raises(AlreadyIssuedError) as refused:
            record(batch, place, replaces=[place], reason=ReissueReason.RENEWED)
        assert refused.value.code is Code.ALREADY_ISSUED
        assert len(register.history(NUMBER)) == 1

    def test_a_place_that_was_never_reserved_cannot_be_filled(self, register: Register) -> None:
        with register.batch() as batch, pytest.raises(RegisterError) as refused:
            record(batch, NOWHERE)
        assert refused.value.code is Code.NOT_REGISTERED

    @pytest.mark.parametrize(
        "change",
        [
            {"credential_digest": b"short"},
            {"photo_digest": b"short"},
            {"actor": "13800138000"},
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, register: Register, change: dict[str, Any]) -> None:
        assert refusal(lambda: issue(register, **change)) is Code.MALFORMED
        assert register.find(NUMBER, PRACTISING) is None

    @pytest.mark.parametrize("name", ["issued_at", "expires_at"])
    def test_moments_are_aware(self, register: Register, name: str) -> None:
        naive: dict[str, Any] = {name: NOW.replace(tzinfo=None)}
        with pytest.raises(ValueError, match="aware"):
            issue(register, **naive)

    @pytest.mark.parametrize(
        "change",
        [
            {"number": "12345678901"},
            {"number": "11000000001７"},
            {"association": "999999"},
            {"request_id": ""},
            {"request_id": "x" * 101},
        ],
    )
    def test_what_cannot_be_issued_is_not_reserved(self, register: Register, change: dict[str, Any]) -> None:
        assert refusal(lambda: reserve(register, **change)) is Code.MALFORMED


class TestTransactions:
    def test_a_batch_that_fails_has_kept_nothing(self, register: Register) -> None:
        def fail() -> None:
            with register.batch() as batch:
                record(batch, batch.reserve(number=NUMBER, category=PRACTISING, association=BEIJING))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert register.find(NUMBER, PRACTISING) is None
        assert register.history(NUMBER) == ()

    def test_a_rehearsal_keeps_nothing_either(self, register: Register) -> None:
        with register.batch(rehearsal=True) as batch:
            place = batch.reserve(number=NUMBER, category=PRACTISING, association=BEIJING)
            record(batch, place)
        assert register.history(NUMBER) == ()

    def test_a_step_that_is_refused_spoils_none_of_the_others(self, register: Register) -> None:
        numbers = [f"11000000{number:04}" for number in range(20)]
        issue(register, numbers[7])
        refused = 0
        with register.batch() as batch:
            for number in numbers:
                try:
                    record(batch, batch.reserve(number=number, category=PRACTISING, association=BEIJING))
                except AlreadyIssuedError:
                    refused += 1
        assert refused == 1
        assert all(register.find(number, PRACTISING) for number in numbers)


class TestClock:
    def test_a_clock_a_little_behind_is_taken_forward(self, register: Register, clock: Clock) -> None:
        issue(register)
        clock.now = NOW - timedelta(minutes=5)
        suspend(register)
        assert [event.at for event in register.history(NUMBER)] == [NOW, NOW]

    def test_a_clock_far_behind_writes_nothing(self, register: Register, clock: Clock) -> None:
        entry = issue(register)
        clock.now = NOW - timedelta(minutes=5, seconds=1)
        for call in (
            lambda: suspend(register),
            lambda: reserve(register, number="110000000018"),
            lambda: register.publish(BEIJING),
        ):
            assert refusal(call) is Code.CLOCK_SET_BACK
        # Questions are answered all the same.
        assert register.find(NUMBER, PRACTISING) == entry
        assert register.statuses(entry.reference.uri) == ()

    def test_a_clock_without_a_time_zone_is_a_mistake_of_the_host(self, place: str | Path) -> None:
        with (
            create(place, clock=lambda: NOW.replace(tzinfo=None)) as register,
            pytest.raises(ValueError, match="aware"),
        ):
            issue(register)

    def test_after_an_hour_in_the_future_the_host_may_say_that_it_knows(self, place: str | Path, clock: Clock) -> None:
        with create(place, clock=clock, clock_tolerance=timedelta(hours=1)) as register:
            clock.now += timedelta(hours=1)
            issue(register)
            clock.now -= timedelta(hours=1)
            suspend(register)
            assert {event.at for event in register.history(NUMBER)} == {NOW + timedelta(hours=1)}
            clock.now -= timedelta(seconds=1)
            assert refusal(lambda: revoke(register)) is Code.CLOCK_SET_BACK


def test_find_on_an_empty_register(register: Register) -> None:
    found: list[Entry | None] = [
        register.find(NUMBER, PRACTISING),
        register.find_by_digest(bytes(32)),
        register.find_request("r-1"),
    ]
    assert found == [None, None, None]
    assert register.history(NUMBER) == ()
    assert register.publish(BEIJING) == ()
