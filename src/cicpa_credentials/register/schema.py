"""The tables of the register, and what keeps their rows from being changed.

Moments are whole seconds since 1970-01-01 (UTC). A credential whose `status` is null is reserved: its place in the list
is taken, and nothing of it has left the issuer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

__all__ = ["CHECKPOINTS", "CREDENTIALS", "EVENTS", "LISTS", "META", "METADATA", "ONE_IN_FORCE", "forbid_changes"]

METADATA: Final = MetaData()

META: Final = Table(
    "cicpa_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The version of the schema, and what all lists of this register share."""

LISTS: Final = Table(
    "cicpa_lists",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("association", Text, nullable=False),
    Column("uri", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("bits", SmallInteger, nullable=False),
    Column("used", Integer, nullable=False),
    Index("cicpa_lists_of_association", "association", "id"),
)
"""The status lists; an association's last one is the one that takes in new certificates."""

CREDENTIALS: Final = Table(
    "cicpa_credentials",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("category", SmallInteger, nullable=False),
    Column("association", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=CredentialKind.CERTIFICATE),
    Column("list_id", Integer, ForeignKey(LISTS.c.id), nullable=False),
    Column("idx", Integer, nullable=False),
    Column("status", SmallInteger),
    Column("reserved_at", BigInteger, nullable=False),
    # Null until the certificate is recorded:
    Column("recorded", BigInteger),  # the event that recorded it
    Column("kid", LargeBinary),
    Column("issued_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("digest", LargeBinary, unique=True),
    Column("photo_digest", LargeBinary),
    UniqueConstraint("list_id", "idx"),
    Index("cicpa_credentials_of_member", "number", "category", "recorded"),
    Index("cicpa_credentials_of_request", "request_id", "id"),
)
"""One row for each place in a list that was ever given away. There is no name in it, and no other particular."""

# Two rules that hold whatever the code does: a member has one certificate in force, a request one open reservation.
_STATUS = CREDENTIALS.c.status
_IN_FORCE = _STATUS.in_([int(Status.VALID), int(Status.SUSPENDED)])


def _unique(name: str, *columns: str, where: ColumnElement[bool]) -> Index:
    return Index(
        name,
        *(CREDENTIALS.c[column] for column in columns),
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


ONE_IN_FORCE: Final = _unique(
    "cicpa_one_in_force",
    "number",
    "category",
    where=_IN_FORCE & (CREDENTIALS.c.kind == str(CredentialKind.CERTIFICATE)),
)
"""A member may have several letters."""

_unique("cicpa_one_reservation", "request_id", where=_STATUS.is_(None))

EVENTS: Final = Table(
    "cicpa_events",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("credential_id", Integer, ForeignKey(CREDENTIALS.c.id), nullable=False),
    Column("successor_id", Integer, ForeignKey(CREDENTIALS.c.id)),
    Column("actor", Text),
    Column("reason", Text),
    Column("document", Text),
    Column("effective_on", Text),
    Column("content", LargeBinary, unique=True),
    Column("digest", LargeBinary, nullable=False),
    Index("cicpa_events_of_credential", "credential_id", "sequence"),
)
"""What happened, in order; each row's digest covers the digest of the row before it (see `chain.py`)."""

CHECKPOINTS: Final = Table(
    "cicpa_checkpoints",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("encoded", LargeBinary, nullable=False),
)
"""Signed heads of the chain of events."""

_KEPT: Final = (
    (EVENTS.name, ("UPDATE", "DELETE")),
    (CHECKPOINTS.name, ("UPDATE", "DELETE")),
    (CREDENTIALS.name, ("DELETE",)),
)
_REFUSE_IN_POSTGRESQL: Final = """
CREATE FUNCTION cicpa_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the register is append only'; END $$
"""


def forbid_changes(connection: Connection) -> None:
    """Let the database itself refuse what the register never does.

    This stops accidents. Who owns the database can drop a trigger; what he changes then, `verify_chain` finds.
    """
    if connection.dialect.name == "sqlite":
        for table, actions in _KEPT:
            for action in actions:
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the register is append only'); END"
                )
        return
    connection.exec_driver_sql(_REFUSE_IN_POSTGRESQL)
    for table, actions in _KEPT:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join((*actions, 'TRUNCATE'))} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION cicpa_refuse()"
        )
