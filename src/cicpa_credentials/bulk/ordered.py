"""Results in the order of their jobs, from any executor, with few jobs under way at a time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

__all__ = ["in_order"]

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


def in_order(
    submit: Callable[[_Job], Future[_Result]], jobs: Iterable[_Job], *, window: int
) -> Generator[tuple[_Job, _Result], None, None]:
    """Each job with its result.

    `Executor.map` would take all jobs in at once; here a job is only asked for when there is room for it, so that a
    stream of any length needs the memory of a window.

    Args:
        submit: hands a job to an executor.
        jobs: what is to be done.
        window: how many jobs are under way at most, those that are done and wait for an earlier one among them.

    Raises:
        Exception: whatever a job or the executor raises. Jobs that have not begun are called off then, and when the
            caller stops asking.
    """
    waiting: deque[tuple[_Job, Future[_Result]]] = deque()
    try:
        for job in jobs:
            waiting.append((job, submit(job)))
            if len(waiting) >= window:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        for _, future in waiting:
            future.cancel()
