"""Making and opening registers: what is there, what is not, and what belongs to somebody else."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from cicpa_credentials.errors import AlreadyIssuedError, Code, RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register import Register, migrations
from cicpa_credentials.register.database import Database
from key_stores import Clock
from registers import LISTS, NUMBER, PRACTISING, create, issue, issue_letter

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

NO_WAIT = timedelta(0)


def _refusal(call: Callable[[], object]) -> Code:
    with pytest.raises(RegisterError) as refused:
        call()
    return refused.value.code


def _run(place: str | Path, *statements: str) -> None:
    """Change the database behind the register's back."""
    with closing(Database(place, busy_timeout=NO_WAIT)) as database, database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_registered_is_there_when_the_register_is_opened_again(place: str | Path) -> None:
    with create(place) as register:
        entry = issue(register)
    with Register.open(place) as again:
        assert again.find(NUMBER, PRACTISING) == entry
        # and it goes on in the same lists
        assert issue(again, "110000000018").reference.uri == entry.reference.uri


def test_a_register_that_was_closed_opens_by_itself(place: str | Path) -> None:
    register = create(place)
    register.close()
    assert register.find(NUMBER, PRACTISING) is None
    register.close()


def test_a_register_is_never_made_over_another(place: str | Path) -> None:
    with create(place) as register:
        entry = issue(register)
        assert _refusal(lambda: create(place)) is Code.REGISTER_EXISTS
        assert register.find(NUMBER, PRACTISING) == entry


def test_opening_never_makes_a_register(place: str | Path) -> None:
    assert _refusal(lambda: Register.open(place)) is Code.REGISTER_FOREIGN
    assert not (isinstance(place, Path) and place.exists())
    create(place).close()


def test_the_database_of_another_application_is_refused_and_left_alone(place: str | Path) -> None:
    if isinstance(place, Path):
        place.touch()
    _run(place, "CREATE TABLE invoices (id INTEGER)")
    before = place.read_bytes() if isinstance(place, Path) else b""
    assert _refusal(lambda: create(place)) is Code.REGISTER_FOREIGN
    assert _refusal(lambda: Register.open(place)) is Code.REGISTER_FOREIGN
    if isinstance(place, Path):
        assert place.read_bytes() == before


