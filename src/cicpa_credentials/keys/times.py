"""Moments with a time zone, whatever a host or a bundle hands over."""

from __future__ import annotations

from datetime import UTC, datetime

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import Code, TrustError

__all__ = ["moment", "utc"]


def utc(given: datetime) -> datetime:
    """The moment in UTC.

    Raises:
        TrustError: `malformed` for a naive moment, which `cryptography` would take for UTC without a word.
    """
    if given.tzinfo is None or given.utcoffset() is None:
        raise TrustError(Code.MALFORMED, "the moment has no time zone")
    return given.astimezone(UTC)


def moment(seconds: object) -> datetime:
    """The moment, aware UTC, that a bundle names in whole seconds since 1970.

    Raises:
        TrustError: `malformed` for anything else, and for what `datetime` has no room for.
    """
    if type(seconds) is int and 0 <= seconds < MAX_SECONDS:
        return datetime.fromtimestamp(seconds, UTC)
    raise TrustError(Code.MALFORMED, "trust bundle: a moment is missing or out of range")
