"""A holder's file on a disk that is really full, and writers that are really killed."""

from __future__ import annotations

import multiprocessing
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code
from cicpa_credentials.holder import Holder
from disks import small_disk
from holder_files import refusal, save_and_die
from office import HOLDER
from presenting import bearer, bound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CALLS = 12


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "16k") as path:
        yield path


def test_a_full_disk_is_told_and_the_file_that_was_there_stays(disk: Path) -> None:
    kept, new = disk / "kept.cicpa", disk / "new.cicpa"
    Holder(bearer()).save(kept)
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    assert refusal(lambda: Holder(bound()).save(new)) is Code.STORAGE_FAILED
    assert refusal(lambda: Holder(bound()).save(kept, overwrite=True)) is Code.STORAGE_FAILED
    assert sorted(path.name for path in disk.iterdir()) == ["filler", "kept.cicpa"]
    assert Holder.load(kept).holder_key is None
    (disk / "filler").unlink()
    Holder(bound()).save(kept, overwrite=True)
    assert Holder.load(kept).holder_key == HOLDER.public_key


@pytest.mark.parametrize(("there", "least"), [(False, 3), (True, 3)])
def test_kill_9_at_each_call_that_reaches_the_disk(tmp_path: Path, least: int, *, there: bool) -> None:
    context = multiprocessing.get_context("spawn")
    for call in range(1, _CALLS):
        path = tmp_path / f"{call}.cicpa"
        if there:
            Holder(bearer()).save(path)
        process = context.Process(target=save_and_die, args=(path, call))
        process.start()
        process.join()
        if process.exitcode == 0:
            assert call > least
            assert Holder.load(path).holder_key == HOLDER.public_key
            break
        assert process.exitcode == -signal.SIGKILL
        if there or path.exists():
            # One of the two, and whole.
            assert Holder.load(path).holder_key in {None, HOLDER.public_key}
    else:
        pytest.fail("the file was never written")
