"""What time it is, and where time ends. Whatever reads a clock takes one as an argument; this is the default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

__all__ = ["CHINA", "MAX_SECONDS", "utc_now"]

CHINA: Final = timezone(timedelta(hours=8))
"""The institutes' time, in which a day of theirs begins and ends."""

MAX_SECONDS: Final = 253_402_300_800
"""Seconds from 1970 to the year 10000, where `datetime` ends: no moment on the wire may reach it."""


def utc_now() -> datetime:
    """The current moment, aware UTC."""
    return datetime.now(UTC)
