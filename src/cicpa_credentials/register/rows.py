"""Rows of certificates: how the register finds one, whether reserved or recorded, and moves it on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, select, update

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register.schema import CREDENTIALS, LISTS
from cicpa_credentials.status import Status, StatusReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

__all__ = [
    "ROWS",
    "AnyRow",
    "damage_reported",
    "find_in_place",
    "find_last",
    "find_last_of_request",
    "reference_of",
    "set_status",
    "status_of",
    "the_last",
]

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row of whichever columns."""

ROWS: Final = select(CREDENTIALS, LISTS.c.uri).join_from(CREDENTIALS, LISTS)
"""Every place that was given away, with the name of its list."""

_IN_PLACE: Final = ROWS.where(LISTS.c.uri == bindparam("uri"), CREDENTIALS.c.idx == bindparam("index"))
_OF_REQUEST: Final = (
    ROWS.where(CREDENTIALS.c.request_id == bindparam("request_id")).order_by(CREDENTIALS.c.id.desc()).limit(1)
)
_OF_MEMBER: Final = (
    ROWS.where(
        CREDENTIALS.c.number == bindparam("number"),
        CREDENTIALS.c.category == bindparam("category"),
        CREDENTIALS.c.kind == str(CredentialKind.CERTIFICATE),
        CREDENTIALS.c.recorded.is_not(None),
    )
    # In the order of recording: a place that was reserved early may be filled late.
    .order_by(CREDENTIALS.c.recorded.desc())
    .limit(1)
)
_SET_STATUS: Final = (
    update(CREDENTIALS).where(CREDENTIALS.c.id == bindparam("row")).values(status=bindparam("new_status"))
)


@contextmanager
def damage_reported() -> Iterator[None]:
    """Turn what cannot be read into an error of ours: in SQLite, anything can stand in any column.

    Raises:
        RegisterError: `storage_failed`.
    """
    try:
        yield
    except (ValueError, TypeError, OverflowError, OSError):
        raise RegisterError(Code.STORAGE_FAILED, "a row of the register is damaged: verify the register") from None


def status_of(row: AnyRow) -> Status | None:
    """The standing of a row; None for a reservation.

    Raises:
        RegisterError: `storage_failed` for what is no standing.
    """
    with damage_reported():
        return None if row.status is None else Status(row.status)


def reference_of(row: AnyRow) -> StatusReference:
    """The place of a row."""
    return StatusReference(uri=row.uri, index=row.idx)


def find_in_place(connection: Connection, reference: StatusReference) -> AnyRow | None:
    """The row that has a place."""
    return connection.execute(_IN_PLACE, {"uri": reference.uri, "index": reference.index}).one_or_none()


def find_last_of_request(connection: Connection, request_id: str) -> AnyRow | None:
    """The last row, reserved or recorded, that a request led to."""
    return connection.execute(_OF_REQUEST, {"request_id": request_id}).one_or_none()


def find_last(connection: Connection, number: str, category: int) -> AnyRow | None:
    """The certificate of a number and category that was recorded last."""
    return connection.execute(_OF_MEMBER, {"number": number, "category": int(category)}).one_or_none()


def the_last(connection: Connection, number: str, category: int) -> AnyRow:
    """As `find_last`.

    Raises:
        RegisterError: `not_registered`.
    """
    row = find_last(connection, number, category)
    if row is None:
        raise RegisterError(Code.NOT_REGISTERED, "no certificate of this number and category was registered")
    return row


def set_status(connection: Connection, row: AnyRow, status: Status) -> None:
    """Give a row its new standing."""
    connection.execute(_SET_STATUS, {"row": row.id, "new_status": int(status)})
