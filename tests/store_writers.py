"""Processes that change a key store, to be killed, or to get into each other's way."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from unittest import mock

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.store import KeyStore, folder
from key_stores import BEIJING, CHEAP, PASSPHRASE, InterceptedOs

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

PATIENCE: Final = timedelta(seconds=30)


def _open(path: Path) -> KeyStore:
    return KeyStore.open(path, PASSPHRASE, lock_timeout=PATIENCE)


def write_until_killed(path: Path, told: Connection) -> None:
    """Make keys and retire every other one; tell each change after it was made."""
    with mock.patch.object(pkcs8, "COST", CHEAP):
        store = _open(path)
        while True:
            kid = store.new(BEIJING).kid
            told.send(("made", kid))
            other = store.new(BEIJING).kid
            told.send(("made", other))
            store.retire(other)
            told.send(("retired", other))


def die_at(path: Path, change: str, call: int) -> None:
    """Make one change, and be killed at the n-th call that reaches the disk."""

    def die(_: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(pkcs8, "COST", CHEAP), mock.patch.object(folder, "os", InterceptedOs(die, at=call)):
        if change == "create":
            KeyStore.create(path, PASSPHRASE)
            return
        store = _open(path)
        if change == "new":
            store.new(BEIJING)
        else:
            store.retire(store.entries()[0].kid)


def write_some(path: Path, told: Connection, count: int) -> None:
    """Make some keys while others do the same; tell their kids, and how often there was no getting through."""
    made: list[bytes] = []
    busy = 0
    with mock.patch.object(pkcs8, "COST", CHEAP):
        store = _open(path)
        while len(made) < count:
            try:
                made.append(store.new(BEIJING).kid)
            except KeyHandlingError as error:
                assert error.code is Code.KEYSTORE_BUSY  # noqa: PT017 - not a test
                busy += 1
    told.send((made, busy))


def hold_the_lock(path: Path, told: Connection) -> None:
    """Stand in the middle of a change until killed."""
    with folder.Folder.open(path, own=True) as opened, opened.locked(PATIENCE):
        told.send("locked")
        signal.pause()
