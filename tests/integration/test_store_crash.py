"""Writers of a key store that are killed in the middle, and writers that meet: real processes, real signals."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.store import EntryState, KeyStore
from key_stores import BEIJING, NO_WAIT, Stores, make_scrypt_cheap
from processes import starting
from store_writers import die_at, hold_the_lock, write_some, write_until_killed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from processes import Start

_STORES = 8
_KILLS = 5


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)


@pytest.fixture(scope="module")
def processes() -> Iterator[Any]:
    """Processes that start in milliseconds, from a server that has loaded everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "jsonschema", "cicpa_credentials.keys.store"])
    yield context
    multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(path=tmp_path / "store")


@pytest.fixture
def start(processes: Any) -> Iterator[Start]:  # noqa: ANN401 - a context
    yield from starting(processes)


def _told(pipe: Connection) -> list[Any]:
    """What came through until the other end died."""
    told = []
    try:
        while True:
            told.append(pipe.recv())
    except EOFError:
        return told


def _require_whole(stores: Stores) -> KeyStore:
    """Open the store; every key in it can be unlocked, and there is nothing else."""
    store = stores.open()
    for entry in store.entries():
        if entry.state is EntryState.PENDING:
            assert store.unlock(entry.kid).public_key == entry.public_key
    assert set(stores.files()) == {"keystore.json", *(entry.file_name for entry in store.entries())}
    return store


def test_kill_9_at_any_moment_loses_and_tears_nothing(
    tmp_path: Path, start: Callable[..., tuple[BaseProcess, Connection]]
) -> None:
    chance = random.Random(20260601)  # noqa: S311 - moments, not secrets
    changes = 0
    for attempt in range(_STORES):
        stores = Stores(path=tmp_path / str(attempt))
        stores.create()
        made: set[bytes] = set()
        retired: set[bytes] = set()
        for _ in range(_KILLS):
            process, pipe = start(write_until_killed, stores.path)
            assert pipe.poll(30)
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            process.join()
            for what, kid in _told(pipe):
                (made if what == "made" else retired).add(kid)
            entries = {entry.kid: entry for entry in _require_whole(stores).entries()}
            # What was told is there.
            assert made <= entries.keys()
            assert retired <= {kid for kid, entry in entries.items() if entry.state is EntryState.RETIRED}
        changes += len(made) + len(retired)
    assert changes >= _STORES * _KILLS


@pytest.mark.parametrize(("change", "least"), [("create", 8), ("new", 15), ("retire", 10)])
def test_kill_9_at_each_call_that_reaches_the_disk(
    tmp_path: Path,
    processes: Any,  # noqa: ANN401 - a context
    change: str,
    least: int,
) -> None:
    for call in range(1, 60):
        stores = Stores(path=tmp_path / str(call))
        if change != "create":
            stores.create().new(BEIJING)
        process = processes.Process(target=die_at, args=(stores.path, change, call))
        process.start()
        process.join()
        if process.exitcode == 0:
            assert call > least
            break
        assert process.exitcode == -signal.SIGKILL
        if change == "create" and "keystore.json" not in stores.files():
            stores.create()
        entries = _require_whole(stores).entries()
        assert len(entries) in {"create": {0}, "new": {1, 2}, "retire": {1}}[change]
        # And it goes on.
        stores.open().new(BEIJING)
        assert len(_require_whole(stores).entries()) == len(entries) + 1
    else:
        pytest.fail("the change was never made")


def test_two_writers_at_once_both_get_through(
    stores: Stores, start: Callable[..., tuple[BaseProcess, Connection]]
) -> None:
    stores.create()
    pipes = [start(write_some, stores.path, 25)[1] for _ in range(2)]
    told = [pipe.recv() for pipe in pipes]
    kids = [kid for made, _ in told for kid in made]
    assert len(set(kids)) == 50
    assert {entry.kid for entry in _require_whole(stores).entries()} == set(kids)
    assert [busy for _, busy in told] == [0, 0]


def test_who_will_not_wait_for_another_writer_is_told_that_it_is_busy(
    stores: Stores, start: Callable[..., tuple[BaseProcess, Connection]]
) -> None:
    store = stores.create()
    process, pipe = start(hold_the_lock, stores.path)
    assert pipe.recv() == "locked"
    with pytest.raises(KeyHandlingError) as caught:
        store.new(BEIJING)
    assert caught.value.code is Code.KEYSTORE_BUSY
    assert store.entries() == ()
    # A lock dies with its holder.
    process.kill()
    process.join()
    assert store.new(BEIJING) in store.entries()
    assert NO_WAIT.total_seconds() == 0
