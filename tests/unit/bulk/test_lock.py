from __future__ import annotations

import errno
import os
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.bulk.lock import LOCK, only_one
from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_holder_is_told_at_once_that_the_folder_is_busy(tmp_path: Path) -> None:
    with only_one(tmp_path):
        with pytest.raises(CommandError) as caught, only_one(tmp_path):
            pytest.fail("two at once")
        assert caught.value.code is Code.FOLDER_BUSY
    with only_one(tmp_path):
        assert [one.name for one in tmp_path.iterdir()] == [LOCK]


def test_who_has_patience_gets_it_next(tmp_path: Path) -> None:
    taken, order = threading.Event(), []

    def wait() -> None:
        taken.wait()
        with only_one(tmp_path, patience=timedelta(seconds=30)):
            order.append("second")

    waiting = threading.Thread(target=wait)
    waiting.start()
    with only_one(tmp_path):
        taken.set()
        waiting.join(0.2)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught, only_one(tmp_path / "missing"):
        pytest.fail("locked nothing")
    assert caught.value.code is Code.STORAGE_FAILED


def test_a_file_system_without_locks_is_no_free_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Network file systems refuse in words of their own: that is neither a busy folder nor a crash."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(CommandError, match="ENOLCK") as caught, only_one(tmp_path):
        pytest.fail("not locked")
    assert caught.value.code is Code.STORAGE_FAILED


def test_where_there_are_no_such_locks_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.delattr(os, "O_CLOEXEC")  # neither is there on Windows
    with pytest.raises(CommandError) as caught, only_one(tmp_path):
        pytest.fail("not locked")
    assert caught.value.code is Code.UNSUPPORTED
