"""Processes that tests start, and kill when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Start: TypeAlias = "Callable[..., tuple[BaseProcess, Connection]]"
"""Runs a function that is given a place, one end of a pipe, and more; the process, and the other end."""


def starting(processes: Any) -> Iterator[Start]:  # noqa: ANN401 - a context
    """What starts processes of a context; none of them outlives the test."""
    running: list[BaseProcess] = []

    def start(target: Callable[..., None], place: object, *arguments: object) -> tuple[BaseProcess, Connection]:
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(target=target, args=(place, theirs, *arguments))
        process.start()
        theirs.close()
        running.append(process)
        return process, ours

    yield start
    for process in running:
        process.kill()
        process.join()
