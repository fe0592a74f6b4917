"""What time it is, and where time ends. Whatever reads a clock takes one as an argument; this is the default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

__all__ = ["CHINA", "MAX_SECONDS", "past", "utc_now"]

CHINA: Final = timezone(timedelta(hours=8))
"""The institutes' time, in which a day of theirs begins and ends."""

MAX_SECONDS: Final = 253_402_300_800
"""Seconds from 1970 to the year 10000, where `datetime` ends: no moment on the wire may reach it."""


def utc_now() -> datetime:
    """The current moment, aware UTC."""
    return datetime.now(UTC)


def past(at: datetime, now: datetime) -> datetime:
    """A moment that an answer is asked for, as UTC.

    Args:
        at: the moment.
        now: the present one, aware.

    Raises:
        ValueError: where it is naive, or has not come yet.
    """
    if at.tzinfo is None or at > now:
        raise ValueError("the moment that an answer is for must be aware, and not in the future")
    return at.astimezone(UTC)
