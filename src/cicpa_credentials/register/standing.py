"""A change of standing: the event, the row, and the letters of good standing that go with a certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import bindparam

from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register import inputs
from cicpa_credentials.register.entries import entry_of
from cicpa_credentials.register.inputs import checked
from cicpa_credentials.register.lifecycle import TRANSITIONS, EventKind, following, reason_of
from cicpa_credentials.register.rows import ROWS, set_status, status_of, the_last
from cicpa_credentials.register.schema import CREDENTIALS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cicpa_credentials.members.reasons import Reason
    from cicpa_credentials.members.values import Category
    from cicpa_credentials.register.chain import Chain
    from cicpa_credentials.register.entries import Entry
    from cicpa_credentials.register.rows import AnyRow

__all__ = ["Cause", "change", "change_letters"]

_CARRIED: Final = frozenset({EventKind.SUSPENDED, EventKind.RESUMED, EventKind.REVOKED})
"""What happens to a certificate and to the member's letters alike; a new certificate leaves letters alone."""

_LETTERS: Final = ROWS.where(
    CREDENTIALS.c.number == bindparam("number"),
    CREDENTIALS.c.category == bindparam("category"),
    CREDENTIALS.c.kind == str(CredentialKind.LETTER),
    CREDENTIALS.c.expires_at > bindparam("now"),
).order_by(CREDENTIALS.c.recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Who changes a standing, why, and on which decision."""

    actor: str
    reason: str | None
    document: str | None

    @classmethod
    def of(cls, kind: EventKind, *, actor: str, reason: Reason, document: str | None) -> Self:
        """What the host gives, looked at.

        Raises:
            RegisterError: `malformed`.
        """
        return cls(
            actor=checked(inputs.name, actor, "actor"),
            reason=reason_of(kind, reason),
            document=None if document is None else checked(inputs.name, document, "document"),
        )


def change(
    connection: Connection, chain: Chain, kind: EventKind, number: str, category: Category, *, cause: Cause
) -> Entry:
    """Change the standing of a member's last certificate, and of the letters that fall or rise with it.

    Raises:
        RegisterError: `not_registered`; `illegal_transition`.
    """
    entry = _change(connection, chain, kind, the_last(connection, number, category), cause=cause)
    if kind in _CARRIED:
        change_letters(connection, chain, kind, number, category, cause=cause)
    return entry


def change_letters(
    connection: Connection, chain: Chain, kind: EventKind, number: str, category: Category, *, cause: Cause
) -> tuple[Entry, ...]:
    """Change the standing of every letter of a member to which this can happen, unless it has expired."""
    named = {"number": number, "category": int(category), "now": chain.now}
    letters = [row for row in connection.execute(_LETTERS, named) if status_of(row) in TRANSITIONS[kind].before]
    return tuple(_change(connection, chain, kind, row, cause=cause) for row in letters)


def _change(connection: Connection, chain: Chain, kind: EventKind, row: AnyRow, *, cause: Cause) -> Entry:
    status = following(kind, status_of(row))
    chain.append(kind, row.id, actor=cause.actor, reason=cause.reason, document=cause.document)
    set_status(connection, row, status)
    return replace(entry_of(row), status=status)
