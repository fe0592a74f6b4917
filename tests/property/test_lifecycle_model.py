"""The library against the model; and the model against libraries with one fault each, which it has to find."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.testing.model import LibrarySystem, LifecycleMachine, Terms
from cicpa_credentials.verifier import Policy, Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.verifier import Verdict

QUICK: Final = settings(max_examples=40, stateful_step_count=30)
UNTIL_FOUND: Final = settings(max_examples=400, stateful_step_count=20, phases=[Phase.generate])

REACHED: Final[Counter[Code | None]] = Counter()


class Counting(LibrarySystem):
    """The library alone; what it says is counted."""

    def verify(self, qr_text: str, *, presented: bool) -> tuple[Verdict, Code | None]:
        said = super().verify(qr_text, presented=presented)
        REACHED[said[1]] += 1
        return said


class OurMachine(LifecycleMachine):
    """With a look at the register's chain in the end."""

    system: LibrarySystem

    def open_system(self, clock: Callable[[], datetime]) -> LibrarySystem:
        return Counting(clock)

    def teardown(self) -> None:
        assert self.system.register.verify_chain(keys=()).findings == ()
        super().teardown()


def test_whatever_happens_in_whatever_order_every_verifier_says_what_is_so() -> None:
    REACHED.clear()
    run_state_machine_as_test(OurMachine, settings=QUICK)
    often = {
        None,
        Code.UNKNOWN_ISSUER,
        Code.BUNDLE_EXPIRED,
        Code.KEY_COMPROMISED,
        Code.EXPIRED,
        Code.REVOKED,
        Code.SUSPENDED,
        Code.SUPERSEDED,
        Code.STATUS_UNKNOWN,
    }
    now_and_then = {Code.STATUS_STALE, Code.PRESENTATION_EXPIRED}
    assert often <= set(REACHED) <= often | now_and_then


class RevokesOnPaper(LibrarySystem):
    def revoke(self, record: MemberRecord) -> None:
        """Tells nobody."""


class RevokesTheRevoked(LibrarySystem):
    def revoke(self, record: MemberRecord) -> None:
        entry = self.register.find(record.number or "", record.category)  # type: ignore[arg-type]
        if entry is None or not entry.status:
            super().revoke(record)


class ForgetsThatTheKeyWasStolen(LibrarySystem):
    def compromise(self, association: str, since: datetime) -> None:
        super().compromise(association, since)
        self._retired = [one for one in self._retired if one.state is not KeyState.COMPROMISED]


class BelievesOldLists(LibrarySystem):
    def receive(self, bundle: bytes) -> None:
        super().receive(bundle)
        self._anybody = Verifier(
            self._anybody._bundle, policy=Policy(accept_stale_for=timedelta(days=300)), clock=self._clock
        )


class ShowsForTooLong(LibrarySystem):
    def present(self, certificate: str, fields: Sequence[str]) -> str:
        told, self.terms = self.terms, Terms(presentations=timedelta(days=1))
        try:
            return super().present(certificate, fields)
        finally:
            self.terms = told


class LosesWhoIsDue(LibrarySystem):
    def due(self, association: str) -> list[str]:
        return super().due(association)[1:]


class IssuesOverAnother(LibrarySystem):
    def issue(self, record: MemberRecord, *, bound: bool, replacing: bool) -> str:
        return super().issue(record, bound=bound, replacing=replacing or True)


class PublishesNothingNew(LibrarySystem):
    def publish(self) -> None:
        if not self._sequence:
            super().publish()


class JudgesByItsOwnClock(LibrarySystem):
    def receive(self, bundle: bytes) -> None:
        super().receive(bundle)
        stopped = self._clock()
        self._anybody._clock = lambda: stopped


@pytest.mark.parametrize(
    "faulty",
    [
        RevokesOnPaper,
        RevokesTheRevoked,
        ForgetsThatTheKeyWasStolen,
        BelievesOldLists,
        ShowsForTooLong,
        LosesWhoIsDue,
        IssuesOverAnother,
        PublishesNothingNew,
        JudgesByItsOwnClock,
    ],
)
def test_a_system_with_a_fault_is_found_out(faulty: type[LibrarySystem]) -> None:
    class Machine(LifecycleMachine):
        def open_system(self, clock: Callable[[], datetime]) -> LibrarySystem:
            return faulty(clock)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=UNTIL_FOUND)


def test_the_certificates_of_a_host_may_last_as_long_as_it_likes() -> None:
    class Machine(LifecycleMachine):
        def open_system(self, clock: Callable[[], datetime]) -> LibrarySystem:
            day = timedelta(days=1)
            return LibrarySystem(clock, terms=Terms(certificates=3 * day, keys=9 * day, lists=day, bundles=2 * day))

    run_state_machine_as_test(Machine, settings=settings(max_examples=10, stateful_step_count=20))
