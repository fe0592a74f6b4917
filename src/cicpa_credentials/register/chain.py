"""The chain of events: each one's digest covers the digest of the one before it.

The digest is SHA-256 over the deterministic CBOR encoding (RFC 8949 §4.2) of one array: the digest before (32 zero
bytes for the first event), every column of the event, and, where it records a certificate, every fact of that
certificate. So whoever edits, drops or moves an event, or edits a recorded certificate, breaks the chain there. A chain
alone can be forged anew from any point to its end: signed checkpoints (`checkpoint.py`) forbid that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register.entries import seconds
from cicpa_credentials.register.schema import CREDENTIALS, EVENTS, LISTS
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from cicpa_credentials.register.lifecycle import EventKind

__all__ = ["COVERED", "FACTS", "GENESIS", "Chain", "Head", "event_digest", "head_of"]

COVERED: Final = tuple(column for column in EVENTS.c if column is not EVENTS.c.digest)
"""The columns of an event, in the order in which its digest covers them."""

FACTS: Final = (
    CREDENTIALS.c.request_id,
    CREDENTIALS.c.number,
    CREDENTIALS.c.category,
    CREDENTIALS.c.association,
    LISTS.c.uri,
    CREDENTIALS.c.idx,
    CREDENTIALS.c.kid,
    CREDENTIALS.c.issued_at,
    CREDENTIALS.c.expires_at,
    CREDENTIALS.c.digest,
    CREDENTIALS.c.photo_digest,
)
"""The facts of a certificate, in the order in which the event that records it covers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain.

    Attributes:
        sequence: the number of the last event; events are counted from 1 on.
        digest: its digest.
        at: when it happened, in seconds since 1970-01-01 (UTC).
    """

    sequence: int
    digest: bytes
    at: int


GENESIS: Final = Head(sequence=0, digest=bytes(32), at=0)
"""The end of a chain without events."""

_MAX_SEQUENCE: Final = 2**53
_LAST: Final = select(EVENTS.c.sequence, EVENTS.c.digest, EVENTS.c.at).order_by(EVENTS.c.sequence.desc()).limit(1)
_APPEND: Final = insert(EVENTS)


def event_digest(previous: bytes, event: Sequence[object], facts: Sequence[object] | None) -> bytes:
    """The digest of an event; `event` is in the order of `COVERED`, `facts` in that of `FACTS`."""
    return hashlib.sha256(cbor.encode([previous, *event, None if facts is None else [*facts]])).digest()


def head_of(connection: Connection) -> Head:
    """The end of the chain as a transaction sees it.

    Raises:
        RegisterError: `storage_failed` for what the register cannot have written.
    """
    row = connection.execute(_LAST).one_or_none()
    if row is None:
        return GENESIS
    sound = type(row.sequence) is int and type(row.digest) is bytes and type(row.at) is int
    if not sound or not 0 < row.sequence < _MAX_SEQUENCE:
        raise RegisterError(Code.STORAGE_FAILED, "the last event of the register is damaged: verify the register")
    return Head(sequence=row.sequence, digest=row.digest, at=row.at)


class Chain:
    """The chain's end within one transaction that keeps other writers out.

    Attributes:
        now: the moment of all that happens in this transaction, in seconds since 1970-01-01 (UTC).
    """

    __slots__ = ("_connection", "_head", "now")

    def __init__(self, connection: Connection, *, clock: Callable[[], datetime], tolerance: timedelta) -> None:
        """Find the end of the chain, and read the clock.

        Time never runs backwards in a register. A clock that is a little behind the last event (two machines never
        quite agree) is taken forward to it; one that is far behind is wrong, and nothing is written by it.

        Args:
            connection: a transaction that keeps other writers out.
            clock: the current moment, aware.
            tolerance: how far is a little.

        Raises:
            RegisterError: `clock_set_back`.
            ValueError: for a clock without a time zone.
        """
        self._connection = connection
        self._head = head_of(connection)
        now = seconds(clock())
        if now < self._head.at - tolerance.total_seconds():
            raise RegisterError(Code.CLOCK_SET_BACK, "the clock is behind the register's last event: set it right")
        self.now = max(now, self._head.at)

    def append(
        self,
        kind: EventKind,
        credential_id: int,
        *,
        facts: Sequence[object] | None = None,
        successor_id: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        document: str | None = None,
        effective_on: str | None = None,
        content: bytes | None = None,
    ) -> int:
        """Add an event to the end; returns its number."""
        sequence = self._head.sequence + 1
        event = (
            sequence,
            self.now,
            str(kind),
            credential_id,
            successor_id,
            actor,
            reason,
            document,
            effective_on,
            content,
        )
        digest = event_digest(self._head.digest, event, facts)
        self._connection.execute(_APPEND, dict(zip(_COVERED_NAMES, event, strict=True)) | {"digest": digest})
        self._head = Head(sequence=sequence, digest=digest, at=self.now)
        return sequence


_COVERED_NAMES: Final = tuple(column.name for column in COVERED)
