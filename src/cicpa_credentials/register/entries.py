"""What the register tells: a certificate's entry, and the events of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.members.values import Category, Discreet
from cicpa_credentials.register.lifecycle import EventKind, reason_of
from cicpa_credentials.register.rows import damage_reported
from cicpa_credentials.register.schema import CREDENTIALS, EVENTS, LISTS
from cicpa_credentials.status import Status, StatusReference

if TYPE_CHECKING:
    from cicpa_credentials.members.reasons import Reason
    from cicpa_credentials.register.rows import AnyRow

__all__ = ["HISTORY", "Entry", "Event", "entry_of", "event_of", "moment", "seconds"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Entry(Discreet):
    """A certificate or letter as the register knows it: no name, no particular.

    Attributes:
        number: certificate number, 12 digits.
        category: which of the two certificates it is.
        kind: whether it is one, or a letter of good standing.
        association: GB/T 2260 code of the institute that issued it.
        status: what became of it.
        reference: its place in a status list.
        kid: the identifier of the key that signed it.
        issued_at: the moment of signing, aware UTC.
        expires_at: the end of validity, aware UTC.
        credential_digest: SHA-256 of the signed bytes. It identifies a document that somebody shows. It is no key to
            revoke by: who holds an ECDSA signature can make a second one, and with it another digest.
        photo_digest: SHA-256 of the portrait on it, where the host gave one.
        request_id: the host's name for the request that it was issued on.
    """

    number: str
    category: Category
    kind: CredentialKind
    association: str
    status: Status
    reference: StatusReference
    kid: bytes
    issued_at: datetime
    expires_at: datetime
    credential_digest: bytes
    photo_digest: bytes | None
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Event(Discreet):
    """Something that happened to a certificate or letter.

    Attributes:
        sequence: its number in the register, from 1 on.
        at: when it was written, aware UTC; it takes effect then.
        kind: what happened.
        number: certificate number of the certificate or letter.
        category: its category.
        credential: which of the two it is.
        reference: its place in a status list.
        successor: the place of the certificate that superseded it.
        actor: who did it, as the host names its users; of an approval, who approved.
        reason: why.
        document: the number of the decision it rests on.
        effective_on: the day of the inspection, transfer or approval that was recorded.
        digest: the digest of the event (see `chain.py`).
    """

    sequence: int
    at: datetime
    kind: EventKind
    number: str
    category: Category
    credential: CredentialKind
    reference: StatusReference
    successor: StatusReference | None
    actor: str | None
    reason: Reason | None
    document: str | None
    effective_on: date | None
    digest: bytes


_SUCCESSOR: Final = CREDENTIALS.alias("successor")
_SUCCESSOR_LIST: Final = LISTS.alias("successor_list")

HISTORY: Final = (
    select(
        EVENTS,
        CREDENTIALS.c.number,
        CREDENTIALS.c.category,
        CREDENTIALS.c.kind.label("credential"),
        LISTS.c.uri,
        CREDENTIALS.c.idx,
        _SUCCESSOR_LIST.c.uri.label("successor_uri"),
        _SUCCESSOR.c.idx.label("successor_idx"),
    )
    .join_from(EVENTS, CREDENTIALS, CREDENTIALS.c.id == EVENTS.c.credential_id)
    .join(LISTS, LISTS.c.id == CREDENTIALS.c.list_id)
    .outerjoin(_SUCCESSOR, _SUCCESSOR.c.id == EVENTS.c.successor_id)
    .outerjoin(_SUCCESSOR_LIST, _SUCCESSOR_LIST.c.id == _SUCCESSOR.c.list_id)
    .order_by(EVENTS.c.sequence)
)
"""Every event in order, for `event_of`."""


@damage_reported()
def entry_of(row: AnyRow) -> Entry:
    """The entry in a row of `rows.ROWS` that is no mere reservation.

    Raises:
        RegisterError: `storage_failed` for what the register cannot have written.
    """
    return Entry(
        number=row.number,
        category=Category(row.category),
        kind=CredentialKind(row.kind),
        association=row.association,
        status=Status(row.status),
        reference=StatusReference(uri=row.uri, index=row.idx),
        kid=row.kid,
        issued_at=moment(row.issued_at),
        expires_at=moment(row.expires_at),
        credential_digest=row.digest,
        photo_digest=row.photo_digest,
        request_id=row.request_id,
    )


@damage_reported()
def event_of(row: AnyRow) -> Event:
    """The event in a row of `HISTORY`.

    Raises:
        RegisterError: `storage_failed` for what the register cannot have written.
    """
    kind = EventKind(row.kind)
    return Event(
        sequence=row.sequence,
        at=moment(row.at),
        kind=kind,
        number=row.number,
        category=Category(row.category),
        credential=CredentialKind(row.credential),
        reference=StatusReference(uri=row.uri, index=row.idx),
        successor=(
            None if row.successor_uri is None else StatusReference(uri=row.successor_uri, index=row.successor_idx)
        ),
        actor=row.actor,
        reason=reason_of(kind, row.reason),
        document=row.document,
        effective_on=None if row.effective_on is None else date.fromisoformat(row.effective_on),
        digest=row.digest,
    )


def moment(since_epoch: int) -> datetime:
    """The moment so many seconds after 1970-01-01, aware UTC."""
    return datetime.fromtimestamp(since_epoch, UTC)


def seconds(at: datetime) -> int:
    """The seconds since 1970-01-01, cut to whole ones.

    Raises:
        ValueError: for a naive moment.
    """
    if at.tzinfo is None:
        raise ValueError("an aware moment is needed")
    return int(at.timestamp())
