"""Issuing through a register: nothing leaves unrecorded, and nobody gets two."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from cicpa_credentials.errors import AlreadyIssuedError, CicpaError, Code, KeyHandlingError, RegisterError
from cicpa_credentials.issuer import IssuedCertificate, IssueRequest
from cicpa_credentials.members.reasons import ReissueReason, SuspensionReason
from cicpa_credentials.members.values import Category
from cicpa_credentials.status import Status, StatusReference
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim
from cicpa_credentials.wire.sign1 import Sign1
from office import HOLDER, KEY, SHANGHAI, issuer
from registers import NON_PRACTISING, PRACTISING, YEAR
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.issuer import Issuer, Registrar
    from cicpa_credentials.register import Batch, Register

NUMBER: Final = "110007310042"
NUMBERS: Final = tuple(f"11000731{last:04}" for last in range(5))
SOMEWHERE: Final = StatusReference(uri="https://status.example.org/310000/1", index=1)


class BrokenSigner:
    """Signs, but for the calls at which it fails."""

    def __init__(self, *fails_at: int) -> None:
        self.algorithm = KEY.algorithm
        self.public_key = KEY.public_key
        self._fails_at = fails_at
        self.calls = 0

    def sign(self, data: bytes) -> bytes:
        self.calls += 1
        if self.calls in self._fails_at:
            raise KeyHandlingError(Code.SIGNING_FAILED, "the token was pulled out")
        return KEY.sign(data)


class Counting:
    """A register whose transactions are counted, and whose n-th one breaks off at its end."""

    def __init__(self, register: Register, *, fails_at: int = 0) -> None:
        self._register = register
        self._fails_at = fails_at
        self.batches = 0

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        self.batches += 1
        with self._register.batch() as batch:
            yield batch
            if self.batches == self._fails_at:
                raise RegisterError(Code.STORAGE_FAILED, "the disk is full")


def office(register: Registrar, **changes: Any) -> Issuer:  # noqa: ANN401 - whatever `issuer` takes
    return issuer(register=register, **changes)


def place_of(issued: IssuedCertificate) -> StatusReference:
    claims = cbor.decode_map(Sign1.decode(issued.credential).payload)
    return StatusReference.from_claim(claims[int(Claim.STATUS)])


def requests(*numbers: str) -> list[IssueRequest]:
    return [IssueRequest(record=record(number=number), request_id=number) for number in numbers]


def certificates(outcomes: tuple[IssuedCertificate | CicpaError, ...]) -> list[IssuedCertificate]:
    issued = [outcome for outcome in outcomes if isinstance(outcome, IssuedCertificate)]
    assert len(issued) == len(outcomes)
    return issued


def places_used(register: Register) -> int:
    with register._database.reading() as connection:
        used: int = connection.exec_driver_sql("SELECT sum(used) FROM cicpa_lists").scalar_one()
        return used


def test_what_leaves_is_recorded_as_it_is(register: Register) -> None:
    issued = office(register).issue(record(), request_id="r-1", photo=PHOTO, actor="clerk-7")
    entry = register.find(NUMBER, PRACTISING)
    assert entry is not None
    assert entry == register.find_by_digest(hashlib.sha256(issued.credential).digest())
    assert entry.reference == place_of(issued)
    assert (entry.association, entry.status, entry.kid) == (SHANGHAI, Status.VALID, KEY.public_key.kid)
    assert (entry.issued_at, entry.expires_at) == (issued.issued_at, issued.expires_at)
    assert issued.expires_at == issued.issued_at + YEAR
    assert (entry.photo_digest, entry.request_id) == (PHOTO.sha256, "r-1")
    assert register.history(NUMBER)[0].actor == "clerk-7"


def test_the_register_learns_no_particulars(register: Register) -> None:
    office(register).issue(record())
    with register._database.reading() as connection:
        kept = "".join(
            str(tuple(row))
            for table in ("meta", "lists", "credentials", "events", "checkpoints")
            for row in connection.exec_driver_sql(f"SELECT * FROM cicpa_{table}")  # noqa: S608 - fixed names
        )
    assert NUMBER in kept
    for particular in ("林知夏", "1988", "110100198806210240", "19900000001", "lin.zhixia", "澄怀"):
        assert particular not in kept


def test_a_holders_key_and_a_register_go_together(register: Register) -> None:
    issued = office(register).issue(record(), holder_key=HOLDER.public_key)
    claims = cbor.decode_map(Sign1.decode(issued.credential).payload)
    assert int(Claim.CNF) in claims
    assert register.find(NUMBER, PRACTISING) is not None


def test_every_category_can_be_registered(register: Register) -> None:
    for category in Category:
        changes = {} if category is PRACTISING else {"firm": None, "firm_transfers": None}
        office(register).issue(record(category=category.json_name, **changes))
    assert len(register.history(NUMBER)) == 2


def test_many_are_issued_with_two_transactions(register: Register) -> None:
    counting = Counting(register)
    issued = certificates(office(counting).issue_many(requests(*NUMBERS)))
    assert counting.batches == 2
    assert [one.view.number for one in issued] == list(NUMBERS)
    assert len({place_of(one) for one in issued}) == len(NUMBERS)
    for one in issued:
        entry = register.find(one.view.number, PRACTISING)
        assert entry is not None
        assert entry.reference == place_of(one)


class TestFailures:
    def test_one_that_fails_loses_none_of_the_others(self, register: Register) -> None:
        office(register).issue(record(number=NUMBERS[1]), request_id="x")
        outcomes = office(register).issue_many(
            [
                IssueRequest(record=record(number=NUMBERS[0], mobile=None)),
                *requests(NUMBERS[1], NUMBERS[2]),
                IssueRequest(record=record(number=NUMBERS[3], association="110000", association_transfers=None)),
                *requests(NUMBERS[4]),
            ]
        )
        codes = [one.code if isinstance(one, CicpaError) else None for one in outcomes]
        assert codes == [Code.INCOMPLETE_RECORD, Code.ALREADY_ISSUED, None, Code.OUT_OF_SCOPE, None]

    def test_a_record_that_cannot_be_issued_takes_no_place(self, register: Register) -> None:
        with pytest.raises(CicpaError) as refused:
            office(register).issue(record(mobile=None))
        assert refused.value.code is Code.INCOMPLETE_RECORD
        assert register.publish(SHANGHAI) == ()  # there is not even a list

    def test_a_signature_that_fails_leaves_a_reservation_that_is_taken_up_again(self, register: Register) -> None:
        outcomes = office(register, signer=BrokenSigner(2)).issue_many(requests(*NUMBERS[:3]))
        codes = [one.code if isinstance(one, CicpaError) else None for one in outcomes]
        assert codes == [None, Code.SIGNING_FAILED, None]
        assert register.find(NUMBERS[1], PRACTISING) is None
        certificates(office(register).issue_many(requests(NUMBERS[1])))
        assert places_used(register) == 3

    def test_when_reserving_fails_nothing_is_signed(self, register: Register) -> None:
        signer = BrokenSigner()
        with pytest.raises(RegisterError) as failed:
            office(Counting(register, fails_at=1), signer=signer).issue(record())
        assert failed.value.code is Code.STORAGE_FAILED
        assert signer.calls == 0

    def test_when_recording_fails_nothing_leaves_and_requests_go_on_where_they_were(self, register: Register) -> None:
        with pytest.raises(RegisterError) as failed:
            office(Counting(register, fails_at=2)).issue_many(requests(*NUMBERS))
        assert failed.value.code is Code.STORAGE_FAILED
        assert all(register.find_request(number) is None for number in NUMBERS)
        certificates(office(register).issue_many(requests(*NUMBERS)))
        assert places_used(register) == len(NUMBERS)

    def test_one_that_was_recorded_but_got_lost_on_its_way_is_replaced(self, register: Register) -> None:
        lost = office(register).issue(record(), request_id="r-1")
        with pytest.raises(AlreadyIssuedError) as refused:
            office(register).issue(record(), request_id="r-1")
        assert refused.value.code is Code.ALREADY_ISSUED
        assert refused.value.credential_digest == hashlib.sha256(lost.credential).digest()
        place = StatusReference(uri=refused.value.list_uri, index=refused.value.index)
        assert place == place_of(lost)
        again = office(register).issue(record(), request_id="r-1", replaces=[place], reason=ReissueReason.NOT_DELIVERED)
        assert register.statuses(place.uri) == ((place.index, Status.SUPERSEDED),)
        found = register.find_request("r-1")
        assert found is not None
        assert found.reference == place_of(again)

    def test_the_same_member_twice_in_one_file_gets_one(self, register: Register) -> None:
        first, second = office(register).issue_many([IssueRequest(record=record()), IssueRequest(record=record())])
        assert isinstance(first, IssuedCertificate)
        assert isinstance(second, AlreadyIssuedError)
        assert second.index == place_of(first).index

    def test_the_same_request_twice_in_one_file_gets_one(self, register: Register) -> None:
        first, second = office(register).issue_many(requests(NUMBER, NUMBER))
        assert isinstance(first, IssuedCertificate)
        assert isinstance(second, AlreadyIssuedError)


class TestReissuing:
    def test_the_next_one_names_the_one_before(self, register: Register) -> None:
        old = office(register).issue(record())
        new = office(register).issue(
            record(name="林知秋"), replaces=[place_of(old)], reason=ReissueReason.NAME_CHANGED, actor="clerk-7"
        )
        entry = register.find(NUMBER, PRACTISING)
        assert entry is not None
        assert entry.reference == place_of(new)
        assert register.statuses(place_of(old).uri) == ((place_of(old).index, Status.SUPERSEDED),)

    def test_a_change_of_category(self, register: Register) -> None:
        old = office(register).issue(record())
        office(register).issue(
            record(category="non_practising", firm=None, firm_transfers=None),
            replaces=[place_of(old)],
            reason=ReissueReason.CATEGORY_CHANGED,
        )
        ended, new = register.find(NUMBER, PRACTISING), register.find(NUMBER, NON_PRACTISING)
        assert ended is not None
        assert new is not None
        assert (ended.status, new.status) == (Status.SUPERSEDED, Status.VALID)

    def test_a_suspended_member_gets_none(self, register: Register) -> None:
        old = office(register).issue(record())
        register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="clerk-7")
        with pytest.raises(RegisterError) as refused:
            office(register).issue(record(), replaces=[place_of(old)], reason=ReissueReason.PHOTO_CHANGED)
        assert refused.value.code is Code.ILLEGAL_TRANSITION

    @pytest.mark.parametrize("changes", [{"replaces": (SOMEWHERE,)}, {"reason": ReissueReason.RENEWED}])
    def test_what_is_replaced_and_why_come_together(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="together"):
            IssueRequest(record=record(), **changes)


class TestWithoutRegister:
    @pytest.mark.parametrize(
        "changes",
        [
            {"request_id": "r-1"},
            {"replaces": [SOMEWHERE]},
            {"reason": ReissueReason.RENEWED},
            {"actor": "clerk-7"},
        ],
    )
    def test_nothing_is_silently_not_kept(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="register"):
            issuer().issue(record(), **changes)

    def test_many_need_a_register(self) -> None:
        with pytest.raises(ValueError, match="register"):
            issuer().issue_many(requests(NUMBER))

    def test_the_register_alone_gives_places(self, register: Register) -> None:
        with pytest.raises(ValueError, match="place"):
            office(register).issue(record(), status=SOMEWHERE)

    def test_a_request_tells_no_log_whose_it_is(self) -> None:
        assert repr(requests(NUMBER)[0]) == "<IssueRequest>"
