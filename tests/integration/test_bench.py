"""The measurements still measure what they say; how fast that is, `make bench` tells."""

from __future__ import annotations

from itertools import count

import pytest

from bench import auditing, issuing, measure, verifying


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "WARM_UP", 1)
    monkeypatch.setattr(measure, "ROUNDS", 3)
    monkeypatch.setattr(auditing, "ROUNDS", 2)
    monkeypatch.setattr(auditing, "CODES", 20)
    monkeypatch.setattr(auditing, "DISTINCT", 2)


def test_each_group_gives_its_rows_with_a_ratio_and_what_it_is_against() -> None:
    rows = issuing.rows() | verifying.rows() | auditing.rows()
    assert rows.keys() == {"issue", "issue_with_qr_text", "verify", "verify_key_bound", "audit"}
    for row in rows.values():
        assert row["ratio"] > 0
        assert row["microseconds"] > 0
        assert row["against"].startswith("bare P-256 ")


def test_a_ratio_is_the_median_over_rounds_in_which_all_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    # A call of the baseline takes 1 µs, of the candidate 2 µs; 5 µs in the second round, 100 µs while warming up.
    clock = count()
    now = 0
    turns: list[str] = []

    def spend(name: str, nanoseconds: int) -> None:
        nonlocal now
        now += nanoseconds
        turns.append(name)

    def candidate() -> None:
        spend("candidate", (100_000, 2000, 5000, 2000)[next(clock) // measure.BATCH])

    monkeypatch.setattr(measure, "process_time_ns", lambda: now)
    found = measure.compare(lambda: spend("baseline", 1000), {"candidate": candidate})
    assert found == {"candidate": measure.Row(ratio=2.0, microseconds=2.0)}
    assert turns == (["baseline"] * measure.BATCH + ["candidate"] * measure.BATCH) * 4
