"""Processes of this machine that work for a run, and end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["available_processors", "pool"]


def available_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def pool(processes: int, *, isolated: bool = False) -> Iterator[Executor]:
    """Processes to submit work to; for one, a thread of this process does it.

    What was submitted is done before the block ends, unless the user stops it.

    Args:
        processes: how many.
        isolated: whether one, too, is a process of its own: for work that may end whoever does it.

    Raises:
        CommandError: `process_lost` when one of them dies.
    """
    # Not forked: connections to a database do not survive that.
    context = multiprocessing.get_context("spawn")
    executor = (
        ThreadPoolExecutor(1)
        if processes == 1 and not isolated
        else ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_the_parent)
    )
    try:
        with executor:
            try:
                yield executor
            except KeyboardInterrupt:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenExecutor:
        raise CommandError(Code.PROCESS_LOST, "a process that does the work has ended") from None


def _follow_the_parent() -> None:
    """Die when the parent does, even if it is killed: nobody else would tell; and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
