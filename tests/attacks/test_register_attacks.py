"""Attacks by somebody who can write to the register's database, and who takes its triggers away first."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from sqlalchemy import text

from cicpa_credentials.errors import CicpaError, Code, RegisterError
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.register import (
    Checkpoint,
    EventKind,
    Finding,
    FindingKind,
    Register,
    ReissueReason,
    RevocationReason,
    SuspensionReason,
)
from cicpa_credentials.register.chain import head_of
from cicpa_credentials.register.schema import EVENTS
from cicpa_credentials.register.verification import MAX_FINDINGS
from forgers import Forger
from pki import ec_key
from registers import PRACTISING, create, issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cicpa_credentials.register import ChainReport

AUDITOR: Final = InProcessSigner(ec_key(51))
FORGER: Final = InProcessSigner(ec_key(52))
NUMBERS: Final = tuple(f"11000000{last:04}" for last in range(6))
VICTIM, SUSPENDED, REPLACED = NUMBERS[1:4]  # in rows 2 to 4
CLOSE_THE_GAP: Final = (
    "UPDATE cicpa_events SET sequence = 7 WHERE sequence = 8",
    "UPDATE cicpa_events SET sequence = 8 WHERE sequence = 9",
    "UPDATE cicpa_events SET sequence = 9 WHERE sequence = 10",
)


@dataclass(frozen=True, kw_only=True)
class Target(Forger):
    """A register with ten events, signed after the eighth, and the way around its rules."""

    register: Register

    def report(self, **changes: Any) -> ChainReport:  # noqa: ANN401 - whatever `verify_chain` takes
        return self.register.verify_chain(**({"keys": [AUDITOR.public_key]} | changes))

    def findings(self, **changes: Any) -> set[tuple[FindingKind, int]]:  # noqa: ANN401 - whatever `verify_chain` takes
        return {(one.kind, one.sequence) for one in self.report(**changes).findings}

    def kinds(self, **changes: Any) -> set[FindingKind]:  # noqa: ANN401 - whatever `verify_chain` takes
        return {kind for kind, _ in self.findings(**changes)}


@pytest.fixture
def target(place: str | Path) -> Any:  # noqa: ANN401 - a generator
    with create(place) as register:
        entries = [issue(register, number) for number in NUMBERS]  # events 1 to 6
        register.revoke(VICTIM, PRACTISING, reason=RevocationReason.EXPELLED, actor="a")  # 7
        register.suspend(SUSPENDED, PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")  # 8
        register.checkpoint(AUDITOR)
        issue(register, REPLACED, replaces=[entries[3].reference], reason=ReissueReason.NAME_CHANGED)  # 9, 10
        made = Target(register=register, place=place)
        assert made.findings() == set()
        yield made


def test_nothing_is_wrong_with_a_register_that_nobody_touched(target: Target) -> None:
    report = target.report()
    assert report.findings == ()
    assert (report.head.sequence, report.covered) == (10, 8)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cicpa_events SET actor = 'b' WHERE sequence = 7",
        "DELETE FROM cicpa_events WHERE sequence = 10",
        "DELETE FROM cicpa_checkpoints",
        "UPDATE cicpa_checkpoints SET encoded = encoded",
        "DELETE FROM cicpa_credentials",
    ],
)
def test_the_database_itself_refuses_what_the_register_never_does(target: Target, statement: str) -> None:
    with pytest.raises(RegisterError) as refused:
        target.run(statement)
    assert refused.value.code is Code.STORAGE_FAILED
    assert target.findings() == set()


def test_postgresql_refuses_to_truncate(target: Target) -> None:
    if not isinstance(target.place, str):
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(RegisterError) as refused:
        target.run("TRUNCATE cicpa_events")
    assert refused.value.code is Code.STORAGE_FAILED


@pytest.mark.parametrize(
    "edit",
    [
        "actor = 'b'",
        "actor = NULL",
        "reason = 'left'",
        "at = at + 1",
        "at = at - 1",
        "document = 'x'",
        "kind = 'suspended'",
        "credential_id = 5",
        "successor_id = 5",
        "effective_on = '2026-01-01'",
        "content = digest",
        "digest = (SELECT kid FROM cicpa_credentials WHERE id = 1)",
    ],
)
def test_edited_event(target: Target, edit: str) -> None:
    target.disarm()
    target.run(f"UPDATE cicpa_events SET {edit} WHERE sequence = 7")  # noqa: S608 - fixed words
    assert FindingKind.EVENT_ALTERED in target.kinds()
    assert {sequence for kind, sequence in target.findings() if kind is FindingKind.EVENT_ALTERED} <= {7, 8}


@pytest.mark.parametrize(
    "edit",
    [
        "number = '110000009999'",
        "category = 2",
        "association = '310000'",
        "idx = 999",
        "kid = digest",
        "issued_at = issued_at + 1",
        "expires_at = expires_at + 86400",
        "digest = kid",
        "photo_digest = kid",
        "request_id = 'x'",
    ],
)
def test_edited_certificate(target: Target, edit: str) -> None:
    target.disarm()
    target.run(f"UPDATE cicpa_credentials SET {edit} WHERE id = 2")  # noqa: S608 - fixed words
    assert target.findings() == {(FindingKind.EVENT_ALTERED, 2)}


def test_moved_list(target: Target) -> None:
    target.run("UPDATE cicpa_lists SET uri = 'https://evil.example.org/'")
    assert {(FindingKind.EVENT_ALTERED, sequence) for sequence in (*range(1, 7), 10)} == target.findings()


@pytest.mark.parametrize("status", [0, 2, 3, None])
def test_revoked_certificate_made_valid_again(target: Target, status: int | None) -> None:
    target.run("UPDATE cicpa_credentials SET status = :status WHERE id = 2", status=status)
    assert target.findings() == {(FindingKind.CREDENTIAL_ALTERED, 2)}


def test_revocation_dropped_with_the_status_put_right(target: Target) -> None:
    target.disarm()
    target.run(
        "DELETE FROM cicpa_events WHERE sequence = 7",
        "UPDATE cicpa_credentials SET status = 0 WHERE id = 2",
    )
    assert target.findings() == {(FindingKind.EVENT_MISSING, 7)}


def test_dropped_event_with_the_gap_closed(target: Target) -> None:
    target.disarm()
    target.run(
        "DELETE FROM cicpa_events WHERE sequence = 7",
        *CLOSE_THE_GAP,
        "UPDATE cicpa_credentials SET status = 0 WHERE id = 2",
    )
    assert (FindingKind.EVENT_ALTERED, 7) in target.findings()
    assert (FindingKind.CHECKPOINT_CONTRADICTED, 8) in target.findings()


def test_history_forged_anew(target: Target) -> None:
    """The revocation never was, and every digest after it fits: only the checkpoint knows."""
    target.disarm()
    target.run(
        "DELETE FROM cicpa_events WHERE sequence = 7",
        *CLOSE_THE_GAP,
        "UPDATE cicpa_credentials SET recorded = 9 WHERE recorded = 10",
        "UPDATE cicpa_credentials SET status = 0 WHERE id = 2",
    )
    target.forge_anew(7)
    assert target.findings() == {(FindingKind.CHECKPOINT_CONTRADICTED, 8)}


def test_history_forged_anew_and_checkpoints_dropped(target: Target) -> None:
    """Nothing inside the register knows any more: that is why a copy of the checkpoint is kept elsewhere."""
    kept = target.register.checkpoint(AUDITOR).encoded
    target.disarm()
    target.run("UPDATE cicpa_events SET reason = 'left' WHERE sequence = 7", "DELETE FROM cicpa_checkpoints")
    target.forge_anew(7)
    report = target.report()
    assert (report.findings, report.covered) == ((), 0)
    assert target.findings(checkpoints=[kept]) == {(FindingKind.CHECKPOINT_CONTRADICTED, 10)}


def test_reordered_events(target: Target) -> None:
    target.disarm()
    target.run(
        "UPDATE cicpa_events SET sequence = 99 WHERE sequence = 7",
        "UPDATE cicpa_events SET sequence = 7 WHERE sequence = 8",
        "UPDATE cicpa_events SET sequence = 8 WHERE sequence = 99",
    )
    assert {(FindingKind.EVENT_ALTERED, 7), (FindingKind.EVENT_ALTERED, 8)} <= target.findings()


def test_events_cut_off_after_a_checkpoint(target: Target) -> None:
    target.disarm()
    target.run(
        "DELETE FROM cicpa_events WHERE sequence > 6",
        "DELETE FROM cicpa_credentials WHERE recorded = 10",
        "UPDATE cicpa_credentials SET status = 0 WHERE status IS NOT NULL",
    )
    assert target.findings() == {(FindingKind.EVENTS_CUT_OFF, 8)}


def test_events_and_checkpoints_cut_off_together(target: Target) -> None:
    kept = target.register.checkpoint(AUDITOR).encoded
    target.disarm()
    target.run(
        "DELETE FROM cicpa_events WHERE sequence > 6",
        "DELETE FROM cicpa_credentials WHERE recorded = 10",
        "UPDATE cicpa_credentials SET status = 0",
        "DELETE FROM cicpa_checkpoints",
    )
    assert target.findings() == set()
    assert target.findings(checkpoints=[kept]) == {(FindingKind.EVENTS_CUT_OFF, 10)}


def test_everything_dropped(target: Target) -> None:
    target.disarm()
    target.run("DELETE FROM cicpa_events", "DELETE FROM cicpa_credentials")
    assert target.findings() == {(FindingKind.EVENTS_CUT_OFF, 8)}


def test_dropped_certificate(target: Target) -> None:
    target.disarm()
    target.run("DELETE FROM cicpa_credentials WHERE id = 1")
    assert target.findings() == {(FindingKind.EVENT_ALTERED, 1), (FindingKind.CREDENTIAL_ALTERED, 1)}


def test_certificate_put_in_without_an_event(target: Target) -> None:
    target.run(
        "INSERT INTO cicpa_credentials (id, request_id, number, category, association, list_id, idx, status, "
        "reserved_at, recorded, kid, issued_at, expires_at, digest) "
        "SELECT 99, 'x', '110000009999', 1, '110000', 1, 999, 0, 1, 1, kid, issued_at, expires_at, kid "
        "FROM cicpa_credentials WHERE id = 2"
    )
    assert target.findings() == {(FindingKind.CREDENTIAL_ALTERED, 0)}


def test_legal_looking_revival_of_a_revoked_certificate(target: Target) -> None:
    """A well-formed event with the right digest, but for something that cannot happen."""
    register = target.register
    with register._writing() as (connection, chain):
        chain.append(EventKind.RESUMED, 2, actor="a", reason="remedied")
        connection.execute(text("UPDATE cicpa_credentials SET status = 0 WHERE id = 2"))
    assert target.findings() == {(FindingKind.EVENT_ILLEGAL, 11), (FindingKind.CREDENTIAL_ALTERED, 2)}


def test_event_of_a_kind_that_does_not_exist(target: Target) -> None:
    with target.register._writing() as (_, chain):
        chain.append(cast("EventKind", "pardoned"), 2)
    assert target.findings() == {(FindingKind.EVENT_ILLEGAL, 11)}
    with pytest.raises(RegisterError) as refused:
        target.register.history(VICTIM)
    assert refused.value.code is Code.STORAGE_FAILED


def test_time_running_backwards(target: Target) -> None:
    target.disarm()
    target.run("UPDATE cicpa_events SET at = 5 WHERE sequence = 9")
    target.forge_anew(9)
    assert (FindingKind.EVENT_ALTERED, 9) in target.findings()


class TestForgedCheckpoints:
    def head(self, target: Target) -> Any:  # noqa: ANN401 - a Head
        with target.register._database.reading() as connection:
            return head_of(connection)

    def test_signed_by_another_key(self, target: Target) -> None:
        target.register.checkpoint(FORGER)
        assert target.findings() == {(FindingKind.CHECKPOINT_UNTRUSTED, 0)}
        assert target.report(keys=[AUDITOR.public_key, FORGER.public_key]).covered == 10

    def test_an_unbelieved_one_covers_nothing(self, target: Target) -> None:
        target.register.checkpoint(FORGER)
        assert target.report().covered == 8

    def test_without_keys_no_checkpoint_is_believed(self, target: Target) -> None:
        report = target.report(keys=[])
        assert (report.covered, report.findings) == (0, (Finding(kind=FindingKind.CHECKPOINT_UNTRUSTED, sequence=0),))

    def test_taken_from_another_register(self, target: Target, tmp_path: Path) -> None:
        with create(tmp_path / "other.db") as other:
            for number in NUMBERS[:3]:
                issue(other, number, request_id=number)
            foreign = other.checkpoint(AUDITOR).encoded
        assert target.findings(checkpoints=[foreign]) == {(FindingKind.CHECKPOINT_CONTRADICTED, 3)}

    def test_two_that_contradict_each_other(self, target: Target) -> None:
        head = self.head(target)
        true = Checkpoint.sign(head, AUDITOR).encoded
        false = Checkpoint.sign(type(head)(sequence=10, digest=bytes(32), at=head.at), AUDITOR).encoded
        assert target.findings(checkpoints=[true]) == set()
        assert target.findings(checkpoints=[true, false]) == {(FindingKind.CHECKPOINT_CONTRADICTED, 10)}

    @pytest.mark.parametrize("garbage", [b"", b"\xff" * 99])
    def test_garbage_in_the_place_of_a_checkpoint(self, target: Target, garbage: bytes) -> None:
        target.run("INSERT INTO cicpa_checkpoints (encoded) VALUES (:garbage)", garbage=garbage)
        assert target.findings() == {(FindingKind.CHECKPOINT_UNTRUSTED, 0)}


def test_a_flood_of_defects_makes_no_endless_report(place: str | Path) -> None:
    with create(place) as register:
        for last in range(MAX_FINDINGS + 20):
            issue(register, f"11000000{last:04}")
        target = Target(register=register, place=place)
        target.run("UPDATE cicpa_credentials SET status = 1")
        assert len(target.report().findings) == MAX_FINDINGS


_ANYTHING: Final = ("'text'", "1e300", "-1", "x'00'", "9223372036854775807", "''")


@pytest.mark.parametrize("value", _ANYTHING)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("events", column.name) for column in EVENTS.c),
        *(("credentials", column) for column in ("status", "recorded", "number", "category", "association", "idx")),
        *(("credentials", column) for column in ("kid", "issued_at", "expires_at", "digest", "photo_digest")),
    ],
)
def test_anything_at_all_in_any_column(tmp_path: Path, table: str, column: str, value: str) -> None:
    """SQLite keeps whatever it is given. The audit finds it, and every question has an answer or an error of ours."""
    path = tmp_path / "register.db"
    with create(path) as register:
        for number in NUMBERS[:3]:
            issue(register, number)
        Target(register=register, place=path).disarm()
        key = "sequence" if table == "events" else "recorded"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"UPDATE cicpa_{table} SET {column} = {value} WHERE {key} = 3")  # noqa: S608 - fixed words
            connection.commit()
        assert register.verify_chain(keys=[]).findings
        _ask_everything(register)


def _ask_everything(register: Register) -> None:
    questions: tuple[Callable[[], object], ...] = (
        lambda: register.find(NUMBERS[2], PRACTISING),
        lambda: register.history(NUMBERS[2]),
        lambda: register.publish("110000"),
        lambda: register.checkpoint(AUDITOR),
        lambda: register.suspend(NUMBERS[2], PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a"),
        lambda: issue(register, NUMBERS[4]),
    )
    for question in questions:
        with suppress(CicpaError):
            question()
