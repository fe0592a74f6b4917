"""Files that are there whole or not at all; what commands make of it is in cli/test_cli_files.py."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from cicpa_credentials.files import PRIVATE, PUBLIC, is_unfinished, reason, sweep, write_whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.cicpa"


@pytest.fixture
def _no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a memory card."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", refuse)


def everything(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize("mode", [PRIVATE, PUBLIC])
def test_a_file_is_written_for_whom_it_is_meant(path: Path, mode: int) -> None:
    write_whole(path, b"whole", overwrite=False, mode=mode)
    assert everything(path.parent) == {path.name: b"whole"}
    assert stat.S_IMODE(path.stat().st_mode) & ~mode == 0


@pytest.mark.usefixtures("_no_links")
def test_a_file_system_without_links_takes_a_file_too_and_keeps_what_is_there(path: Path) -> None:
    write_whole(path, b"whole", overwrite=False, mode=PRIVATE)
    assert stat.S_IMODE(path.stat().st_mode) == PRIVATE
    with pytest.raises(FileExistsError):
        write_whole(path, b"other", overwrite=False, mode=PRIVATE)
    assert everything(path.parent) == {path.name: b"whole"}


@pytest.mark.usefixtures("_no_links")
def test_a_disk_that_fails_after_the_name_was_taken_leaves_no_empty_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        write_whole(path, b"whole", overwrite=False, mode=PRIVATE)
    assert everything(path.parent) == {}


def test_what_somebody_left_who_was_killed_is_swept_and_nothing_else(path: Path) -> None:
    path.write_bytes(b"kept")
    left = path.with_name(f".cicpa-{'0a' * 8}")
    left.write_bytes(b"half")
    assert is_unfinished(left.name)
    sweep(path.parent)
    assert everything(path.parent) == {path.name: b"kept"}


def test_the_reason_names_the_systems_words_and_no_file() -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/林知夏.cicpa")
    assert reason(full) == f"{os.strerror(errno.ENOSPC)} (ENOSPC)"
    assert reason(ValueError("embedded null byte")) == "not a file name"
