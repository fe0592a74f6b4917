"""The database under the register: SQLite in a file, or PostgreSQL.

All that writes does so in a transaction that keeps every other writer out, in SQLite (`BEGIN IMMEDIATE`) as in
PostgreSQL (an advisory lock): the chain of events has one end, and only one can append to it at a time. Readers are
never kept waiting, and see one state of the register from the first row to the last.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.files import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

__all__ = ["Database"]

_SQLITE: Final = "sqlite"
_DRIVERS: Final = {_SQLITE: "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
_EXCLUSIVE: Final = "cicpa_exclusive"
_LOCK: Final = 0x63696370_61726567  # "cicpareg": all writers of a database, and nobody else, ask for this lock
_POLL_SECONDS: Final = 0.02
_PRIVATE: Final = 0o600


class Database:
    """An engine, and the two kinds of transaction that the register knows.

    Whatever goes wrong in the database is a RegisterError: `register_busy` when another writer does not come to an end,
    `register_unavailable` when the database cannot be reached, `storage_failed` when it does not do as told (a full
    disk, for one). A transaction that raises has changed nothing.
    """

    __slots__ = ("_busy_timeout", "_engine", "_reader", "_writer", "url")

    def __init__(self, url_or_path: str | os.PathLike[str], *, busy_timeout: timedelta) -> None:
        """Prepare the way to the database; nothing is opened yet.

        Raises:
            RegisterError: `unsupported` for another database or a missing driver; `malformed` for what is no URL.
        """
        self.url = _url(url_or_path)
        self._busy_timeout = busy_timeout
        self._engine = _engine(self.url, busy_timeout)
        self._writer = self._engine.execution_options(**{_EXCLUSIVE: True})
        # One state of the database for the whole transaction; SQLite knows no other way to read.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self._engine.execution_options(**snapshot)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.get_backend_name() == _SQLITE

    @property
    def name(self) -> str:
        """Where it is, without a password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file, where it is one."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the register."""
        with _faults(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that keeps all other writers out."""
        with _faults(), self._writer.begin() as connection:
            if not self.is_sqlite:
                milliseconds = str(max(1, round(self._busy_timeout.total_seconds() * 1000)))
                connection.execute(_SET_LOCK_TIMEOUT, {"timeout": milliseconds})
                connection.execute(_TAKE_LOCK, {"lock": _LOCK})
            yield connection

    def make_file(self) -> None:
        """Make the file of a new register, for its owner alone: SQLite would let everybody read it.

        Raises:
            RegisterError: `storage_failed`.
        """
        if self.path is None:
            return
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE))
        except (OSError, ValueError) as error:
            raise RegisterError(Code.STORAGE_FAILED, f"the register's file cannot be made: {reason(error)}") from None

    def use_write_ahead_log(self) -> None:
        """Let readers read while one writes. SQLite keeps this in the file."""
        if not self.is_sqlite:
            return
        deadline = time.monotonic() + self._busy_timeout.total_seconds()
        with _faults(), self._engine.connect() as connection:
            # For another's write lock SQLite does not wait here, however long its timeout is.
            while not _writes_ahead(connection):
                if time.monotonic() >= deadline:
                    raise RegisterError(Code.REGISTER_BUSY, "another program holds the register's file")
                time.sleep(_POLL_SECONDS)

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        """Close all connections if the block comes to nothing."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


_SET_LOCK_TIMEOUT: Final = text("SELECT set_config('lock_timeout', :timeout, true)")
_TAKE_LOCK: Final = text("SELECT pg_advisory_xact_lock(:lock)")


def _url(url_or_path: str | os.PathLike[str]) -> URL:
    if isinstance(url_or_path, str) and "://" in url_or_path:
        try:
            url = make_url(url_or_path)
        except (ArgumentError, ValueError):
            # Their words may quote the URL, and with it a password.
            raise RegisterError(Code.MALFORMED, "not the URL of a database") from None
    else:
        url = URL.create(_SQLITE, database=os.fspath(url_or_path))
    backend = url.get_backend_name()
    driver = _DRIVERS.get(backend)
    if driver is None or not url.database or (backend == _SQLITE and url.query):
        raise RegisterError(Code.UNSUPPORTED, "a register is a file, or a database of PostgreSQL")
    return url.set(drivername=driver)


def _engine(url: URL, busy_timeout: timedelta) -> Engine:
    sqlite = url.get_backend_name() == _SQLITE
    arguments: dict[str, Any] = {"timeout": busy_timeout.total_seconds()} if sqlite else {}
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=not sqlite,  # a server may have been restarted since
            pool_timeout=busy_timeout.total_seconds(),
            connect_args=arguments,
        )
    except ImportError:
        raise RegisterError(Code.UNSUPPORTED, "the driver is missing: install psycopg (extra `postgresql`)") from None
    event.listen(engine, "handle_error", _on_error)
    if sqlite:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_error(context: ExceptionContext) -> None:
    """Refuse what the driver cannot even ask for, such as a number that was read as text without being any."""
    if isinstance(context.original_exception, (UnicodeEncodeError, OverflowError)):
        raise RegisterError(Code.MALFORMED, "a value that no register can hold") from None