@pytest.mark.parametrize("content", ["(name TEXT, value TEXT)", "(other TEXT)"])
def test_a_table_that_merely_has_our_name_is_foreign(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE cicpa_meta {content}")
    connection.close()
    assert _refusal(lambda: Register.open(path)) in {Code.REGISTER_FOREIGN, Code.STORAGE_FAILED}


@pytest.mark.parametrize("version", ["'one'", "''", "-1", "x'31'", "1.5", "NULL", f"'{'9' * 5000}'"])
def test_a_version_that_nobody_could_have_written_is_foreign(tmp_path: Path, version: str) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cicpa_meta (name, value)")
        connection.execute(f"INSERT INTO cicpa_meta VALUES ('schema_version', {version})")  # noqa: S608 - fixed words
        connection.commit()
    assert _refusal(lambda: Register.open(path)) is Code.REGISTER_FOREIGN


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"x" * 4096, b"not a database at all " * 100])
def test_a_file_that_is_no_database_is_foreign(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    assert _refusal(lambda: Register.open(path)) is Code.REGISTER_FOREIGN
    assert _refusal(lambda: create(path)) is Code.REGISTER_FOREIGN
    assert path.read_bytes() == content


def test_a_register_that_newer_code_made_is_refused_and_left_alone(place: str | Path) -> None:
    create(place).close()
    _run(place, "UPDATE cicpa_meta SET value = '3' WHERE name = 'schema_version'")
    assert _refusal(lambda: Register.open(place)) is Code.REGISTER_NEWER
    assert _refusal(lambda: create(place)) is Code.REGISTER_EXISTS


class TestUpgrade:
    @pytest.fixture
    def newer(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Code of the next version but one; what its steps are to do."""
        statements = ["CREATE TABLE cicpa_more (id INTEGER)", "ALTER TABLE cicpa_more ADD COLUMN note TEXT"]

        def step(number: int) -> Callable[[Connection], None]:
            def run(connection: Connection) -> None:
                connection.execute(text(statements[number]))

            return run

        monkeypatch.setattr(migrations, "SCHEMA_VERSION", 4)
        monkeypatch.setattr(migrations, "UPGRADES", MappingProxyType({2: step(0), 3: step(1)}))
        return statements

    def test_an_older_register_is_brought_up_to_date_in_place(
        self, place: str | Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
    ) -> None:
        with create(place) as register:
            entry = issue(register)
        request.getfixturevalue("newer")
        with Register.open(place) as upgraded:
            assert upgraded.find(NUMBER, PRACTISING) == entry
        _run(place, "INSERT INTO cicpa_more (id, note) VALUES (1, 'x')")
        Register.open(place).close()  # once is enough
        monkeypatch.undo()
        assert _refusal(lambda: Register.open(place)) is Code.REGISTER_NEWER

    def test_a_register_that_knew_no_letters_learns_of_them(self, place: str | Path) -> None:
        with create(place) as register:
            entry = issue(register)
        _run(
            place,
            "DROP INDEX cicpa_one_in_force",
            "ALTER TABLE cicpa_credentials DROP COLUMN kind",
            "CREATE UNIQUE INDEX cicpa_one_in_force ON cicpa_credentials (number, category) WHERE status IN (0, 2)",
            "UPDATE cicpa_meta SET value = '1' WHERE name = 'schema_version'",
        )
        with Register.open(place, clock=Clock()) as upgraded:
            assert upgraded.find(NUMBER, PRACTISING) == entry
            letter = issue_letter(upgraded)
            assert (letter.kind, upgraded.find(NUMBER, PRACTISING)) == (CredentialKind.LETTER, entry)
            assert upgraded.verify_chain(keys=[]).findings == ()
            with pytest.raises(AlreadyIssuedError):  # what was forbidden still is
                issue(upgraded)

    def test_an_upgrade_that_fails_has_changed_nothing(
        self, place: str | Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
    ) -> None:
        with create(place) as register:
            entry = issue(register)
        request.getfixturevalue("newer")[1] = "ALTER TABLE nowhere ADD COLUMN note TEXT"
        assert _refusal(lambda: Register.open(place)) is Code.STORAGE_FAILED
        monkeypatch.undo()
        with Register.open(place) as old:
            assert old.find(NUMBER, PRACTISING) == entry
        _run(place, "CREATE TABLE cicpa_more (id INTEGER)")  # the first step was undone as well


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("mysql://root:sesame@localhost/members", Code.UNSUPPORTED),
        ("postgresql://root:sesame@localhost", Code.UNSUPPORTED),
        ("sqlite://", Code.UNSUPPORTED),
        ("sqlite:///register.db?mode=memory", Code.UNSUPPORTED),
        ("", Code.UNSUPPORTED),
        ("://sesame", Code.MALFORMED),
        ("postgresql://user:sesame@[::1/members", Code.MALFORMED),
    ],
)
def test_a_place_where_no_register_can_be_is_refused_without_being_quoted(given: str, code: Code) -> None:
    for call in (Register.open, create):
        with pytest.raises(RegisterError) as refused:
            call(given)
        assert refused.value.code is code
        assert "sesame" not in str(refused.value)
        assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_without_the_driver_of_postgresql_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> Any:  # noqa: ANN401 - it never returns
        raise ModuleNotFoundError("psycopg")

    monkeypatch.setattr("cicpa_credentials.register.database.create_engine", absent)
    with pytest.raises(RegisterError, match="postgresql") as refused:
        Register.open("postgresql://localhost/members")
    assert refused.value.code is Code.UNSUPPORTED


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    url = f"postgresql://user:sesame@/members?host={tmp_path}&connect_timeout=1"
    with pytest.raises(RegisterError) as refused:
        Register.open(url)
    assert refused.value.code is Code.REGISTER_UNAVAILABLE
    assert "sesame" not in str(refused.value)


@pytest.mark.parametrize("name", ["list_base_uri", "list_size"])
@pytest.mark.parametrize("change", ["DELETE FROM cicpa_meta", "UPDATE cicpa_meta SET value = 'x'"])
def test_a_register_that_forgot_how_its_lists_are_made_is_damaged(place: str | Path, name: str, change: str) -> None:
    create(place).close()
    _run(place, f"{change} WHERE name = '{name}'")
    assert _refusal(lambda: Register.open(place)) is Code.STORAGE_FAILED


@pytest.mark.parametrize("ask", [lambda register, what: register.find(what, PRACTISING), Register.history])
def test_what_nobody_can_have_written_is_not_looked_up(place: str | Path, ask: Callable[[Register, str], Any]) -> None:
    with create(place) as register:
        assert _refusal(lambda: ask(register, "\udcff")) is Code.MALFORMED


def test_a_path_that_is_none_is_a_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as refused:
        create(tmp_path / "a\0b.db")
    assert (refused.value.code, str(refused.value)) == (
        Code.STORAGE_FAILED,
        "the register's file cannot be made: not a file name",
    )


def test_a_folder_that_is_not_there_is_a_clear_refusal(tmp_path: Path) -> None:
    assert _refusal(lambda: create(tmp_path / "no" / "register.db")) is Code.STORAGE_FAILED
    assert _refusal(lambda: Register.open(tmp_path / "no" / "register.db")) is Code.REGISTER_FOREIGN
    assert _refusal(lambda: Register.open(tmp_path)) is Code.REGISTER_FOREIGN


def test_the_file_is_for_its_owner_alone_and_so_is_all_beside_it(tmp_path: Path) -> None:
    with create(tmp_path / "register.db") as register:
        issue(register)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes.pop("register.db") == 0o600
    assert modes  # the write-ahead log
    assert set(modes.values()) == {0o600}


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    create(path).close()
    with closing(Database(path, busy_timeout=NO_WAIT)) as database, database.reading() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.parametrize("lock", ["BEGIN", "BEGIN IMMEDIATE"])
def test_whoever_has_the_file_open_is_waited_for_but_not_for_ever(tmp_path: Path, lock: str) -> None:
    path = tmp_path / "register.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(lock)
        other.execute("SELECT * FROM sqlite_master").fetchall()
        assert _refusal(lambda: create(path, busy_timeout=timedelta(milliseconds=50))) is Code.REGISTER_BUSY
        other.execute("COMMIT")
        create(path).close()


def test_a_file_system_without_shared_memory_cannot_hold_a_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Remote(sqlite3.Connection):
        """SQLite on a network drive: it keeps its old journal, and says so."""

        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            return super().execute(statement.replace("=WAL", "=DELETE"), *values)  # type: ignore[arg-type]

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *args, **kwargs: real(*args, factory=Remote, **kwargs))
    assert _refusal(lambda: create(tmp_path / "register.db")) is Code.STORAGE_FAILED


def test_more_threads_than_connections_wait_but_not_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    create(path).close()
    with closing(Database(path, busy_timeout=timedelta(milliseconds=50))) as database, ExitStack() as held:

        def take_all() -> None:
            for _ in range(100):
                held.enter_context(database.reading())

        assert _refusal(take_all) is Code.REGISTER_BUSY


def test_a_url_of_sqlite_is_as_good_as_a_path(tmp_path: Path) -> None:
    with create(f"sqlite:///{tmp_path}/register.db") as register:
        entry = issue(register)
    with Register.open(tmp_path / "register.db") as again:
        assert again.find(NUMBER, PRACTISING) == entry


def test_repr_tells_no_password() -> None:
    pytest.importorskip("psycopg")
    database = Database("postgresql://user:sesame@host/members", busy_timeout=NO_WAIT)
    assert database.name == "postgresql+psycopg://user:***@host/members"


def test_repr_tells_where_it_is(tmp_path: Path) -> None:
    with create(tmp_path / "register.db") as register:
        assert repr(register) == f"Register('sqlite+pysqlite:///{tmp_path}/register.db')"


@pytest.mark.parametrize(
    "uri",
    [
        "http://status.example.org/",
        "https://status.example.org",
        "https:///",
        "https://status.example.org/?x=/",
        "https://status.example.org/#/",
        "https://status.example.org/ /",
        "https://状态.example.org/",
        f"https://status.example.org/{'x' * 200}/",
    ],
)
def test_lists_need_a_base_uri_that_fits_a_certificate(tmp_path: Path, uri: str) -> None:
    with pytest.raises(ValueError, match="base URI"):
        create(tmp_path / "register.db", list_base_uri=uri)
    assert not (tmp_path / "register.db").exists()


@pytest.mark.parametrize("size", [0, -1, 2**27 + 1])
def test_lists_need_a_size_that_a_verifier_accepts(tmp_path: Path, size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        create(tmp_path / "register.db", list_size=size)


def test_a_register_remembers_how_its_lists_are_made(place: str | Path) -> None:
    create(place, list_size=12).close()
    with Register.open(place) as register:
        assert issue(register).reference.uri == f"{LISTS}110000/1"
        (published,) = register.publish("110000")
    assert len(published.entries) == 12


def test_the_same_path_may_be_given_as_text(tmp_path: Path) -> None:
    with create(str(tmp_path / "register.db")):
        assert (tmp_path / "register.db").is_file()
