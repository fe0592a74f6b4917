"""A key store on a disk that is really full."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from key_stores import BEIJING, Stores, make_scrypt_cheap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _run(*command: str) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    done = subprocess.run([program, *command[1:]], capture_output=True, check=False)  # noqa: S603 - fixed arguments
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(path)):
        pytest.skip("a disk of 64 KiB cannot be mounted here")
    yield path
    _run("umount", str(path))


def test_a_full_disk_is_told_and_the_store_stays_as_it_was(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_scrypt_cheap(monkeypatch)
    stores = Stores(path=disk / "store")
    store = stores.create()
    entries = [stores.certified(store)]

    def fill() -> None:
        while len(entries) < 100:
            entries.append(store.new(BEIJING))

    with pytest.raises(KeyHandlingError) as caught:
        fill()
    assert caught.value.code is Code.STORAGE_FAILED
    assert "ENOSPC" in str(caught.value)
    assert store.entries() == tuple(entries)
    assert set(stores.files()) == {"keystore.json", *(entry.file_name for entry in entries)}
    # It still opens and signs, and goes on when there is room.
    stores.open().signer(BEIJING).sign(b"data")
    assert _run("mount", "-o", "remount,size=1m", str(disk))
    assert store.new(BEIJING) in store.entries()