def _on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - whatever the driver calls a connection
    connection.isolation_level = None  # the driver begins no transaction of its own: `_on_begin` does
    connection.execute("PRAGMA foreign_keys=ON")
    # The commit returns when the disk has it: a certificate that was handed over must not vanish with the power.
    connection.execute("PRAGMA synchronous=FULL")


def _on_begin(connection: Connection) -> None:
    exclusive = connection.get_execution_options().get(_EXCLUSIVE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if exclusive else "BEGIN")


def _writes_ahead(connection: Connection) -> bool:
    """Whether the file has a write-ahead log now; not as long as somebody else uses it without one."""
    driver: Any = connection.connection.driver_connection
    try:
        (mode,) = driver.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.Error as error:
        refusal = _translated(error)
    else:
        if mode == "wal":
            return True
        refusal = RegisterError(Code.STORAGE_FAILED, "this file system cannot hold a register: choose a local disk")
    if refusal.code is Code.REGISTER_BUSY:
        return False
    raise refusal


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what the database says into an error of ours, without the rows that it may quote."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(error.orig) from None
    except PoolTimeoutError:
        raise RegisterError(Code.REGISTER_BUSY, "too many threads use the register at once") from None


def _translated(error: BaseException | None) -> RegisterError:
    """The error for what SQLite calls by a name and PostgreSQL by an SQLSTATE; without either, there was no answer."""
    name = str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
    unlisted = Code.STORAGE_FAILED if name else Code.REGISTER_UNAVAILABLE
    code = next((code for prefix, code in _MEANINGS if name.startswith(prefix)), unlisted)
    return RegisterError(code, f"{_SENTENCES[code]} ({name or 'no answer'})")


_MEANINGS: Final = (
    ("SQLITE_BUSY", Code.REGISTER_BUSY),
    ("SQLITE_LOCKED", Code.REGISTER_BUSY),
    ("SQLITE_NOTADB", Code.REGISTER_FOREIGN),
    ("SQLITE_CANTOPEN", Code.REGISTER_UNAVAILABLE),
    ("55P03", Code.REGISTER_BUSY),  # lock_not_available
    ("08", Code.REGISTER_UNAVAILABLE),  # connection exceptions
    ("57P", Code.REGISTER_UNAVAILABLE),  # the server goes down, or comes up
)
_SENTENCES: Final = {
    Code.REGISTER_BUSY: "another writer holds the register",
    Code.REGISTER_FOREIGN: "the file is no register",
    Code.REGISTER_UNAVAILABLE: "the register's database cannot be reached",
    Code.STORAGE_FAILED: "the register's database did not do as told",
}
