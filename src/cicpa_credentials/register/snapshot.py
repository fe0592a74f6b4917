"""One state of the whole register, for those who go through all of it: auditors.

The register may have been tampered with, so nothing is taken for granted about its rows: what cannot have been written
by the register comes out as None, and never ends the reading. All that is read in bulk is read in streams.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from sqlalchemy import bindparam, case, func, select, tuple_

from cicpa_credentials.errors import RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register.entries import entry_of, seconds
from cicpa_credentials.register.lifecycle import TRANSITIONS, EventKind
from cicpa_credentials.register.publication import KEPT_AFTER_EXPIRY
from cicpa_credentials.register.rows import ROWS, find_in_place
from cicpa_credentials.register.schema import CREDENTIALS, EVENTS, LISTS
from cicpa_credentials.register.verification import ChainReport, verify_chain
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.register.entries import Entry
    from cicpa_credentials.register.rows import AnyRow
    from cicpa_credentials.status import StatusReference

__all__ = ["KnownList", "Snapshot", "Standing"]


class KnownList(NamedTuple):
    """A status list of the register.

    Attributes:
        uri: its name.
        association: whose it is.
    """

    uri: str
    association: str


class Standing(NamedTuple):
    """What became of one certificate after it was issued; a tuple, because there are very many.

    Attributes:
        place: its index in the list.
        expires_at: the end of validity, in seconds since 1970-01-01 (UTC).
        changes: of each change the moment, likewise in seconds, the event's number, and the standing that it led to.
    """

    place: int
    expires_at: int
    changes: tuple[tuple[int, int, Status], ...]


_ROWS_AT_ONCE: Final = 5_000
_MAX_INDEX: Final = 2**31
_IN_FORCE: Final = (int(Status.VALID), int(Status.SUSPENDED))
_TYPES: Final = (
    *(("number", str), ("association", str), ("uri", str), ("kid", bytes), ("digest", bytes), ("request_id", str)),
    *(("category", int), ("status", int), ("idx", int), ("issued_at", int), ("expires_at", int), ("recorded", int)),
)
_CHANGED: Final = {
    str(kind): transition.after
    for kind, transition in TRANSITIONS.items()
    if transition.after is not None and kind is not EventKind.ISSUED
}

_RECORDED: Final = ROWS.where(CREDENTIALS.c.recorded.is_not(None)).execution_options(yield_per=_ROWS_AT_ONCE)
_LISTS: Final = select(LISTS.c.uri, LISTS.c.association).order_by(LISTS.c.id)
_STANDINGS: Final = (
    select(CREDENTIALS.c.idx, CREDENTIALS.c.expires_at, EVENTS.c.at, EVENTS.c.sequence, EVENTS.c.kind)
    .join_from(CREDENTIALS, LISTS)
    .join(EVENTS, EVENTS.c.credential_id == CREDENTIALS.c.id)
    .where(LISTS.c.uri == bindparam("uri"), EVENTS.c.kind.in_(_CHANGED))
    .order_by(CREDENTIALS.c.idx, EVENTS.c.sequence)
    .execution_options(yield_per=_ROWS_AT_ONCE)
)
_OF_DIGESTS: Final = ROWS.where(CREDENTIALS.c.digest.in_(bindparam("digests", expanding=True)))
_CERTIFICATES_IN_FORCE: Final = (
    CREDENTIALS.c.status.in_(_IN_FORCE),
    CREDENTIALS.c.kind == str(CredentialKind.CERTIFICATE),
)
_TWICE: Final = ROWS.where(
    *_CERTIFICATES_IN_FORCE,
    tuple_(CREDENTIALS.c.number, CREDENTIALS.c.category).in_(
        select(CREDENTIALS.c.number, CREDENTIALS.c.category)
        .where(*_CERTIFICATES_IN_FORCE)
        .group_by(CREDENTIALS.c.number, CREDENTIALS.c.category)
        .having(func.count() > 1)
    ),
).execution_options(yield_per=_ROWS_AT_ONCE)
_SIGNED_BY: Final = _RECORDED.where(
    CREDENTIALS.c.kid == bindparam("kid"),
    CREDENTIALS.c.issued_at >= bindparam("since"),
    CREDENTIALS.c.issued_at <= bindparam("until"),
).order_by(
    CREDENTIALS.c.association,
    # What is in force comes first, then what is suspended, then what has ended.
    case(
        (CREDENTIALS.c.expires_at <= bindparam("now"), 2),
        (CREDENTIALS.c.status == int(Status.VALID), 0),
        (CREDENTIALS.c.status == int(Status.SUSPENDED), 1),
        else_=2,
    ),
    CREDENTIALS.c.kind,
    CREDENTIALS.c.category,
    CREDENTIALS.c.recorded,
)


class Snapshot:
    """One state of the register for as long as a transaction lasts; `Register.snapshot` makes one.

    Attributes:
        kept_after_expiry: how long the standing of a certificate that has expired is still published.
    """

    __slots__ = ("_connection",)

    kept_after_expiry: ClassVar[timedelta] = KEPT_AFTER_EXPIRY

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def verify_chain(self, *, keys: Sequence[PublicKey], checkpoints: Iterable[bytes] = ()) -> ChainReport:
        """See `Register.verify_chain`."""
        return verify_chain(self._connection, keys=keys, checkpoints=checkpoints)

    def lists(self) -> tuple[KnownList, ...]:
        """All status lists, in the order in which they were opened."""
        rows = self._connection.execute(_LISTS).all()
        return tuple(KnownList(str(row.uri), str(row.association)) for row in rows)

    def entries(self) -> Iterator[tuple[int, Entry | None]]:
        """Every certificate and letter with the number of the event that recorded it; 0 where that is no number."""
        for row in self._connection.execute(_RECORDED):
            yield row.recorded if type(row.recorded) is int else 0, _read(row)

    def in_force_twice(self) -> Iterator[Entry | None]:
        """Certificates of which a member has more than one of a category that was neither revoked nor superseded."""
        return map(_read, self._connection.execute(_TWICE))

    def standings(self, list_uri: str) -> Iterator[Standing]:
        """What became of the certificates in a list, in the order of their places.

        Those to which nothing happened are left out. It is read from the events, not from how the rows stand now.
        """
        rows = (row for row in self._connection.execute(_STANDINGS, {"uri": list_uri}) if _is_change(row))
        for place, changes in groupby(rows, attrgetter("idx")):
            each = list(changes)
            told = tuple((row.at, row.sequence, _CHANGED[row.kind]) for row in each)
            yield Standing(place, each[0].expires_at, told)

    def signed_by(self, kid: bytes, *, since: datetime, until: datetime, now: datetime) -> Iterator[Entry | None]:
        """All that a key signed between two moments, both included.

        In the order of association; then what is in force, what is suspended, what has ended; then certificates before
        letters, practising members first, as they were issued.
        """
        named = {"kid": kid, "since": seconds(since), "until": seconds(until), "now": seconds(now)}
        return map(_read, self._connection.execute(_SIGNED_BY, named))

    def find_by_digests(self, digests: Collection[bytes]) -> dict[bytes, Entry]:
        """The certificates and letters whose signed bytes have these SHA-256 digests; some hundred at once."""
        rows = self._connection.execute(_OF_DIGESTS, {"digests": list(digests)})
        return {entry.credential_digest: entry for entry in map(_read, rows) if entry is not None}

    def find_in_place(self, reference: StatusReference) -> Entry | None:
        """What was recorded in a place; none where it was only reserved, or never given away."""
        # Whoever has a key signs what index he likes, and databases have an end.
        row = find_in_place(self._connection, reference) if reference.index < _MAX_INDEX else None
        return None if row is None else _read(row)


def _read(row: AnyRow) -> Entry | None:
    """The entry of a row; none for what the register cannot have written. In SQLite, anything can be in any column."""
    if any(type(getattr(row, name)) is not kind for name, kind in _TYPES):
        return None
    try:
        return entry_of(row)
    except RegisterError:
        return None


def _is_change(row: AnyRow) -> bool:
    return all(type(value) is int for value in (row.idx, row.expires_at, row.at, row.sequence))
