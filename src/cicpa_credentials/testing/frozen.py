"""Time that stands still and chance that repeats itself: for wherever the library takes a clock or random bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

__all__ = ["NOW", "FrozenClock", "seeded"]

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""What time it is unless a test says otherwise."""


class FrozenClock:
    """A clock that only moves when it is told to; wherever the library takes a `clock`, it serves.

    Attributes:
        now: what it shows, aware.
    """

    __slots__ = ("now",)

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move it; back too."""
        self.now += by

    def __repr__(self) -> str:
        return f"FrozenClock({self.now.isoformat()})"


def seeded(*seed: object) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run; wherever the library takes `random_bytes`, it serves.

    Args:
        seed: whatever tells this source from others, by its `repr`.
    """
    return Random(repr(seed)).randbytes  # noqa: S311 - for tests, which must repeat themselves
