"""Letters of good standing: who may issue one, of whom, as of which day, and what then stands in it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import AlreadyIssuedError, CicpaError, Code, IncompleteRecordError, KeyHandlingError
from cicpa_credentials.issuer import LETTER_VALIDITY
from cicpa_credentials.members import Approval, Category, CredentialKind
from cicpa_credentials.members.associations import CICPA, association
from cicpa_credentials.members.profile import MAX_LETTER_VALIDITY
from cicpa_credentials.members.reasons import SuspensionReason
from cicpa_credentials.members.view import LetterView
from cicpa_credentials.register import EventKind
from cicpa_credentials.status import Status, StatusReference
from office import BASE_URL, DAY, Draft, certified, issuer
from pki import NOW
from registers import NON_PRACTISING, PRACTISING
from secretariat import APPROVAL, CICPA_KEY, READER, TODAY, letter, member, secretariat

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.register import Register

NUMBER = "110007310042"
PLACE = StatusReference(uri="https://status.example.org/100000/1", index=9)


def refusal(call: Callable[[], object]) -> CicpaError:
    with pytest.raises(CicpaError) as refused:
        call()
    return refused.value


class TestWhatItSays:
    def test_the_view_is_what_is_signed(self) -> None:
        issued = letter(status=PLACE)
        assert issued.view == LetterView(
            name="林知夏",
            name_latin="LIN Zhixia",
            number=NUMBER,
            category=Category.PRACTISING,
            association=association(CICPA),
            joined=date(2017, 3, 16),
            as_of=TODAY,
            reader=READER,
            issued_on=TODAY,
            valid_until=date(2026, 8, 30),
        )
        draft = Draft.of(issued.credential)
        assert draft.protected == {1: -9, 4: CICPA_KEY.public_key.kid, 16: "application/vnd.cicpa"}
        assert draft.unprotected == {}
        certified_day = draft.payload[-65538].pop(5)
        joined = draft.payload[-65538].pop(4)
        assert [(one.tag, one.value) for one in (joined, certified_day)] == [(100, 17241), (100, 20605)]
        assert draft.payload == {
            1: "100000",
            2: NUMBER,
            4: int(issued.expires_at.timestamp()),
            6: int(NOW.timestamp()),
            11: "urn:cicpa:good-standing",
            65535: {"status_list": {"idx": 9, "uri": PLACE.uri}},
            -65538: {1: "林知夏", 2: "LIN Zhixia", 3: 1, 6: READER},
        }
        assert list(draft.payload) == [1, 2, 4, 6, 11, 65535, -65538], "in the order of their encodings"

    def test_without_a_reader_or_a_place_there_is_nothing_in_their_stead(self) -> None:
        payload = Draft.of(letter(reader=None).credential).payload
        assert list(payload[-65538]) == [1, 2, 3, 4, 5]
        assert 65535 not in payload

    def test_the_code_opens_the_hosts_page(self) -> None:
        assert letter().qr_text.startswith(f"{BASE_URL}#")

    def test_neither_the_approval_nor_any_other_particular_is_in_it(self) -> None:
        credential = letter().credential
        for word in (APPROVAL.by, "110100198806210240", "19900000001", "lin.zhixia@example.org", "澄怀"):
            assert word.encode() not in credential

    def test_its_repr_tells_nothing(self) -> None:
        assert (repr(letter()), repr(letter().view)) == ("<IssuedLetter>", "<LetterView>")

    def test_json_says_what_is_signed(self) -> None:
        assert letter(reader=None).view.to_dict() == {
            "name": "林知夏",
            "name_latin": "LIN Zhixia",
            "number": NUMBER,
            "category": "practising",
            "association": CICPA,
            "joined": "2017-03-16",
            "as_of": "2026-06-01",
            "reader": None,
            "issued_on": "2026-06-01",
            "valid_until": "2026-08-30",
        }


class TestTimes:
    @pytest.mark.parametrize(
        ("now", "valid_for", "until"),
        [
            (datetime(2026, 6, 1, 0, 0, tzinfo=UTC), LETTER_VALIDITY, date(2026, 8, 30)),
            (datetime(2026, 6, 1, 15, 59, 59, tzinfo=UTC), LETTER_VALIDITY, date(2026, 8, 30)),
            (datetime(2026, 6, 1, 16, 0, tzinfo=UTC), LETTER_VALIDITY, date(2026, 8, 31)),  # the second of June there
            (NOW, MAX_LETTER_VALIDITY, date(2027, 6, 2)),
            (NOW, timedelta(seconds=1), date(2026, 6, 1)),
        ],
    )
    def test_it_ends_with_a_day_in_china(self, now: datetime, valid_for: timedelta, until: date) -> None:
        issued = letter(by=secretariat(at=now), valid_for=valid_for)
        assert issued.view.valid_until == until
        assert issued.expires_at == datetime(until.year, until.month, until.day, 16, tzinfo=UTC)
        assert issued.expires_at >= now + valid_for

    @pytest.mark.parametrize(
        "valid_for", [timedelta(0), timedelta(days=-1), MAX_LETTER_VALIDITY + timedelta(seconds=1)]
    )
    def test_a_validity_that_no_letter_can_have_is_refused(self, valid_for: timedelta) -> None:
        with pytest.raises(ValueError, match="366 days"):
            letter(valid_for=valid_for)

    def test_today_is_chinas(self) -> None:
        late = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
        assert letter(by=secretariat(at=late), as_of=date(2026, 6, 2)).view.issued_on == date(2026, 6, 2)


class TestRefusals:
    def test_no_approval_no_letter(self) -> None:
        assert refusal(lambda: letter(approval=None)).code is Code.APPROVAL_MISSING

    @pytest.mark.parametrize("on", [date(2026, 6, 2), date(2017, 3, 15)])
    def test_an_approval_to_come_or_from_before_the_member_joined_is_none(self, on: date) -> None:
        assert refusal(lambda: letter(approval=Approval(by="a", on=on))).code is Code.APPROVAL_MISSING

    @pytest.mark.parametrize("by", ["", " ", "a\nb", "x" * 101, "13912345678"])
    def test_an_approval_by_nobody_or_by_a_number_of_somebodys_is_none(self, by: str) -> None:
        refused = refusal(lambda: Approval(by=by, on=TODAY))
        assert refused.code is Code.APPROVAL_MISSING
        assert not by.strip() or by not in str(refused)

    @pytest.mark.parametrize("as_of", [date(2026, 6, 2), date(2017, 3, 15)])
    def test_standing_is_certified_from_joining_up_to_today(self, as_of: date) -> None:
        assert refusal(lambda: letter(as_of=as_of)).code is Code.AS_OF_INVALID

    def test_the_first_and_the_last_possible_day_will_do(self) -> None:
        joined = date(2017, 3, 16)
        assert letter(as_of=joined, approval=Approval(by="a", on=joined)).view.as_of == joined
        assert letter(as_of=TODAY, approval=Approval(by="a", on=TODAY)).view.as_of == TODAY

    def test_every_missing_field_is_named_the_latin_name_among_them(self) -> None:
        refused = refusal(lambda: letter(member(name_latin=None, mobile=None, firm=None, firm_transfers=None)))
        assert isinstance(refused, IncompleteRecordError)
        assert refused.missing == ("name_latin", "mobile", "firm")
        assert refused.code is Code.INCOMPLETE_RECORD

    @pytest.mark.parametrize("reader", ["", "a\nb", "\u202eevil", "x" * 201])
    def test_a_reader_who_cannot_be_named_so_is_refused_unquoted(self, reader: str) -> None:
        refused = refusal(lambda: letter(reader=reader))
        assert refused.code is Code.INVALID_RECORD
        assert str(refused).startswith("reader: ")
        assert not reader or reader not in str(refused)

    def test_an_associations_key_signs_no_letters(self) -> None:
        assert refusal(lambda: letter(by=issuer())).code is Code.OUT_OF_SCOPE

    def test_cicpas_key_must_be_certified_for_the_category(self) -> None:
        narrow = certified(CICPA_KEY, of=CICPA, categories=frozenset({NON_PRACTISING}))
        assert refusal(lambda: letter(by=issuer(CICPA_KEY, narrow))).code is Code.OUT_OF_SCOPE

    def test_a_key_whose_time_is_over_signs_no_letters(self) -> None:
        over = certified(CICPA_KEY, of=CICPA, window=(NOW - 9 * DAY, NOW - DAY))
        assert refusal(lambda: letter(by=issuer(CICPA_KEY, over))).code is Code.KEY_NOT_VALID

    @pytest.mark.parametrize("kept", [{"request_id": "r"}, {"actor": "a"}])
    def test_without_a_register_there_is_nobody_to_keep_a_request_or_an_actor(self, kept: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="no register"):
            letter(**kept)


class TestRegister:
    @pytest.fixture
    def known(self, register: Register) -> Register:
        """A register in which the member has a certificate."""
        issuer(register=register).issue(member())
        return register

    def test_what_leaves_is_recorded_with_its_approval(self, known: Register) -> None:
        certificate = known.find(NUMBER, PRACTISING)
        issued = letter(by=secretariat(register=known), request_id="r-1", actor="clerk-7")
        entry = known.find_by_digest(hashlib.sha256(issued.credential).digest())
        assert entry is not None
        assert entry == known.find_request("r-1")
        assert (entry.kind, entry.association, entry.status) == (CredentialKind.LETTER, CICPA, Status.VALID)
        assert (entry.number, entry.category, entry.kid) == (NUMBER, PRACTISING, CICPA_KEY.public_key.kid)
        assert (entry.issued_at, entry.expires_at, entry.photo_digest) == (issued.issued_at, issued.expires_at, None)
        assert Draft.of(issued.credential).payload[65535] == entry.reference.to_claim()
        *_, recorded, approved = known.history(NUMBER)
        assert (recorded.kind, recorded.actor, recorded.credential) == (
            EventKind.ISSUED,
            "clerk-7",
            CredentialKind.LETTER,
        )
        assert (approved.kind, approved.actor, approved.effective_on) == (EventKind.APPROVED, APPROVAL.by, APPROVAL.on)
        assert known.find(NUMBER, PRACTISING) == certificate, "the certificate is untouched"
        assert known.verify_chain(keys=[]).findings == ()

    def test_the_register_keeps_no_name_and_no_reader(self, known: Register) -> None:
        letter(by=secretariat(register=known))
        with known._database.reading() as connection:
            kept = "".join(
                str(tuple(row))
                for table in ("credentials", "events")
                for row in connection.exec_driver_sql(f"SELECT * FROM cicpa_{table}")  # noqa: S608 - fixed names
            )
        assert APPROVAL.by in kept
        for particular in ("林知夏", "LIN", READER):
            assert particular not in kept

    def test_a_member_without_a_certificate_gets_no_letter(self, register: Register) -> None:
        refused = refusal(lambda: letter(by=secretariat(register=register)))
        assert refused.code is Code.NOT_REGISTERED

    def test_a_suspended_member_gets_no_letter(self, known: Register) -> None:
        known.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")
        refused = refusal(lambda: letter(by=secretariat(register=known)))
        assert refused.code is Code.NOT_IN_GOOD_STANDING

    def test_a_member_who_is_suspended_while_the_letter_is_signed_gets_none(self, known: Register) -> None:
        class Meanwhile:
            algorithm, public_key = CICPA_KEY.algorithm, CICPA_KEY.public_key

            def sign(self, data: bytes) -> bytes:
                known.suspend(NUMBER, PRACTISING, reason=SuspensionReason.UNDER_INVESTIGATION, actor="a")
                return CICPA_KEY.sign(data)

        slow = issuer(Meanwhile(), certified(CICPA_KEY, of=CICPA), register=known)
        assert refusal(lambda: letter(by=slow, request_id="r")).code is Code.NOT_IN_GOOD_STANDING
        assert known.find_request("r") is None

    def test_one_request_leads_to_one_letter(self, known: Register) -> None:
        by = secretariat(register=known)
        letter(by=by, request_id="r")
        refused = refusal(lambda: letter(by=by, request_id="r"))
        assert isinstance(refused, AlreadyIssuedError)
        assert refused.code is Code.ALREADY_ISSUED

    def test_a_request_that_was_cut_off_keeps_its_place(self, known: Register) -> None:
        class Unplugged:
            algorithm, public_key = CICPA_KEY.algorithm, CICPA_KEY.public_key

            def sign(self, data: bytes) -> bytes:
                raise KeyHandlingError(Code.SIGNING_FAILED, f"{len(data)} bytes")

        broken = issuer(Unplugged(), certified(CICPA_KEY, of=CICPA), register=known)
        assert refusal(lambda: letter(by=broken, request_id="r")).code is Code.SIGNING_FAILED
        with known._database.reading() as connection:
            (idx,) = connection.exec_driver_sql("SELECT idx FROM cicpa_credentials WHERE request_id = 'r'").scalars()
        letter(by=secretariat(register=known), request_id="r")
        entry = known.find_request("r")
        assert entry is not None
        assert entry.reference.index == idx

    def test_a_certificates_request_is_not_a_letters(self, register: Register) -> None:
        by = secretariat(register=register)
        by.issue(replace(member(), association=CICPA, association_transfers=()), request_id="r")
        assert refusal(lambda: letter(by=by, request_id="r")).code is Code.REQUEST_CONFLICT

    def test_a_member_may_have_several_letters(self, known: Register) -> None:
        by = secretariat(register=known)
        digests = {hashlib.sha256(letter(by=by, reader=name).credential).digest() for name in ("A", "B")}
        assert len(digests) == 2
        assert all(known.find_by_digest(digest) is not None for digest in digests)

    def test_the_register_gives_the_place(self, known: Register) -> None:
        with pytest.raises(ValueError, match="place"):
            letter(by=secretariat(register=known), status=PLACE)

    def test_what_the_register_refuses_to_keep_leaves_nothing_behind(self, known: Register) -> None:
        refused = refusal(lambda: letter(by=secretariat(register=known), request_id="r", actor="1" * 11))
        assert refused.code is Code.MALFORMED
        assert known.find_request("r") is None
