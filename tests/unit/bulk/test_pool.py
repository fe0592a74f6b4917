from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.bulk import pool as pools
from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_is_told_not_waited_for() -> None:
    with pytest.raises(CommandError) as caught, pools.pool(2) as executor:
        executor.submit(_die).result()
    assert caught.value.code is Code.PROCESS_LOST


def test_ctrl_c_drops_what_was_not_begun() -> None:
    begun, go = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go.wait()

    def interrupted(executor: Executor) -> None:
        executor.submit(first)
        dropped.append(executor.submit(_die))
        begun.wait()
        threading.Timer(0.1, go.set).start()
        raise KeyboardInterrupt

    dropped: list[Future[None]] = []
    with pytest.raises(KeyboardInterrupt), pools.pool(1) as executor:
        interrupted(executor)
    assert dropped[0].cancelled()


def test_processors_are_counted_where_the_system_cannot_tell_which_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pools.available_processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert pools.available_processors() >= 1


def test_a_child_that_has_lost_its_parent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    reading, writing = multiprocessing.Pipe(duplex=False)
    writing.close()
    monkeypatch.setattr(multiprocessing, "parent_process", type("Parent", (), {"sentinel": reading}))
    monkeypatch.setattr(os, "_exit", ended.append)
    before = signal.getsignal(signal.SIGINT)
    try:
        pools._follow_the_parent()
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and thread.name.startswith("Thread-"):
                thread.join(5)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended == [1]


def test_one_process_is_a_thread_unless_it_is_to_be_isolated() -> None:
    with pools.pool(1) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()
    with pools.pool(1, isolated=True) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()
