from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from time import sleep
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.bulk.ordered import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator


def late_if_even(number: int) -> int:
    sleep(0.01 * (number % 2 == 0))
    return number * number


def test_results_come_in_the_order_of_their_jobs() -> None:
    with ThreadPoolExecutor(4) as executor:
        results = list(in_order(lambda number: executor.submit(late_if_even, number), range(20), window=5))
    assert results == [(number, number * number) for number in range(20)]


def test_no_more_jobs_are_asked_for_than_there_is_room_for() -> None:
    asked: list[int] = []

    def jobs() -> Iterator[int]:
        for number in count():
            asked.append(number)
            yield number

    with ThreadPoolExecutor(1) as executor:
        results = in_order(lambda number: executor.submit(late_if_even, number), jobs(), window=3)
        for number in range(4):
            assert next(results) == (number, number * number)
            assert len(asked) == number + 3
        results.close()


def test_what_has_not_begun_is_called_off_when_a_job_fails() -> None:
    futures: list[Future[int]] = []

    def submit(number: int) -> Future[int]:
        futures.append(Future())
        if number == 0:
            futures[0].set_exception(ZeroDivisionError())
        return futures[-1]

    with pytest.raises(ZeroDivisionError):
        list(in_order(submit, range(9), window=3))
    assert [future.cancelled() for future in futures] == [False, True, True]
