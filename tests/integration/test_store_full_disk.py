"""A key store on a disk that is really full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from disks import run, small_disk
from key_stores import BEIJING, Stores, make_scrypt_cheap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "64k") as path:
        yield path


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
    assert run("mount", "-o", "remount,size=1m", str(disk))
    assert store.new(BEIJING) in store.entries()
