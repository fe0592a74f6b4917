"""Letters of good standing in the register: who gets one, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from cicpa_credentials.errors import AlreadyIssuedError, CicpaError, Code, RegisterError
from cicpa_credentials.members import Approval, CredentialKind
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.members.reasons import ReissueReason, ResumptionReason, RevocationReason, SuspensionReason
from cicpa_credentials.register import EventKind, Register
from cicpa_credentials.status import Status
from key_stores import NOW, Clock
from registers import (
    BEIJING,
    KID,
    NON_PRACTISING,
    NUMBER,
    PRACTISING,
    QUARTER,
    TODAY,
    create,
    credential_digest,
    issue,
    issue_letter,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.register import Batch
    from cicpa_credentials.status import StatusReference

DAY: Final = timedelta(days=1)
WHO: Final = (NUMBER, PRACTISING)


def record_letter(batch: Batch, place: StatusReference) -> None:
    """Record a letter in a place, whatever the place is for."""
    batch.record_letter(
        place,
        as_of=TODAY,
        approval=Approval(by="CICPA-7", on=TODAY),
        kid=KID,
        issued_at=NOW,
        expires_at=NOW + QUARTER,
        credential_digest=credential_digest(place),
    )


def refusal(call: Callable[[], object]) -> Code:
    with pytest.raises(CicpaError) as refused:
        call()
    return refused.value.code


def standing(register: Register, digest: bytes) -> Status:
    entry = register.find_by_digest(digest)
    assert entry is not None
    return entry.status


class TestWhoGetsOne:
    def test_a_member_whose_certificate_is_valid(self, register: Register) -> None:
        issue(register)
        assert issue_letter(register).kind is CredentialKind.LETTER

    def test_nobody_without_a_certificate_of_the_category(self, register: Register) -> None:
        issue(register, category=NON_PRACTISING)
        assert refusal(lambda: issue_letter(register)) is Code.NOT_REGISTERED

    def test_no_certificate_is_a_letter_even_after_it(self, register: Register) -> None:
        issue(register)
        letter = issue_letter(register)
        certificate = register.find(*WHO)
        assert certificate is not None
        assert certificate.reference != letter.reference

    @pytest.mark.parametrize("end", ["suspend", "revoke", "supersede"])
    def test_nobody_whose_certificate_is_not_valid_now(self, register: Register, end: str) -> None:
        issue(register)
        reasons = {
            "suspend": SuspensionReason.INSPECTION_FAILED,
            "revoke": RevocationReason.LEFT,
            "supersede": ReissueReason.CATEGORY_CHANGED,
        }
        getattr(register, end)(*WHO, reason=reasons[end], actor="a")
        assert refusal(lambda: issue_letter(register)) is Code.NOT_IN_GOOD_STANDING

    def test_nobody_for_a_day_of_a_suspension_that_is_over(self, register: Register, clock: Clock) -> None:
        issue(register)
        clock.now += 10 * DAY
        register.suspend(*WHO, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")
        clock.now += 10 * DAY
        register.resume(*WHO, reason=ResumptionReason.REMEDIED, actor="a")
        good, bad = range(10), range(10, 20)
        for day in (*good, *bad, 20):
            ask = partial(issue_letter, register, as_of=TODAY + day * DAY)
            if day in bad:
                assert refusal(ask) is Code.NOT_IN_GOOD_STANDING
            else:
                ask()

    def test_nobody_for_a_day_before_the_register_knew_the_member(self, register: Register, clock: Clock) -> None:
        clock.now += 3 * DAY
        issue(register)
        assert refusal(lambda: issue_letter(register, as_of=TODAY + 2 * DAY)) is Code.NOT_IN_GOOD_STANDING
        issue_letter(register, as_of=TODAY + 3 * DAY)

    def test_nobody_for_a_day_to_come(self, register: Register) -> None:
        issue(register)
        for as_of in (TODAY + DAY, date.max):
            assert refusal(partial(issue_letter, register, as_of=as_of)) is Code.MALFORMED

    def test_a_member_whose_certificate_was_renewed_in_between(self, register: Register, clock: Clock) -> None:
        old = issue(register)
        clock.now += 5 * DAY
        issue(register, replaces=[old.reference], reason=ReissueReason.RENEWED)
        for day in range(6):
            issue_letter(register, as_of=TODAY + day * DAY)

    def test_a_member_whose_certificate_ran_out_and_was_not_renewed(self, register: Register, clock: Clock) -> None:
        issue(register)
        clock.now += 400 * DAY
        issue_letter(register, as_of=TODAY + 400 * DAY, expires_at=clock.now + QUARTER)

    def test_good_standing_is_looked_at_again_when_the_letter_is_recorded(self, register: Register) -> None:
        issue(register)
        with register.batch() as batch:
            place = batch.reserve_letter(number=NUMBER, category=PRACTISING, association=CICPA, as_of=TODAY)
        register.suspend(*WHO, reason=SuspensionReason.UNDER_INVESTIGATION, actor="a")
        with register.batch() as batch, pytest.raises(RegisterError) as refused:
            record_letter(batch, place)
        assert refused.value.code is Code.NOT_IN_GOOD_STANDING
        assert register.find_by_digest(credential_digest(place)) is None


class TestPlaces:
    def test_a_letter_has_a_place_in_cicpas_own_list(self, register: Register) -> None:
        issue(register, association=BEIJING)
        assert issue_letter(register).reference.uri.endswith(f"/{CICPA}/1")

    def test_a_place_for_a_letter_takes_no_certificate_and_the_other_way_round(self, register: Register) -> None:
        issue(register)
        with register.batch() as batch:
            for_a_letter = batch.reserve_letter(number=NUMBER, category=PRACTISING, association=CICPA, as_of=TODAY)
            other = batch.reserve(number="110000000018", category=PRACTISING, association=BEIJING)
        with register.batch() as batch:
            assert refusal(lambda: record(batch, for_a_letter)) is Code.REQUEST_CONFLICT
            assert refusal(lambda: record_letter(batch, other)) is Code.REQUEST_CONFLICT

    def test_a_place_takes_one_letter(self, register: Register) -> None:
        issue(register)
        letter = issue_letter(register)
        with register.batch() as batch, pytest.raises(AlreadyIssuedError) as refused:
            record_letter(batch, letter.reference)
        assert refused.value.code is Code.ALREADY_ISSUED

    def test_a_letter_is_published_like_a_certificate(self, register: Register) -> None:
        issue(register)
        letter = issue_letter(register)
        register.revoke_letters(*WHO, reason=RevocationReason.ISSUED_IN_ERROR, actor="a")
        (published,) = register.publish(CICPA)
        assert published.entries[letter.reference.index] == Status.INVALID


class TestWhatBecomesOfIt:
    def test_letters_fall_and_rise_with_the_certificate(self, register: Register) -> None:
        issue(register)
        letters = [issue_letter(register).credential_digest for _ in range(2)]
        for change, reason, status in (
            (register.suspend, SuspensionReason.INSPECTION_OVERDUE, Status.SUSPENDED),
            (register.resume, ResumptionReason.REMEDIED, Status.VALID),
            (register.revoke, RevocationReason.EXPELLED, Status.INVALID),
        ):
            change(*WHO, reason=reason, actor="clerk-7", document="会协〔2026〕1号")  # type: ignore[arg-type]
            assert [standing(register, digest) for digest in letters] == [status] * 2
            event = register.history(NUMBER)[-1]
            assert (event.credential, event.reason, event.actor) == (CredentialKind.LETTER, reason, "clerk-7")
        assert register.verify_chain(keys=[]).findings == ()

    def test_a_letter_that_was_withdrawn_stays_so_when_the_certificate_comes_back(self, register: Register) -> None:
        issue(register)
        digest = issue_letter(register).credential_digest
        register.suspend(*WHO, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")
        register.revoke_letters(*WHO, reason=RevocationReason.ISSUED_IN_ERROR, actor="a")
        register.resume(*WHO, reason=ResumptionReason.REMEDIED, actor="a")
        assert standing(register, digest) is Status.INVALID

    def test_a_letter_that_has_run_out_is_left_alone(self, register: Register, clock: Clock) -> None:
        issue(register)
        digest = issue_letter(register).credential_digest
        clock.now += QUARTER
        register.revoke(*WHO, reason=RevocationReason.LEFT, actor="a")
        assert standing(register, digest) is Status.VALID

    def test_a_new_certificate_leaves_letters_alone(self, register: Register) -> None:
        old = issue(register)
        digest = issue_letter(register).credential_digest
        issue(register, replaces=[old.reference], reason=ReissueReason.PHOTO_CHANGED)
        register.supersede(*WHO, reason=ReissueReason.RENEWED, actor="a")
        assert standing(register, digest) is Status.VALID

    def test_letters_of_others_and_of_the_other_category_are_left_alone(self, register: Register) -> None:
        issue(register)
        others = []
        for number, category in ((NUMBER, NON_PRACTISING), ("110000000018", PRACTISING)):
            issue(register, number, category)
            others.append(issue_letter(register, number, category).credential_digest)
        register.revoke(*WHO, reason=RevocationReason.LEFT, actor="a")
        assert [standing(register, digest) for digest in others] == [Status.VALID] * 2

    def test_letters_can_be_withdrawn_without_the_certificate(self, register: Register) -> None:
        certificate = issue(register)
        letters = [issue_letter(register) for _ in range(2)]
        revoked = register.revoke_letters(*WHO, reason=RevocationReason.ISSUED_IN_ERROR, actor="clerk-7")
        assert [(one.reference, one.status) for one in revoked] == [(one.reference, Status.INVALID) for one in letters]
        assert register.find(*WHO) == certificate
        assert register.revoke_letters(*WHO, reason=RevocationReason.ISSUED_IN_ERROR, actor="clerk-7") == ()

    def test_who_withdraws_letters_has_a_name(self, register: Register) -> None:
        reason = RevocationReason.ISSUED_IN_ERROR
        assert refusal(lambda: register.revoke_letters(*WHO, reason=reason, actor="13912345678")) is Code.MALFORMED

    def test_a_letter_is_no_reason_for_a_new_certificate(self, register: Register) -> None:
        issue(register)
        issue_letter(register)
        assert register.due(CICPA) == ()


def test_the_history_tells_letters_from_certificates(place: str | Path) -> None:
    with create(place) as register:
        issue(register)
        issue_letter(register)
        told = [(event.kind, event.credential) for event in register.history(NUMBER)]
    certificate, letter = CredentialKind.CERTIFICATE, CredentialKind.LETTER
    assert told == [(EventKind.ISSUED, certificate), (EventKind.ISSUED, letter), (EventKind.APPROVED, letter)]
