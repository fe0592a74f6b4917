from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, NoReturn

import pytest

from cicpa_credentials.cli.files import PRIVATE, Output, make_folder, naming, read, require_absent, write, write_all
from cicpa_credentials.errors import Code, CommandError, ScanError

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing(number: int) -> object:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert read(tmp_path / "a", max_bytes=3) == b"abc"


@pytest.mark.parametrize("name", ["missing", ".", "x\0y", "n" * 300])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as refused:
        read(tmp_path / name)
    assert refused.value.code is Code.FILE_UNREADABLE


def test_a_file_without_end_is_not_read_for_ever() -> None:
    from pathlib import Path  # noqa: PLC0415

    with pytest.raises(CommandError, match="more than 10 bytes") as refused:
        read(Path("/dev/zero"), max_bytes=10)
    assert refused.value.code is Code.FILE_UNREADABLE


def test_a_file_whose_name_tells_too_much_is_called_otherwise(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        read(tmp_path / "林知夏.png", called="photo")
    assert str(refused.value).startswith("photo: ")
    assert "林知夏" not in str(refused.value)


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path / "a", b"abc")
    assert (tmp_path / "a").read_bytes() == b"abc"
    assert names(tmp_path) == ["a"]


def test_a_file_that_is_there_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(CommandError) as refused:
        write(tmp_path / "a", b"new")
    assert refused.value.code is Code.OUTPUT_EXISTS
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_force_replaces_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write(tmp_path / "a", b"new", force=True)
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_link_that_leads_nowhere_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError) as early:
        require_absent(tmp_path / "a", force=False)
    with pytest.raises(CommandError) as late:
        write(tmp_path / "a", b"new")
    assert early.value.code is late.value.code is Code.OUTPUT_EXISTS
    assert not (tmp_path / "elsewhere").exists()


def test_force_replaces_a_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "a").symlink_to(tmp_path / "target")
    write(tmp_path / "a", b"new", force=True)
    assert (tmp_path / "target").read_bytes() == b"old"
    assert not (tmp_path / "a").is_symlink()


def test_nothing_is_absent_where_force_is_given(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    require_absent(tmp_path / "a", force=True)
    require_absent(tmp_path / "b", force=False)


@pytest.mark.parametrize("call", ["fsync", "open"])
@pytest.mark.parametrize("force", [False, True])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, *, force: bool
) -> None:
    (tmp_path / "other").write_bytes(b"old")
    monkeypatch.setattr(os, call, failing(errno.ENOSPC))
    with pytest.raises(CommandError, match="ENOSPC") as refused:
        write(tmp_path / "a", b"new", force=force)
    monkeypatch.undo()
    assert refused.value.code is Code.STORAGE_FAILED
    assert names(tmp_path) == ["other"]


def test_a_folder_that_is_not_there_is_a_clear_failure(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ENOENT") as refused:
        write(tmp_path / "none" / "a", b"new")
    assert refused.value.code is Code.STORAGE_FAILED


def test_a_folder_in_the_place_of_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(CommandError) as refused:
        write(tmp_path / "a", b"new", force=True)
    assert refused.value.code is Code.STORAGE_FAILED
    assert names(tmp_path) == ["a"]


def test_where_there_are_no_links_the_name_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    write(tmp_path / "a", b"abc")
    assert (tmp_path / "a").read_bytes() == b"abc"
    with pytest.raises(CommandError) as refused:
        write(tmp_path / "a", b"new")
    assert refused.value.code is Code.OUTPUT_EXISTS
    assert (tmp_path / "a").read_bytes() == b"abc"
    assert names(tmp_path) == ["a"]


def test_the_umask_decides_who_may_read_and_secrets_are_private(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "open", b"")
        write(tmp_path / "secret", b"", mode=PRIVATE)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("open", "secret")]
    assert modes == [0o640, 0o600]


def test_folders_are_made_as_needed(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CommandError) as refused:
        make_folder(tmp_path / name)
    assert refused.value.code is Code.OUTPUT_EXISTS


def test_a_folder_that_cannot_be_made_is_a_clear_failure(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        make_folder(tmp_path / ("n" * 300))
    assert refused.value.code is Code.STORAGE_FAILED


def test_an_error_about_content_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^a\.png: no code$") as refused, naming("a.png"):
        raise ScanError(Code.NO_CODE_FOUND, "no code")
    assert refused.value.code is Code.NO_CODE_FOUND
    with pytest.raises(CommandError) as unread, naming("outer"):
        read(tmp_path / "none")
    assert "outer" not in str(unread.value)


def test_several_files_are_written_with_their_modes(tmp_path: Path) -> None:
    write_all([Output(path=tmp_path / "a", data=b"1", mode=PRIVATE), Output(path=tmp_path / "b", data=b"2")])
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"1", b"2"]
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == PRIVATE


def test_where_one_of_several_files_cannot_be_written_none_stays(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"old")
    outputs = [Output(path=tmp_path / name, data=b"new") for name in ("a", "b", "c")]
    with pytest.raises(CommandError) as refused:
        write_all(outputs)
    assert refused.value.code is Code.OUTPUT_EXISTS
    assert names(tmp_path) == ["b"]
    assert (tmp_path / "b").read_bytes() == b"old"


def test_what_is_written_is_told_by_no_repr(tmp_path: Path) -> None:
    assert "secret" not in repr(Output(path=tmp_path / "a", data=b"secret"))
