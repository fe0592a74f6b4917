"""How a register comes into being, and how one made by older code is brought up to date.

The version stands in `cicpa_meta`. A change of the tables is: change `schema.py`, add one to `SCHEMA_VERSION`, and add
to `UPGRADES` the step that makes the old tables into the new ones.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, select, update

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register.schema import META, METADATA, ONE_IN_FORCE, forbid_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from cicpa_credentials.register.database import Database

__all__ = ["SCHEMA_VERSION", "UPGRADES", "create", "upgrade"]

SCHEMA_VERSION: Final = 2
"""The version of the tables in `schema.py`."""


def _tell_letters_from_certificates(connection: Connection) -> None:
    """Version 1 knew certificates only."""
    connection.exec_driver_sql("ALTER TABLE cicpa_credentials ADD COLUMN kind TEXT NOT NULL DEFAULT 'certificate'")
    ONE_IN_FORCE.drop(connection)
    ONE_IN_FORCE.create(connection)


UPGRADES: Final[Mapping[int, Callable[[Connection], None]]] = MappingProxyType({1: _tell_letters_from_certificates})
"""By version: the step from it to the next one."""

_VERSION: Final = "schema_version"
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def create(database: Database, settings: Mapping[str, str]) -> None:
    """Make an empty register, whole or not at all.

    Args:
        database: where; it must be there and empty.
        settings: what all lists of the register share.

    Raises:
        RegisterError: `register_exists`; `register_foreign` where another application's tables stand.
    """
    database.make_file()
    with database.reading() as connection:
        _require_empty(connection)
    # Only now: another application's file is not to be touched.
    database.use_write_ahead_log()
    with database.writing() as connection:
        _require_empty(connection)
        METADATA.create_all(connection, checkfirst=False)
        forbid_changes(connection)
        meta = {_VERSION: str(SCHEMA_VERSION), **settings}
        connection.execute(META.insert(), [{"name": name, "value": value} for name, value in meta.items()])


def upgrade(database: Database) -> dict[str, str]:
    """Bring a register up to date, in one transaction, and read its settings.

    Raises:
        RegisterError: `register_foreign` where there is no register; `register_newer` where newer code made it.
    """
    if database.path is not None and not database.path.is_file():
        raise RegisterError(Code.REGISTER_FOREIGN, "there is no file in this place")
    with database.reading() as connection:
        settings = _settings(connection)
    if _version(settings) < SCHEMA_VERSION:
        with database.writing() as connection:
            for version in range(_version(_settings(connection)), SCHEMA_VERSION):
                UPGRADES[version](connection)
            connection.execute(update(META).where(META.c.name == _VERSION).values(value=str(SCHEMA_VERSION)))
            settings = _settings(connection)
    return settings


def _require_empty(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if META.name in tables:
        raise RegisterError(Code.REGISTER_EXISTS, "there is a register already")
    if tables:
        raise RegisterError(Code.REGISTER_FOREIGN, "the database holds another application's tables")


def _settings(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table(META.name):
        raise RegisterError(Code.REGISTER_FOREIGN, "the database is no register")
    settings = {row.name: row.value for row in connection.execute(select(META))}
    if _version(settings) > SCHEMA_VERSION:
        raise RegisterError(Code.REGISTER_NEWER, "newer code than this made the register")
    return settings


def _version(settings: Mapping[str, str]) -> int:
    version = str(settings.get(_VERSION, ""))
    if not _NUMBER.fullmatch(version):
        raise RegisterError(Code.REGISTER_FOREIGN, "the database has a table of the register's name, but is none")
    return int(version)
