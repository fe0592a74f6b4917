"""What is published: the standings of all certificates of an association, list by list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register.rows import damage_reported
from cicpa_credentials.register.schema import CREDENTIALS, LISTS
from cicpa_credentials.status import Status, StatusList

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

__all__ = ["KEPT_AFTER_EXPIRY", "PublishedList", "lists_of", "statuses"]

KEPT_AFTER_EXPIRY: Final = timedelta(days=30)
"""How long the standing of a certificate that has expired is still published."""

_LISTS: Final = select(LISTS).where(LISTS.c.association == bindparam("association")).order_by(LISTS.c.id)
_LIST: Final = select(LISTS.c.id).where(LISTS.c.uri == bindparam("uri"))
_ENDED: Final = (
    select(CREDENTIALS.c.idx, CREDENTIALS.c.status)
    .where(
        CREDENTIALS.c.list_id == bindparam("list"),
        CREDENTIALS.c.status != int(Status.VALID),
        CREDENTIALS.c.expires_at >= bindparam("since"),
    )
    .order_by(CREDENTIALS.c.idx)
    .execution_options(yield_per=5_000)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """One status list, ready to be signed.

    Attributes:
        uri: its name.
        as_of: the moment that it describes, aware UTC, whole seconds; the token's `issued`.
        entries: the standings.
    """

    uri: str
    as_of: datetime
    entries: StatusList


def statuses(connection: Connection, uri: str, *, at: datetime) -> Iterator[tuple[int, Status]]:
    """Index and status of every certificate of a list that is not valid.

    Certificates that expired more than 30 days ago are left out: every verifier refuses them by their own dates, and
    with yearly renewals they would soon be most of the list. So are reservations: nothing of them is anywhere.

    Raises:
        RegisterError: `not_registered` for a list that the register does not have.
    """
    found = connection.execute(_LIST, {"uri": uri}).scalar_one_or_none()
    if found is None:
        raise RegisterError(Code.NOT_REGISTERED, "the register has no list of this name")
    since = int((at - KEPT_AFTER_EXPIRY).timestamp())
    for index, status in connection.execute(_ENDED, {"list": found, "since": since}):
        with damage_reported():
            entry = int(index), Status(status)
        yield entry


def lists_of(connection: Connection, association: str, *, at: datetime) -> Iterator[PublishedList]:
    """All lists of an association, in the order in which they were opened."""
    for row in connection.execute(_LISTS, {"association": association}).all():
        entries = StatusList.build(row.size, statuses(connection, row.uri, at=at), bits=row.bits)
        yield PublishedList(uri=row.uri, as_of=at, entries=entries)
