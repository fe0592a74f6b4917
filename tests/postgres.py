"""A PostgreSQL cluster of the tests' own: in a temporary folder, reached by a Unix socket in it and by nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE: Final = "postgres"
_ACCOUNT: Final = "postgres"  # root must not run a database: Debian's package makes an account for it
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",  # what a crash of the machine does to PostgreSQL is not ours to test
    "max_connections": "60",
}


def _programs() -> Path | None:
    """The folder of the server's programs; Debian keeps it off the path."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return folders[-1].parent if folders else None


def missing() -> str | None:
    """Why there can be no cluster here."""
    try:
        import psycopg  # noqa: F401, PLC0415 - whether it is there is the question
    except ImportError:
        return "psycopg is not installed (extra `postgresql`)"
    if _programs() is None:
        return "PostgreSQL is not installed (Debian: postgresql)"
    if os.geteuid() == 0 and _ACCOUNT not in {one.pw_name for one in pwd.getpwall()}:
        return f"root cannot run PostgreSQL, and there is no account {_ACCOUNT}"
    return None


class Cluster:
    """A cluster; `running` makes one and takes it away."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._account = _ACCOUNT if os.geteuid() == 0 else None
        self._numbers: Iterator[int] = count(1)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Have a shell wait for the end of this process, then stop the server and remove the folder."""
        if self._account:
            shutil.chown(self._folder, self._account, self._account)
        script = 'cat; "$0" --pgdata="$1/data" --mode=immediate --silent stop; cd /; rm -rf "$1"'
        command = ["/bin/sh", "-c", script, str(self._programs / "pg_ctl"), str(self._folder)]
        with subprocess.Popen(  # noqa: S603 - a script of our own
            command,
            user=self._account,
            cwd=self._folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ):
            yield

    def prepare(self) -> None:
        words = ("--auth=trust", f"--username={_ACCOUNT}", "--encoding=UTF8", "--no-sync")
        self._run("initdb", f"--pgdata={self._data}", *words)
        settings = _SETTINGS | {"unix_socket_directories": str(self._folder)}
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(lines)

    def start(self) -> None:
        self._control("start", "--wait", "--log", str(self._folder / "log"))

    def stop(self) -> None:
        """Stop as a power cut would: without telling the clients."""
        self._control("stop", "--wait", "--mode=immediate")

    def new_database(self) -> str:
        """Make what looks like an empty database, and return its URL.

        It is a schema: a real database is 300 files, which have to be written, and removed again in the end.
        """
        import psycopg  # noqa: PLC0415 - `missing` says whether it is there

        name = f"register{next(self._numbers)}"
        url = f"postgresql://{_ACCOUNT}@/{DATABASE}?host={quote(str(self._folder), safe='')}"
        with psycopg.connect(url) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{url}&options=-csearch_path%3D{name}"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", f"--pgdata={self._data}", *words)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        # Not into a pipe: the server inherits it, and would keep it open.
        with (self._folder / "programs").open("a") as output:
            subprocess.run(  # noqa: S603 - programs of our own choice
                command, check=True, user=self._account, cwd=self._folder, stdout=output, stderr=subprocess.STDOUT
            )


def running() -> Iterator[Cluster]:
    """A cluster that runs until the iterator is closed, or until this process dies in whatever way."""
    programs = _programs()
    assert programs is not None
    # Not in pytest's own folder: nobody but its owner may enter that.
    folder = Path(tempfile.mkdtemp(prefix="cicpa-postgres-"))
    cluster = Cluster(programs, folder)
    with cluster.guard():
        cluster.prepare()
        cluster.start()
        yield cluster
