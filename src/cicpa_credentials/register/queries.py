"""Questions to the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from cicpa_credentials.register.entries import HISTORY, entry_of, event_of
from cicpa_credentials.register.lifecycle import CHANGES
from cicpa_credentials.register.rows import ROWS, find_last
from cicpa_credentials.register.schema import CREDENTIALS, EVENTS
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cicpa_credentials.members.values import Category
    from cicpa_credentials.register.entries import Entry, Event

__all__ = ["by_digest", "due", "history", "last", "of_request"]

_BY_DIGEST: Final = ROWS.where(CREDENTIALS.c.digest == bindparam("digest"))
_OF_REQUEST: Final = (
    ROWS.where(CREDENTIALS.c.request_id == bindparam("request_id"), CREDENTIALS.c.recorded.is_not(None))
    .order_by(CREDENTIALS.c.recorded.desc())
    .limit(1)
)
_HISTORY: Final = HISTORY.where(CREDENTIALS.c.number == bindparam("number"))
_DUE: Final = ROWS.where(
    CREDENTIALS.c.association == bindparam("association"),
    CREDENTIALS.c.status == int(Status.VALID),
    CREDENTIALS.c.id.in_(select(EVENTS.c.credential_id).where(EVENTS.c.kind.in_(map(str, CHANGES)))),
).order_by(CREDENTIALS.c.number, CREDENTIALS.c.category)


def last(connection: Connection, number: str, category: Category) -> Entry | None:
    """The certificate of a number and category that was recorded last."""
    row = find_last(connection, number, category)
    return None if row is None else entry_of(row)


def by_digest(connection: Connection, credential_digest: bytes) -> Entry | None:
    """The certificate whose signed bytes have a digest."""
    row = connection.execute(_BY_DIGEST, {"digest": credential_digest}).one_or_none()
    return None if row is None else entry_of(row)


def of_request(connection: Connection, request_id: str) -> Entry | None:
    """The certificate that was recorded last on a request."""
    row = connection.execute(_OF_REQUEST, {"request_id": request_id}).one_or_none()
    return None if row is None else entry_of(row)


def history(connection: Connection, number: str) -> tuple[Event, ...]:
    """Every event of every certificate of a number, in order."""
    return tuple(map(event_of, connection.execute(_HISTORY, {"number": number})))


def due(connection: Connection, association: str) -> tuple[Entry, ...]:
    """The valid certificates that no longer say all there is to say."""
    return tuple(map(entry_of, connection.execute(_DUE, {"association": association})))
