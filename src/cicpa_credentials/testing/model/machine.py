"""The stories: what happens to members, keys and verifiers, in any order, and what is asked after every step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.members import (
    AssociationTransfer,
    Category,
    Gender,
    IdType,
    MemberRecord,
    PhotoSource,
    QualificationRoute,
)
from cicpa_credentials.status import Status
from cicpa_credentials.testing.frozen import NOW, FrozenClock
from cicpa_credentials.testing.model.library import LibrarySystem
from cicpa_credentials.testing.model.oracle import Certificate, Oracle, Shown
from cicpa_credentials.testing.model.system import LEEWAY, PLACES
from cicpa_credentials.testing.people import names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from hypothesis.strategies import SearchStrategy

    from cicpa_credentials.errors import Code
    from cicpa_credentials.testing.model.system import System

__all__ = ["LifecycleMachine"]

_Done = TypeVar("_Done")

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_HORIZON: Final = 1200 * _DAY  # the root of these tests ends after 3,650
_FIELDS: Final = ("birth_date", "mobile", "email")
_ANYBODY: Final = MemberRecord(
    name="李安",
    name_latin="Li An",
    gender=Gender.MALE,
    id_type=IdType.PASSPORT,
    id_number="E00000000",
    qualification_route=QualificationRoute.EXAMINATION,
    qualification_number="全2018000001",
    qualified_year=2018,
    approval_number="会协〔2018〕1号",
    approval_date=date(2018, 5, 28),
    birth_date=date(1985, 3, 1),
    number="110000000001",
    category=Category.PRACTISING,
    association="110000",
    mobile="19900000000",
    email="li.an@example.org",
    firm="甲示例会计师事务所（普通合伙）",
    photo="photo.jpg",
    photo_source=PhotoSource.EXAMINATION_SYSTEM,
)
_places: Final = st.sampled_from(PLACES)
_people: Final = st.tuples(names(), _places)


class LifecycleMachine(RuleBasedStateMachine):
    """Members join, get certificates, show them, move and leave; keys are rotated and lost; bundles are published.

    After each step every certificate and presentation there ever was is verified, and the verdict and its first code
    must be the oracle's. What the oracle holds for impossible must be refused, with its code.

    Attributes:
        clock: what time it is; the system must have no other.
        system: what is tried.
        oracle: what must come of it.
    """

    members: Bundle[str] = Bundle("members")

    def open_system(self, clock: Callable[[], datetime]) -> System:
        """The system that is tried: a subclass returns its own.

        Args:
            clock: the time, for everything in it.
        """
        return LibrarySystem(clock)

    def __init__(self) -> None:
        super().__init__()
        self.clock = FrozenClock(NOW)
        self.system = self.open_system(self.clock)
        self.oracle = Oracle(terms=self.system.terms, now=NOW)
        self._members: dict[str, MemberRecord] = {}
        self._certificates: dict[str, Certificate] = {}
        self._shown: dict[str, Shown] = {}

    def teardown(self) -> None:
        """Close the system."""
        self.system.close()

    # -- members

    @initialize(target=members, person=_people, bound=st.booleans())
    def begin(self, person: tuple[tuple[str, str], str], *, bound: bool) -> str:
        """There is a member with a certificate, so that every story has something to be about."""
        return self._admit(*person, bound=bound)

    @rule(target=members, person=_people, bound=st.booleans())
    def join(self, person: tuple[tuple[str, str], str], *, bound: bool) -> str:
        """Another member gets a number, and a first certificate if the association has a key."""
        return self._admit(*person, bound=bound)

    @rule(number=members, bound=st.booleans(), replacing=st.sampled_from((True, True, False)))
    def issue(self, number: str, *, bound: bool, replacing: bool) -> None:
        """A member gets another certificate from where they are now; once in a while, the last one is not named."""
        record = self._members[number]
        home = record.association or ""
        if home not in self.oracle.in_use:
            return
        text = self._expect(
            self.oracle.refuses_issue(number, home, replacing=replacing),
            lambda: self.system.issue(record, bound=bound, replacing=replacing),
        )
        if text is not None:
            self._certificates[text] = self.oracle.issue(number, home, bound=bound)

    @rule(number=members, fields=st.lists(st.sampled_from(_FIELDS), unique=True), first=st.booleans())
    def present(self, number: str, fields: Sequence[str], *, first: bool) -> None:
        """A member shows the last certificate to a reader, or the first one, however old."""
        held = self.oracle.of_member.get(number)
        if held:
            chosen = held[0 if first else -1]
            name = next(text for text, one in self._certificates.items() if one is chosen)
            text = self._expect(self.oracle.refuses_present(chosen), lambda: self.system.present(name, fields))
            if text is not None:
                self._shown[text] = self.oracle.present(chosen)

    @rule(number=members)
    def inspect(self, number: str) -> None:
        """The member passes an inspection."""
        refusal = self.oracle.refuses_change(number, Status.VALID, Status.SUSPENDED)
        self._expect(refusal, lambda: self.system.inspect(self._members[number]))
        if refusal is None:
            self.oracle.note(number)

    @rule(number=members)
    def transfer(self, number: str) -> None:
        """The member moves to the other association, which issues from then on."""
        record = self._members[number]
        home, to = record.association or "", next(place for place in PLACES if place != record.association)
        refusal = self.oracle.refuses_change(number, Status.VALID, Status.SUSPENDED)
        self._expect(refusal, lambda: self.system.transfer(record, to))
        if refusal is None:
            self.oracle.note(number)
            today = self.clock().astimezone(CHINA).date()
            move = AssociationTransfer(on=today, from_association=home, to_association=to)
            moves = (*record.association_transfers, move)
            self._members[number] = replace(record, association=to, association_transfers=moves)

    @rule(number=members)
    def suspend(self, number: str) -> None:
        """The member's last certificate is suspended."""
        self._change(number, self.system.suspend, Status.SUSPENDED, Status.VALID)

    @rule(number=members)
    def resume(self, number: str) -> None:
        """Its suspension ends."""
        self._change(number, self.system.resume, Status.VALID, Status.SUSPENDED)

    @rule(number=members)
    def revoke(self, number: str) -> None:
        """It is revoked."""
        self._change(number, self.system.revoke, Status.INVALID, Status.VALID, Status.SUSPENDED)

    # -- keys, verifiers, time

    @rule(association=_places)
    def rotate(self, association: str) -> None:
        """The association gets a new key."""
        self.system.rotate(association)
        self.oracle.rotate(association)

    @precondition(lambda self: self.oracle.in_use)
    @rule(association=_places, ago=st.sampled_from((timedelta(0), _HOUR, 30 * _DAY)))
    def compromise(self, association: str, ago: timedelta) -> None:
        """The key in use turns out to have been stolen some time ago."""
        key = self.oracle.in_use.get(association)
        if key is not None:
            since = max(key.not_before, self.clock() - ago)
            self.system.compromise(association, since)
            self.oracle.compromise(association, since)

    @rule()
    def publish(self) -> None:
        """Verifiers get a new bundle."""
        self.system.publish()
        self.oracle.publish()

    @rule()
    def night(self) -> None:
        """A day passes, and at its end everything is published, as it is everywhere."""
        self._pass(_DAY)
        self.publish()

    @rule(data=st.data())
    def wait(self, data: st.DataObject) -> None:
        """Time passes: a little, or until just about something ends."""
        self._pass(data.draw(self._waits(), label="how long"))

    def _waits(self) -> SearchStrategy[timedelta]:
        terms, second = self.system.terms, timedelta(seconds=1)
        soon, late = (
            [end + more for end in ends for more in (LEEWAY, timedelta(0), LEEWAY - second)]
            for ends in ((terms.presentations, terms.lists, terms.bundles), (terms.certificates, terms.keys))
        )
        return st.sampled_from([_HOUR, *soon, *soon, *late])

    def _pass(self, time: timedelta) -> None:
        if self.clock() - NOW < _HORIZON:
            self.clock.advance(time)
            self.oracle.now = self.clock()

    # -- what is asked

    @invariant()
    def every_verifier_says_what_is_so(self) -> None:
        """Every certificate and presentation is verified."""
        for text, certificate in self._certificates.items():
            expected = self.oracle.verdict(certificate)
            said = self.system.verify(text, presented=False)
            assert said == expected, f"a certificate: the system says {_told(said)}, and it is {_told(expected)}"
        for text, shown in self._shown.items():
            expected = self.oracle.verdict(shown.certificate, shown=shown)
            said = self.system.verify(text, presented=shown.ends is not None)
            assert said == expected, f"a presentation: the system says {_told(said)}, and it is {_told(expected)}"

    @invariant()
    def what_is_due_is_known(self) -> None:
        """Whoever was inspected or moved, and is in good standing, gets a new certificate."""
        for association in PLACES:
            due = self.system.due(association)
            assert sorted(due) == sorted(self.oracle.due(association)), f"due in {association}: {sorted(due)}"

    def _admit(self, name: tuple[str, str], association: str, *, bound: bool) -> str:
        number = f"{association}{len(self._members) + 1:06}"  # nobody else's
        self._members[number] = replace(
            _ANYBODY, name=name[0], name_latin=name[1], number=number, association=association
        )
        self.issue(number, bound=bound, replacing=False)
        return number

    def _change(self, number: str, act: Callable[[MemberRecord], None], after: Status, *before: Status) -> None:
        refusal = self.oracle.refuses_change(number, *before)
        self._expect(refusal, lambda: act(self._members[number]))
        if refusal is None:
            self.oracle.change(number, after)

    def _expect(self, refusal: Code | None, act: Callable[[], _Done]) -> _Done | None:
        """Do something, and see it refused just when it must be."""
        done, said = None, None
        try:
            done = act()
        except CicpaError as error:
            said = error.code
        assert said is refusal, f"{said or 'done'}, and it should be {refusal or 'done'}"
        return done


def _told(verdict: tuple[object, object]) -> str:
    return " ".join(str(part) for part in verdict if part is not None)
