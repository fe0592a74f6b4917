"""What a key store knows of all its keys: one readable JSON file (schema `key-store`), and which key signs next."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, KeyHandlingError, WireError
from cicpa_credentials.keys.store.entry import EntryState, KeyEntry, KeyPurpose
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.members.values import Category

__all__ = ["FILE_NAME", "MAX_BYTES", "Inventory"]

FILE_NAME: Final = "keystore.json"
"""Where it stands in the store's folder."""

MAX_BYTES: Final = 4 * 1024 * 1024
"""The longest list that is read or written: room for a thousand keys."""

_SCHEMA: Final = "key-store"
_FORMAT: Final = "cicpa-key-store"
_VERSION: Final = 1

# Which of several reasons an association's operator is told first: the one that can be mended soonest.
_MENDING: Final = (EntryState.PENDING, EntryState.ACTIVE, EntryState.RETIRED, EntryState.COMPROMISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All keys of a store, oldest first.

    Attributes:
        passphrase_check: an encrypted private key (PEM) that signs nothing; who opens it knows the store's passphrase.
        entries: the keys.
    """

    passphrase_check: str
    entries: tuple[KeyEntry, ...] = ()

    def entry(self, kid: bytes) -> KeyEntry:
        """The key with this kid.

        Raises:
            KeyHandlingError: `key_not_found`.
        """
        for entry in self.entries:
            if entry.kid == kid:
                return entry
        raise KeyHandlingError(Code.KEY_NOT_FOUND, "no key of the store has this kid")

    def of(self, association: str, purpose: KeyPurpose) -> tuple[KeyEntry, ...]:
        """The keys of an association for one purpose, oldest first.

        Raises:
            KeyHandlingError: `key_not_found` when there are none.
        """
        found = tuple(one for one in self.entries if (one.association, one.purpose) == (association, purpose))
        if not found:
            raise KeyHandlingError(Code.KEY_NOT_FOUND, f"the store has no {purpose} key for this association")
        return found

    def signing(
        self, association: str, purpose: KeyPurpose, *, category: Category | None = None, at: datetime
    ) -> KeyEntry:
        """The key that signs at a moment: of those that are active and certified for it, the one certified last.

        So while two windows overlap the new key signs, and the old one only verifies.

        Args:
            association: GB/T 2260 code.
            purpose: what is to be signed.
            category: the category of the certificates to be signed, where an association has a key for each.
            at: the moment, aware.

        Raises:
            KeyHandlingError: when there is none, why not: `key_not_found`, `out_of_scope` (the category),
                `key_uncertified`, `key_not_valid` (outside every window), `key_retired`, or `key_compromised`.
        """
        found = self.of(association, purpose)
        ready = [one for one in found if one.state is EntryState.ACTIVE and one.mandate.covers(at)]
        fitting = [one for one in ready if category is None or category in one.mandate.categories]
        if fitting:
            return max(fitting, key=lambda one: (one.mandate.not_before, one.created))
        if ready:
            raise KeyHandlingError(Code.OUT_OF_SCOPE, "no key of the association is certified for this category")
        nearest = min(found, key=lambda one: _MENDING.index(one.state))
        nearest.require_alive()
        if nearest.state is EntryState.PENDING:
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the key has no certificate yet")
        raise KeyHandlingError(Code.KEY_NOT_VALID, "no key of the association is certified for this moment")

    def require_rotatable(self, association: str, purpose: KeyPurpose) -> None:
        """Refuse a next key where there is none to follow, or where the next one already waits for its certificate.

        Raises:
            KeyHandlingError: `key_not_found`, `key_uncertified`.
        """
        if any(one.state is EntryState.PENDING for one in self.of(association, purpose)):
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the association's next key already waits for its certificate")

    def expiring(self, *, after: datetime, until: datetime) -> tuple[KeyEntry, ...]:
        """The active keys whose window ends between two moments, oldest first."""
        return tuple(
            one for one in self.entries if one.state is EntryState.ACTIVE and after <= one.mandate.not_after <= until
        )

    def having(self, entry: KeyEntry) -> Inventory:
        """This inventory with the entry in the place of the one with its kid, or at the end."""
        if any(one.kid == entry.kid for one in self.entries):
            return replace(self, entries=tuple(entry if one.kid == entry.kid else one for one in self.entries))
        return replace(self, entries=(*self.entries, entry))

    def encode(self) -> bytes:
        """The JSON file.

        Raises:
            KeyHandlingError: `storage_failed` when it would be too long to be read again.
        """
        document = {
            "format": _FORMAT,
            "version": _VERSION,
            "passphrase_check": self.passphrase_check,
            "keys": [entry.to_dict() for entry in self.entries],
        }
        data = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
        if len(data) > MAX_BYTES:
            raise KeyHandlingError(Code.STORAGE_FAILED, "the key store is full")
        return data

    @classmethod
    def decode(cls, data: bytes) -> Inventory:
        """Read the JSON file.

        Raises:
            KeyHandlingError: `keystore_damaged`; `keystore_foreign` for a file of another format or a later version.
        """
        try:
            document = json_text.decode(data, what="the list of keys", max_bytes=MAX_BYTES)
        except WireError as error:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, str(error)) from None
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise KeyHandlingError(Code.KEYSTORE_FOREIGN, "not the list of a key store")
        if document.get("version") != _VERSION:
            raise KeyHandlingError(Code.KEYSTORE_FOREIGN, "the key store is of another version")
        problems = schemas.problems(_SCHEMA, document)
        if problems:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, f"the list of keys is damaged: {problems[0]}")
        entries = tuple(map(KeyEntry.from_dict, document["keys"]))
        if len({entry.kid for entry in entries}) != len(entries):
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, "a kid stands twice in the list of keys")
        return cls(passphrase_check=document["passphrase_check"], entries=entries)
