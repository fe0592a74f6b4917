"""How large codes get is a promise to those who print them. The base URL has 28 characters, the list's name 35."""

from __future__ import annotations

import pytest

from bench.house import BASE_URL
from bench.sizes import RECORDS, STATUS_LIST, Size, largest

LIMITS = {"bearer": 10, "with status": 11, "with status and holder key": 12}


@pytest.fixture(scope="module")
def sizes() -> dict[str, Size]:
    return largest()


def test_the_promise_is_about_all_sample_members_and_these_addresses() -> None:
    assert len(RECORDS) >= 12
    assert (len(BASE_URL), len(STATUS_LIST)) == (28, 35)


@pytest.mark.parametrize(("kind", "version"), LIMITS.items())
def test_no_sample_member_needs_a_larger_code(sizes: dict[str, Size], kind: str, version: int) -> None:
    assert sizes[kind].version <= version
