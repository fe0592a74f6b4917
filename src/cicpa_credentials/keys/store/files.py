"""The files of a key store, and how they change together: all of a change is on the disk, or nothing of it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.store.folder import PRIVATE, PUBLIC, Folder, make_folder, stamp
from cicpa_credentials.keys.store.inventory import FILE_NAME, MAX_BYTES, Inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta
    from pathlib import Path

    from cicpa_credentials.keys.store.entry import KeyEntry

__all__ = ["StoreFiles"]


class StoreFiles:
    """The folder of a key store: `keystore.json`, and one encrypted private key for each entry in it.

    A change ends with a sweep. It is not the change's failure if that fails: the next writer begins with one.

    All methods raise KeyHandlingError: `storage_failed`, `keystore_permissions`, `keystore_foreign` or
    `keystore_damaged`, and those that write `keystore_busy`.

    Attributes:
        path: the folder.
    """

    __slots__ = ("_list", "_lock_timeout", "path")

    def __init__(self, path: Path, *, lock_timeout: timedelta) -> None:
        self.path = path
        self._list = str(path / FILE_NAME)
        self._lock_timeout = lock_timeout

    def create(self, inventory: Inventory) -> None:
        """Begin a store.

        Raises:
            KeyHandlingError: `keystore_exists`; `keystore_foreign` when there is anything else in the folder.
        """
        make_folder(self.path)
        with Folder.open(self.path, own=True) as folder, folder.locked(self._lock_timeout):
            folder.sweep(keep={FILE_NAME})
            names = folder.names()
            if names:
                code = Code.KEYSTORE_EXISTS if FILE_NAME in names else Code.KEYSTORE_FOREIGN
                raise KeyHandlingError(code, "the folder is not empty")
            try:
                folder.publish(FILE_NAME, inventory.encode(), mode=PUBLIC)
            except KeyHandlingError:
                with suppress(KeyHandlingError):
                    folder.sweep(keep=())
                raise
            with suppress(KeyHandlingError):
                folder.sweep(keep={FILE_NAME})

    def inventory(self, *, own: bool = True) -> Inventory:
        """The list of keys as it is now.

        Args:
            own: insist that the folder belongs to the user of this process.
        """
        with Folder.open(self.path, own=own) as folder:
            return _read(folder)

    def stamp(self) -> tuple[int, int, int]:
        """What changes with the list of keys, for the price of one system call."""
        return stamp(self._list)

    def private_key(self, entry: KeyEntry) -> bytes:
        """The encrypted private key of an entry, exactly as it was written."""
        with Folder.open(self.path, own=True) as folder:
            data = folder.read(entry.file_name, mode=PRIVATE, max_bytes=pkcs8.MAX_BYTES)
        if hashlib.sha256(data).hexdigest() != entry.file_digest:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, f"{entry.file_name} is not as it was written")
        return data

    def change(
        self, to: Callable[[Inventory], Inventory], *, private_keys: Mapping[str, bytes] | None = None
    ) -> Inventory:
        """Replace the list of keys by another, while no other writer does. What raises has changed nothing.

        Args:
            to: makes the new list out of the present one; what it raises stops the change.
            private_keys: files to add, by name.
        """
        with Folder.open(self.path, own=True) as folder, folder.locked(self._lock_timeout):
            before = _read(folder)
            _sweep(folder, before)
            after = to(before)
            data = after.encode()
            try:
                for name, private_key in (private_keys or {}).items():
                    folder.publish(name, private_key, mode=PRIVATE)
                folder.replace(FILE_NAME, data, mode=PUBLIC)
            except KeyHandlingError:
                with suppress(KeyHandlingError):
                    _sweep(folder, _read(folder))
                raise
            with suppress(KeyHandlingError):
                _sweep(folder, after)
        return after

    def sweep(self) -> None:
        """Clear away what a writer that died has left."""
        with Folder.open(self.path, own=True) as folder:
            if folder.unswept:
                with folder.locked(self._lock_timeout):
                    _sweep(folder, _read(folder))


def _read(folder: Folder) -> Inventory:
    data = folder.read(FILE_NAME, mode=PUBLIC, max_bytes=MAX_BYTES, absent=Code.KEYSTORE_FOREIGN)
    return Inventory.decode(data)


def _sweep(folder: Folder, inventory: Inventory) -> None:
    """A private key belongs to the store from the moment on at which the list on the disk names it."""
    folder.sweep(keep={FILE_NAME, *(entry.file_name for entry in inventory.entries)})
