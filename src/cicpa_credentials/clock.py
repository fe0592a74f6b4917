"""What time it is, and where time ends. Whatever reads a clock takes one as an argument; this is the default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

__all__ = ["MAX_SECONDS", "utc_now"]

MAX_SECONDS: Final = 253_402_300_800
"""Seconds from 1970 to the year 10000, where `datetime` ends: no moment on the wire may reach it."""


def utc_now() -> datetime:
    """The current moment, aware UTC."""
    return datetime.now(UTC)
