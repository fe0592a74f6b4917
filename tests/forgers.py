"""Somebody who can write to a register's database, and who knows how it is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from cicpa_credentials.register.chain import COVERED, FACTS, event_digest
from cicpa_credentials.register.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

_TABLES: Final = ("events", "credentials", "checkpoints", "lists")


@dataclass(frozen=True, kw_only=True)
class Forger:
    """The way around the rules of a register."""

    place: str | Path

    def run(self, *statements: str, **values: Any) -> None:  # noqa: ANN401 - whatever a column takes
        with self.writing() as connection:
            if not isinstance(self.place, str):
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # not within a transaction
                connection.exec_driver_sql("BEGIN")
            for statement in statements:
                connection.execute(text(statement), values)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        database = Database(self.place, busy_timeout=timedelta(seconds=9))
        with closing(database), database.writing() as connection:
            yield connection

    def disarm(self) -> None:
        """Take away the triggers, and what else stands in a forger's way."""
        if isinstance(self.place, str):
            # The referees leave with the triggers: PostgreSQL's foreign keys are triggers too.
            self.run(*(f"ALTER TABLE cicpa_{table} DISABLE TRIGGER ALL" for table in _TABLES))
            return
        with closing(sqlite3.connect(self.place)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
            for name in names:
                connection.execute(f"DROP TRIGGER {name}")

    def forge_anew(self, start: int) -> None:
        """Compute all digests anew from an event on: nothing in the chain is secret."""
        selected = ", ".join(str(column) for column in (*COVERED, *FACTS))
        joined = "cicpa_events JOIN cicpa_credentials ON cicpa_credentials.id = credential_id"
        lists = "JOIN cicpa_lists ON cicpa_lists.id = list_id"
        with self.writing() as connection:
            rows = connection.execute(text(f"SELECT {selected} FROM {joined} {lists} ORDER BY sequence")).all()  # noqa: S608
            previous = bytes(32)
            for row in rows:
                event, facts = tuple(row[: len(COVERED)]), tuple(row[len(COVERED) :])
                previous = event_digest(previous, event, facts if event[2] == "issued" else None)
                if event[0] >= start:
                    values = {"digest": previous, "sequence": event[0]}
                    connection.execute(
                        text("UPDATE cicpa_events SET digest = :digest WHERE sequence = :sequence"), values
                    )
