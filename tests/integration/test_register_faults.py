"""A register whose disk is full, and one whose database goes away and comes back."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register import Register, SuspensionReason
from cicpa_credentials.status import Status
from postgres import DATABASE
from registers import BEIJING, NUMBER, PRACTISING, create, issue, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from postgres import Cluster

ROOM = "512k"


def _run(*command: str) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    done = subprocess.run([program, *command[1:]], capture_output=True, check=False)  # noqa: S603 - fixed arguments
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0700", "tmpfs", str(path)):
        pytest.skip("a small disk cannot be mounted here")
    yield path
    _run("umount", str(path))


def make_room(disk: Path) -> None:
    assert _run("mount", "-o", "remount,size=8m", str(disk))


def refusal(call: Callable[[], object]) -> Code:
    with pytest.raises(RegisterError) as refused:
        call()
    return refused.value.code


def test_on_a_full_disk_nothing_is_lost_and_nothing_half_kept(disk: Path) -> None:
    with create(disk / "register.db", list_size=100_000) as register:
        kept: list[str] = []

        def fill() -> None:
            for last in range(5000):
                issue(register, f"11000073{last:04}")
                kept.append(f"11000073{last:04}")

        assert refusal(fill) is Code.STORAGE_FAILED
        assert kept
        cut_off = f"11000073{len(kept):04}"
        assert all(register.find(number, PRACTISING) for number in kept)
        assert register.find(cut_off, PRACTISING) is None
        assert register.verify_chain(keys=[]).findings == ()
        # And when there is room, it goes on where it was.
        make_room(disk)
        issue(register, cut_off)
        report = register.verify_chain(keys=[])
        assert (report.findings, report.head.sequence) == ((), len(kept) + 1)


def test_a_register_that_did_not_fit_was_never_made(disk: Path) -> None:
    (disk / "ballast").write_bytes(bytes(480 * 1024))
    path = disk / "register.db"
    assert refusal(lambda: create(path)) is Code.STORAGE_FAILED
    make_room(disk)
    assert refusal(lambda: Register.open(path)) is Code.REGISTER_FOREIGN
    with create(path) as register:
        issue(register)


class TestPostgresql:
    def test_a_database_that_goes_away_and_comes_back(self, cluster: Cluster) -> None:
        with create(cluster.new_database()) as register:
            entry = issue(register)
            cluster.stop()
            for call in (
                lambda: register.find(NUMBER, PRACTISING),
                lambda: issue(register, "110000000018"),
                lambda: register.verify_chain(keys=[]),
            ):
                assert refusal(call) is Code.REGISTER_UNAVAILABLE
            cluster.start()
            # The same object goes on; nobody has to open anything again.
            assert register.find(NUMBER, PRACTISING) == entry
            issue(register, "110000000018")
            assert register.verify_chain(keys=[]).findings == ()

    def test_a_transaction_that_was_cut_off_has_kept_nothing(self, cluster: Cluster) -> None:
        with create(cluster.new_database()) as register:
            issue(register)

            def cut_off() -> None:
                with register.batch() as batch:
                    place = batch.reserve(number="110000000018", category=PRACTISING, association=BEIJING)
                    record(batch, place)
                    cluster.stop()

            assert refusal(cut_off) is Code.REGISTER_UNAVAILABLE
            cluster.start()
            assert register.find("110000000018", PRACTISING) is None
            register.suspend(NUMBER, PRACTISING, reason=SuspensionReason.INSPECTION_FAILED, actor="a")
            entry = register.find(NUMBER, PRACTISING)
            assert entry is not None
            assert entry.status is Status.SUSPENDED
            assert register.verify_chain(keys=[]).findings == ()

    def test_a_database_that_is_not_there(self, cluster: Cluster) -> None:
        url = cluster.new_database().replace(f"@/{DATABASE}?", "@/nowhere?")
        assert refusal(lambda: Register.open(url)) is Code.REGISTER_UNAVAILABLE
