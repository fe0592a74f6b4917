"""Moments with a time zone, whatever the host hands over."""

from __future__ import annotations

from datetime import UTC, datetime

from cicpa_credentials.errors import Code, TrustError

__all__ = ["utc"]


def utc(moment: datetime) -> datetime:
    """The moment in UTC.

    Raises:
        TrustError: `malformed` for a naive moment, which `cryptography` would take for UTC without a word.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise TrustError(Code.MALFORMED, "the moment has no time zone")
    return moment.astimezone(UTC)
