"""Inspections and transfers of a whole association: each once, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register import (
    ChangeKind,
    EventKind,
    FileFormat,
    ImportReport,
    ReissueReason,
    RevocationReason,
    RowProblem,
    SuspensionReason,
    import_changes,
    imports,
)
from key_stores import NOW
from registers import BEIJING, NUMBER, PRACTISING, issue

if TYPE_CHECKING:
    from cicpa_credentials.register import Register
    from key_stores import Clock

OTHER = "110000000018"
HEADER = "number,category,year,passed_on\n"


def run(register: Register, rows: str, **changes: Any) -> ImportReport:  # noqa: ANN401 - whatever it takes
    given: dict[str, Any] = {
        "kind": ChangeKind.INSPECTIONS,
        "file_format": FileFormat.CSV,
        "actor": "clerk-7",
        "dry_run": False,
    }
    return import_changes(register, (HEADER + rows).encode(), **(given | changes))


def inspection(number: str = NUMBER, passed_on: str = "2026-05-11") -> str:
    return f"{number},practising,2026,{passed_on}\n"


def test_a_row_becomes_an_event(register: Register) -> None:
    entry = issue(register)
    assert run(register, inspection()) == ImportReport(noted=1, repeated=0, problems=())
    event = register.history(NUMBER)[-1]
    assert (event.kind, event.reference, event.actor) == (EventKind.INSPECTION_PASSED, entry.reference, "clerk-7")
    assert event.effective_on is not None
    assert event.effective_on.isoformat() == "2026-05-11"
    assert register.find(NUMBER, PRACTISING) == entry  # its standing is what it was


def test_a_dry_run_tells_the_same_and_writes_nothing(register: Register) -> None:
    issue(register)
    rows = inspection() + inspection() + inspection(OTHER) + "x\n"
    told = run(register, rows, dry_run=True)
    assert len(register.history(NUMBER)) == 1
    assert told == run(register, rows)
    assert (told.noted, told.repeated, len(told.problems)) == (1, 1, 2)
    assert len(register.history(NUMBER)) == 2


def test_a_file_that_comes_again_is_noted_once(register: Register) -> None:
    issue(register)
    run(register, inspection())
    assert run(register, inspection()) == ImportReport(noted=0, repeated=1, problems=())
    assert run(register, inspection(), dry_run=True) == ImportReport(noted=0, repeated=1, problems=())
    assert len(register.history(NUMBER)) == 2


def test_nor_is_it_noted_again_for_the_next_certificate(register: Register) -> None:
    old = issue(register)
    run(register, inspection())
    issue(register, replaces=[old.reference], reason=ReissueReason.INSPECTION_PASSED)
    assert run(register, inspection()).repeated == 1
    assert register.due(BEIJING) == ()


def test_good_rows_are_noted_and_bad_ones_reported_by_line(register: Register) -> None:
    issue(register)
    revoked = "110000000019"
    issue(register, revoked)
    register.revoke(revoked, PRACTISING, reason=RevocationReason.LEFT, actor="a")
    rows = "garbage\n" + inspection(OTHER) + inspection() + inspection(revoked) + inspection(passed_on="2026-06-03")
    assert run(register, rows) == ImportReport(
        noted=1,
        repeated=0,
        problems=(
            RowProblem(line=2, rule="must have 4 columns"),
            RowProblem(line=3, rule="no certificate of this number and category was registered"),
            RowProblem(line=5, rule="inspection_passed: not possible for a certificate that is revoked"),
            RowProblem(line=6, rule="the day lies in the future"),
        ),
    )


def test_an_association_imports_for_its_own_certificates_only(register: Register) -> None:
    issue(register)
    refused = run(register, inspection(), association="310000")
    assert refused.problems == (RowProblem(line=2, rule="the certificate is another association's"),)
    assert len(register.history(NUMBER)) == 1
    assert run(register, inspection(), association=BEIJING).noted == 1


def test_today_is_today_in_china(register: Register, clock: Clock) -> None:
    issue(register)
    clock.now = NOW.replace(hour=16)  # midnight in Beijing
    assert run(register, inspection(passed_on="2026-06-02")).noted == 1
    assert run(register, inspection(passed_on="2026-06-03")).noted == 0
    clock.now -= timedelta(seconds=1)
    # a little behind, and taken forward: it stays the day that it was
    assert run(register, inspection(passed_on="2026-06-02")).repeated == 1


def test_a_suspended_member_can_pass_an_inspection(register: Register) -> None:
    issue(register)
    register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="a")
    assert run(register, inspection()).noted == 1
    assert register.due(BEIJING) == ()  # not before it is resumed


def test_whose_certificate_is_due_is_known(register: Register) -> None:
    old = issue(register, OTHER)
    issue(register)
    issue(register, "310000000001", association="310000")
    transfer = (
        f'{{"number": "{OTHER}", "category": "practising", "on": "2026-05-01", "from_firm": "甲", "to_firm": "乙"}}'
    )
    report = import_changes(
        register,
        transfer.encode(),
        kind=ChangeKind.TRANSFERS,
        file_format=FileFormat.JSON_LINES,
        actor="clerk-7",
        dry_run=False,
    )
    assert report.noted == 1
    run(register, inspection("310000000001"))
    assert register.due(BEIJING) == (old,)
    assert [entry.number for entry in register.due("310000")] == ["310000000001"]
    issue(register, OTHER, replaces=[old.reference], reason=ReissueReason.FIRM_CHANGED)
    assert register.due(BEIJING) == ()


def test_a_large_file_is_noted_in_several_transactions(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "_ROWS_AT_ONCE", 3)
    numbers = [f"11000000{last:04}" for last in range(10)]
    for number in numbers:
        issue(register, number)
    rows = "".join(map(inspection, numbers))
    assert run(register, rows, dry_run=True).noted == 10
    assert run(register, rows).noted == 10
    assert len(register.due(BEIJING)) == 10


def test_a_database_that_fails_half_way_leaves_whole_rows_and_no_row_twice(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_ROWS_AT_ONCE", 3)
    numbers = [f"11000000{last:04}" for last in range(10)]
    for number in numbers:
        issue(register, number)
    rows = "".join(map(inspection, numbers))
    batches = iter([True, False])
    real = register._database.writing

    def failing() -> Any:  # noqa: ANN401 - a context manager
        if not next(batches):
            raise RegisterError(Code.REGISTER_UNAVAILABLE, "gone")
        return real()

    with monkeypatch.context() as gone:
        gone.setattr(type(register._database), "writing", lambda _: failing())
        with pytest.raises(RegisterError) as failed:
            run(register, rows)
        assert failed.value.code is Code.REGISTER_UNAVAILABLE
    assert run(register, rows) == ImportReport(noted=7, repeated=3, problems=())
    assert all(len(register.history(number)) == 2 for number in numbers)


@pytest.mark.parametrize("actor", ["", "13800138000"])
def test_the_actor_is_looked_at_before_anything_else(register: Register, actor: str) -> None:
    with pytest.raises(RegisterError) as refused:
        run(register, "", actor=actor)
    assert refused.value.code is Code.MALFORMED
