"""Many processes at one register, and processes that are killed: real ones, with real signals."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.status import Status, StatusList
from office import SHANGHAI
from processes import starting
from register_workers import (
    MOMENTS,
    file_digest,
    hold_the_lock,
    hurried,
    issue_files,
    make_register,
    open_register,
    publish_often,
    reserve_and_record,
    revoke_all,
)
from registers import NUMBER, PRACTISING, create, issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cicpa_credentials.register import Register
    from processes import Start

WRITERS: Final = 8
EACH: Final = 24
KILLS: Final = 25


@pytest.fixture(scope="module")
def processes() -> Iterator[Any]:
    """Processes that start in milliseconds, from a server that has loaded everything already."""
    context = multiprocessing.get_context("forkserver")
    # The heavy ones; the server's path does not lead to the tests' own modules.
    names = ("pytest", "jsonschema", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql", "psycopg")
    context.set_forkserver_preload(["__main__", *names, "cicpa_credentials.register", "cicpa_credentials.verifier"])
    yield context
    multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]


@pytest.fixture
def start(processes: Any) -> Iterator[Start]:  # noqa: ANN401 - a context
    yield from starting(processes)


def numbers(count: int, start: int = 0) -> list[str]:
    return [f"11000731{last:04}" for last in range(start, start + count)]


def require_sound(register: Register) -> None:
    assert register.verify_chain(keys=[]).findings == ()


def test_eight_writers_never_get_the_same_place(place: str | Path, start: Start) -> None:
    create(place, clock=hurried, list_size=100, random_bytes=random.Random(1).randbytes).close()  # noqa: S311
    pipes = [start(reserve_and_record, place, numbers(EACH, EACH * writer))[1] for writer in range(WRITERS)]
    places = [reference for pipe in pipes for reference in pipe.recv()]
    assert len(set(places)) == WRITERS * EACH == len(places)
    # They opened a new list whenever one was 80 % full, and only then.
    assert sorted(Counter(reference.uri for reference in places).values()) == [32, 80, 80]
    with open_register(place) as register:
        entries = [register.find(number, PRACTISING) for number in numbers(WRITERS * EACH)]
        assert {entry.reference for entry in entries if entry} == set(places)
        require_sound(register)


def test_of_those_who_make_a_register_at_once_one_succeeds(place: str | Path, start: Start) -> None:
    outcomes = [pipe.recv() for _, pipe in [start(make_register, place) for _ in range(WRITERS)]]
    assert Counter(outcomes) == {None: 1, Code.REGISTER_EXISTS: WRITERS - 1}
    with open_register(place) as register:
        require_sound(register)


def test_two_publishers_at_once_agree_on_what_is_newer(place: str | Path, start: Start) -> None:
    wanted = numbers(30)
    with create(place, clock=hurried) as register:
        for number in wanted:
            issue(register, number, association=SHANGHAI)
    _, done = start(revoke_all, place, wanted)
    pipes = [start(publish_often, place, 20)[1] for _ in range(2)]
    published = sorted((pipe.recv() for pipe in pipes for _ in range(20)), key=lambda one: one[0])
    assert done.recv() == "done"
    known: set[int] = set()
    for _, data in published:
        entries = StatusList(bits=2, data=data)
        revoked = {index for index in range(len(entries)) if entries[index] == Status.INVALID}
        assert known <= revoked  # what comes later never knows less
        known = revoked
    assert known


def _require_one_each(place: str | Path, folder: Path, wanted: list[str]) -> None:
    """Each member has exactly one valid certificate, and that is the one in the file."""
    with open_register(place) as register:
        for number in wanted:
            entry = register.find(number, PRACTISING)
            assert entry is not None
            assert (entry.status, entry.credential_digest) == (Status.VALID, file_digest(folder / number))
        require_sound(register)
        with register._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT status, count(*) FROM cicpa_credentials GROUP BY status").all()
        standings: dict[Any, int] = {status: count for status, count in rows}  # noqa: C416 - rows of two
        assert standings.pop(int(Status.VALID)) == len(wanted)
        # No reservation is left over, and whatever else was recorded has ended.
        assert standings.keys() <= {int(Status.SUPERSEDED)}


@pytest.mark.parametrize("moment", MOMENTS)
def test_kill_9_at_each_moment_of_a_batch(place: str | Path, tmp_path: Path, start: Start, moment: str) -> None:
    folder, wanted = tmp_path / "out", numbers(6)
    folder.mkdir()
    create(place, clock=hurried).close()
    process, _ = start(issue_files, place, folder, wanted, moment)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    process, _ = start(issue_files, place, folder, wanted)
    process.join()
    assert process.exitcode == 0
    _require_one_each(place, folder, wanted)


def test_kill_9_again_and_again(place: str | Path, tmp_path: Path, start: Start) -> None:
    folder, wanted = tmp_path / "out", numbers(400)
    folder.mkdir()
    create(place, clock=hurried).close()
    chance = random.Random(20260601)  # noqa: S311 - moments, not secrets
    for turn in range(KILLS):
        first = turn * len(wanted) // KILLS  # each one begins where there is still something to do
        process, pipe = start(issue_files, place, folder, wanted[first:] + wanted[:first])
        assert pipe.recv() in wanted
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        process.join()
        assert len(list(folder.iterdir())) < len(wanted)
    process, _ = start(issue_files, place, folder, wanted)
    process.join()
    assert process.exitcode == 0
    _require_one_each(place, folder, wanted)


def test_whoever_will_not_wait_is_told_that_the_register_is_busy(place: str | Path, start: Start) -> None:
    with create(place, clock=hurried) as register:
        issue(register)
    process, pipe = start(hold_the_lock, place)
    assert pipe.recv() == "locked"
    with open_register(place, busy_timeout=timedelta(milliseconds=50)) as hasty:
        with pytest.raises(RegisterError) as refused:
            issue(hasty, "110000000018")
        assert refused.value.code is Code.REGISTER_BUSY
        # Questions are not kept waiting.
        assert hasty.find(NUMBER, PRACTISING) is not None
        # A lock dies with its holder.
        process.kill()
        process.join()
        with open_register(place) as patient:
            issue(patient, "110000000018")
        assert hasty.find("110000000018", PRACTISING) is not None
