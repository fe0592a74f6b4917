"""Whatever happens to certificates, the register tells the same story as a model of two dictionaries; and whatever
stands in a file or a checkpoint, the answer is a value or an error of ours.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.register import (
    ChangeKind,
    Checkpoint,
    FileFormat,
    Head,
    Register,
    ReissueReason,
    ResumptionReason,
    RevocationReason,
    SuspensionReason,
)
from cicpa_credentials.register.change_files import read_changes
from cicpa_credentials.register.lifecycle import EventKind, following
from cicpa_credentials.status import Status
from key_stores import Clock
from pki import ec_key
from registers import BEIJING, PRACTISING, create, issue

if TYPE_CHECKING:
    from cicpa_credentials.register import Entry

AUDITOR: Final = InProcessSigner(ec_key(61))
NUMBERS: Final = st.sampled_from([f"11000000{last:04}" for last in range(4)])
VERBS: Final = {
    EventKind.SUSPENDED: ("suspend", SuspensionReason.INSPECTION_OVERDUE),
    EventKind.RESUMED: ("resume", ResumptionReason.REMEDIED),
    EventKind.REVOKED: ("revoke", RevocationReason.LEFT),
    EventKind.SUPERSEDED: ("supersede", ReissueReason.ASSOCIATION_CHANGED),
}


class Lives(RuleBasedStateMachine):
    """Certificates of four members, of which anything is asked at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name) / "register.db"
        self.clock = Clock()
        self.latest = self.clock.now
        self.register = create(self.place, clock=self.clock, list_size=8)
        self.last: dict[str, Entry] = {}
        self.ended: dict[Any, Status] = {}
        self.events = 0

    def teardown(self) -> None:
        self.register.close()
        self.folder.cleanup()

    def refused(self, code: Code, call: Any) -> None:  # noqa: ANN401 - any call
        try:
            call()
        except RegisterError as error:
            assert error.code is code  # noqa: PT017 - the machine's own way
        else:
            raise AssertionError(code)

    @rule(number=NUMBERS)
    def issue_the_first(self, number: str) -> None:
        known = self.last.get(number)
        if known is None:
            self.last[number] = issue(self.register, number)
            self.events += 1
        else:
            code = Code.ILLEGAL_TRANSITION if known.status is Status.INVALID else Code.ALREADY_ISSUED
            self.refused(code, lambda: issue(self.register, number))

    @rule(number=NUMBERS)
    def issue_the_next(self, number: str) -> None:
        known = self.last.get(number)
        if known is None:
            return

        def again() -> Entry:
            return issue(self.register, number, replaces=[known.reference], reason=ReissueReason.RENEWED)

        if known.status is Status.SUSPENDED:
            self.refused(Code.ILLEGAL_TRANSITION, again)
            return
        self.last[number] = again()
        self.events += 1 + (known.status is Status.VALID)
        self.ended[known.reference] = Status.SUPERSEDED if known.status is Status.VALID else known.status

    @rule(number=NUMBERS, kind=st.sampled_from(sorted(VERBS)))
    def change(self, number: str, kind: EventKind) -> None:
        verb, reason = VERBS[kind]
        known = self.last.get(number)

        def call() -> Entry:
            changed: Entry = getattr(self.register, verb)(number, PRACTISING, reason=reason, actor="a")
            return changed

        if known is None:
            self.refused(Code.NOT_REGISTERED, call)
            return
        try:
            after = following(kind, known.status)
        except RegisterError as error:
            self.refused(error.code, call)
        else:
            self.last[number] = call()
            self.events += 1
            assert self.last[number].status is after

    @rule(seconds=st.integers(0, 100_000), back=st.integers(0, 300))
    def let_time_pass(self, seconds: int, back: int) -> None:
        """And let the clock run up to five minutes behind."""
        self.latest += timedelta(seconds=seconds)
        self.clock.now = self.latest - timedelta(seconds=back)

    @rule()
    def sign(self) -> None:
        self.register.checkpoint(AUDITOR)

    @rule()
    def open_again(self) -> None:
        self.register.close()
        self.register = Register.open(self.place, clock=self.clock)

    @precondition(lambda self: self.last)
    @invariant()
    def the_register_tells_the_same_story(self) -> None:
        for number, entry in self.last.items():
            assert self.register.find(number, PRACTISING) == entry
        expected = self.ended | {entry.reference: entry.status for entry in self.last.values()}
        told = {
            (published.uri, index): Status(published.entries[index])
            for published in self.register.publish(BEIJING)
            for index in range(len(published.entries))
            if published.entries[index]
        }
        assert told == {
            (place.uri, place.index): status for place, status in expected.items() if status is not Status.VALID
        }

    @invariant()
    def nothing_is_wrong_with_it(self) -> None:
        report = self.register.verify_chain(keys=[AUDITOR.public_key])
        assert report.findings == ()
        assert report.head.sequence == self.events


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=30, stateful_step_count=25)


@settings(max_examples=300)
@given(st.binary(max_size=400), st.sampled_from(ChangeKind), st.sampled_from(FileFormat))
def test_any_file(data: bytes, kind: ChangeKind, file_format: FileFormat) -> None:
    with suppress(RegisterError):
        list(read_changes(data, kind=kind, file_format=file_format))


_HEADER: Final = b"number,category,on,from_association,to_association,from_firm,to_firm\n"


@settings(max_examples=300)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_any_row(cells: list[str]) -> None:
    data = _HEADER + ",".join(cells).encode(errors="surrogatepass")
    for row in read_changes(data, kind=ChangeKind.TRANSFERS, file_format=FileFormat.CSV):
        assert row.line >= 2


@settings(max_examples=300)
@given(st.data())
def test_any_checkpoint(data: st.DataObject) -> None:
    genuine = Checkpoint.sign(Head(sequence=7, digest=bytes(32), at=1), AUDITOR).encoded
    at = data.draw(st.integers(0, len(genuine) - 1))
    damaged = genuine[:at] + data.draw(st.binary(max_size=3)) + genuine[at + data.draw(st.integers(0, 3)) :]
    with suppress(RegisterError):
        assert Checkpoint.verify(damaged, keys=[AUDITOR.public_key]).head.sequence == 7


@settings(max_examples=200)
@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32), st.integers(0, 2**40))
def test_what_is_signed_is_read_back(sequence: int, digest: bytes, at: int) -> None:
    checkpoint = Checkpoint.sign(Head(sequence=sequence, digest=digest, at=at), AUDITOR)
    assert Checkpoint.verify(checkpoint.encoded, keys=[AUDITOR.public_key]) == checkpoint
