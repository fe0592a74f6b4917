"""The folder: what it reads, and how its files change."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.store import folder as module
from cicpa_credentials.keys.store.folder import PRIVATE, PUBLIC, Folder, make_folder, stamp
from key_stores import NO_WAIT, InterceptedOs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    make_folder(path)
    return path


@pytest.fixture
def folder(path: Path) -> Iterator[Folder]:
    with Folder.open(path, own=True) as folder:
        yield folder


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_folder_is_made_for_its_owner_alone_and_left_as_it_is_when_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    make_folder(path)
    (path / "content").write_bytes(b"")
    make_folder(path)
    assert _mode(path) == 0o700
    assert (path / "content").exists()


def test_a_folder_in_a_place_that_is_not_there_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        make_folder(tmp_path / "absent" / "folder")
    assert caught.value.code is Code.STORAGE_FAILED


def test_what_is_published_can_be_read_and_has_its_mode(folder: Folder, path: Path) -> None:
    for name, mode in (("private", PRIVATE), ("public", PUBLIC)):
        folder.publish(name, b"content", mode=mode)
        assert folder.read(name, mode=mode, max_bytes=7) == b"content"
        assert _mode(path / name) == mode


def test_an_empty_file_is_a_file(folder: Folder) -> None:
    folder.publish("name", b"", mode=PRIVATE)
    assert folder.read("name", mode=PRIVATE, max_bytes=10) == b""


def test_publishing_overwrites_nothing(folder: Folder, path: Path) -> None:
    (path / "name").write_bytes(b"old")
    with pytest.raises(KeyHandlingError) as caught:
        folder.publish("name", b"new", mode=PRIVATE)
    assert caught.value.code is Code.STORAGE_FAILED
    assert (path / "name").read_bytes() == b"old"


def test_what_is_published_is_removed_unless_it_is_to_be_kept(folder: Folder) -> None:
    for name in ("kept", "dropped"):
        folder.publish(name, b"", mode=PRIVATE)
    assert folder.unswept
    folder.sweep(keep={"kept"})
    assert folder.names() == {"kept"}
    assert not folder.unswept


def test_sweeping_leaves_files_alone_that_were_finished_before(folder: Folder) -> None:
    folder.publish("finished", b"", mode=PRIVATE)
    folder.sweep(keep={"finished"})
    folder.sweep(keep=())
    assert folder.names() == {"finished"}


def test_replacing_puts_the_new_file_in_the_place_of_the_old(folder: Folder, path: Path) -> None:
    folder.publish("name", b"old", mode=PUBLIC)
    folder.sweep(keep={"name"})
    before = stamp(str(path / "name"))
    folder.replace("name", b"new", mode=PUBLIC)
    assert folder.read("name", mode=PUBLIC, max_bytes=10) == b"new"
    assert stamp(str(path / "name")) != before
    assert folder.names() == {"name"}
    folder.sweep(keep={"name"})
    assert not folder.unswept


def test_a_reader_that_is_in_the_middle_of_the_old_file_reads_it_to_its_end(folder: Folder, path: Path) -> None:
    folder.publish("name", b"old", mode=PUBLIC)
    folder.sweep(keep={"name"})
    with (path / "name").open("rb") as reader:
        folder.replace("name", b"new", mode=PUBLIC)
        assert reader.read() == b"old"


def test_the_old_file_is_back_when_the_folder_cannot_be_flushed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.publish("name", b"old", mode=PUBLIC)
    folder.sweep(keep={"name"})

    def fail(_: str) -> None:
        raise OSError(errno.EIO, "disk")

    # The first flush is that of the new file, the second that of the folder.
    InterceptedOs(fail, at=2, calls=frozenset({"fsync"})).install(monkeypatch)
    with pytest.raises(KeyHandlingError) as caught:
        folder.replace("name", b"new", mode=PUBLIC)
    assert caught.value.code is Code.STORAGE_FAILED
    assert "EIO" in str(caught.value)
    monkeypatch.undo()
    assert folder.read("name", mode=PUBLIC, max_bytes=10) == b"old"


def test_a_file_gets_its_name_when_it_is_on_the_disk_and_the_name_is_on_the_disk_before_anything_else(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = InterceptedOs(lambda _: None, at=0).install(monkeypatch)
    folder.publish("name", b"old", mode=PUBLIC)
    assert watched.called == ["open", "write", "fsync", "link", "fsync"]
    folder.sweep(keep={"name"})
    watched.called.clear()
    folder.replace("name", b"new", mode=PUBLIC)
    assert watched.called == ["open", "write", "fsync", "link", "replace", "fsync"]


def test_nothing_is_written_through_a_name_that_somebody_put_there_before(folder: Folder, path: Path) -> None:
    victim = path / "victim"
    victim.write_bytes(b"precious")
    (path / ".unfinished-name").symlink_to(victim)
    (path / ".unfinished-other").hardlink_to(victim)
    for name in ("name", "other"):
        with pytest.raises(KeyHandlingError) as caught:
            folder.publish(name, b"new", mode=PRIVATE)
        assert caught.value.code is Code.STORAGE_FAILED
    assert victim.read_bytes() == b"precious"


def test_a_write_that_the_system_does_in_pieces_is_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    class OneByteAtATime(InterceptedOs):
        def write(self, fd: int, data: memoryview) -> int:
            return os.write(fd, data[:1])

    OneByteAtATime(lambda _: None, at=0).install(monkeypatch)
    folder.publish("name", b"content", mode=PRIVATE)
    assert folder.read("name", mode=PRIVATE, max_bytes=10) == b"content"


def test_a_longer_file_than_allowed_is_not_read(folder: Folder) -> None:
    folder.publish("name", b"content", mode=PRIVATE)
    with pytest.raises(KeyHandlingError) as caught:
        folder.read("name", mode=PRIVATE, max_bytes=6)
    assert caught.value.code is Code.KEYSTORE_DAMAGED


def test_a_missing_file_is_what_the_caller_says(folder: Folder, path: Path) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        folder.read("name", mode=PRIVATE, max_bytes=6)
    assert caught.value.code is Code.KEYSTORE_DAMAGED
    with pytest.raises(KeyHandlingError) as caught:
        folder.read("name", mode=PRIVATE, max_bytes=6, absent=Code.KEYSTORE_FOREIGN)
    assert caught.value.code is Code.KEYSTORE_FOREIGN
    with pytest.raises(KeyHandlingError) as caught:
        stamp(str(path / "name"))
    assert caught.value.code is Code.KEYSTORE_DAMAGED


def test_a_place_without_a_folder_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("absent", "file"):
        with pytest.raises(KeyHandlingError) as caught, Folder.open(tmp_path / name, own=True):
            pass
        assert caught.value.code is Code.KEYSTORE_FOREIGN


def test_one_writer_at_a_time_in_one_process_too(folder: Folder, path: Path) -> None:
    with folder.locked(NO_WAIT), Folder.open(path, own=True) as other:
        with pytest.raises(KeyHandlingError) as caught, other.locked(timedelta(seconds=0.05)):
            pass
        assert caught.value.code is Code.KEYSTORE_BUSY
    with folder.locked(NO_WAIT):
        pass


def test_a_lock_that_the_system_does_not_give_is_a_failure_of_the_storage(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_fd: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with pytest.raises(KeyHandlingError) as caught, folder.locked(NO_WAIT):
        pass
    assert caught.value.code is Code.STORAGE_FAILED


def test_what_the_system_denies_is_a_matter_of_permissions(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: str) -> None:
        raise PermissionError(errno.EACCES, "denied")

    InterceptedOs(deny, at=1).install(monkeypatch)
    with pytest.raises(KeyHandlingError) as caught:
        folder.read("name", mode=PRIVATE, max_bytes=1)
    assert caught.value.code is Code.KEYSTORE_PERMISSIONS


def test_on_windows_there_is_no_such_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_POSIX", False)
    with pytest.raises(KeyHandlingError) as caught, Folder.open(path, own=True):
        pass
    assert caught.value.code is Code.UNSUPPORTED
    with pytest.raises(KeyHandlingError) as caught:
        make_folder(path)
    assert caught.value.code is Code.UNSUPPORTED


def test_no_file_stays_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened() -> int:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208 - only the number matters

    before = opened()
    with Folder.open(path, own=True) as folder, folder.locked(NO_WAIT):
        folder.publish("name", b"", mode=PRIVATE)
        folder.sweep(keep={"name"})
        folder.replace("name", b"", mode=PRIVATE)
        folder.read("name", mode=PRIVATE, max_bytes=1)
        for name in ("absent", "."):
            with pytest.raises(KeyHandlingError) as caught:
                folder.read(name, mode=PRIVATE, max_bytes=1)
            assert caught.value.code is Code.KEYSTORE_DAMAGED
    monkeypatch.setattr(os, "geteuid", lambda: -1)
    with pytest.raises(KeyHandlingError) as caught, Folder.open(path, own=True):
        pass
    assert caught.value.code is Code.KEYSTORE_PERMISSIONS
    assert opened() == before
