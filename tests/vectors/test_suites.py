"""The harness over public suites: what it asks of this library, and that it would notice a wrong answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cicpa_credentials.testing.vectors import Result, check
from cicpa_credentials.testing.vectors.suites import answer, sd_cwt_examples, status_list_examples

SHARED = Path(__file__).parents[2].parent / "shared/vectors"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/vectors is not there")


def test_the_examples_of_sd_cwt_and_of_the_status_list() -> None:
    vectors = [*sd_cwt_examples(SHARED / "sd-cwt"), *status_list_examples(SHARED / "status-list/small.json")]
    assert [one.result for one in check(vectors, answer)] == [Result.PASSED] * 4


def test_a_wrong_expectation_is_noticed() -> None:
    for one in sd_cwt_examples(SHARED / "sd-cwt"):
        for wrong in ({"accepted": False}, {"decoys": 9}):
            (outcome,) = check([replace(one, expected=wrong)], answer)
            assert outcome.result is Result.FAILED


def test_what_no_suite_asks_is_not_answered() -> None:
    assert answer("fly", {}) is None
