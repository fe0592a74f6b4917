"""The key store: a folder with an association's private keys, encrypted, and a readable list of their public facts.

In the folder stand `keystore.json` (schema `key-store`) and a `<kid>.key.pem` for each key. Whatever happens to a
writer, the folder holds what was before its change or what is after it. The store needs POSIX; on Windows, keys belong
in an HSM or a KMS.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.store.entry import KeyEntry, KeyPurpose
from cicpa_credentials.keys.store.files import StoreFiles
from cicpa_credentials.keys.store.inventory import Inventory
from cicpa_credentials.keys.store.signer import StoredSigner
from cicpa_credentials.keys.times import utc
from cicpa_credentials.members.associations import association as association_of_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cryptography import x509

    from cicpa_credentials.members.values import Category

__all__ = ["KeyStore"]

_LOCK_TIMEOUT: Final = timedelta(seconds=10)


class KeyStore:
    """A key store, opened with its passphrase; `create` and `open` make one.

    The passphrase stays in memory as long as the object does. Every look reads the folder anew, so several processes
    may share a store. Whatever touches the disk raises KeyHandlingError: `storage_failed` when the disk is full or
    broken, `keystore_permissions` for a link, a wrong owner or too open a mode, `keystore_damaged` or
    `keystore_foreign` for what cannot be read, and, for a change, `keystore_busy` if another writer does not come to an
    end. A change that raises has changed nothing.
    """

    __slots__ = ("_check", "_clock", "_files", "_passphrase", "_random_bytes")

    def __init__(
        self,
        path: str | os.PathLike[str],
        passphrase: bytes,
        *,
        clock: Callable[[], datetime],
        random_bytes: Callable[[int], bytes],
        lock_timeout: timedelta,
    ) -> None:
        self._files = StoreFiles(Path(path), lock_timeout=lock_timeout)
        self._passphrase = passphrase
        self._clock = clock
        self._random_bytes = random_bytes
        self._check = ""

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        passphrase: bytes,
        *,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
        lock_timeout: timedelta = _LOCK_TIMEOUT,
    ) -> KeyStore:
        """Make an empty store, in a folder that is not there yet or is empty.

        Args:
            path: the folder; the folder around it must be there.
            passphrase: 1 to 1024 bytes. All private keys of the store are encrypted under it.
            clock: what time it is.
            random_bytes: source of salts; the keys themselves come from OpenSSL's generator.
            lock_timeout: how long a change waits for another writer.

        Raises:
            KeyHandlingError: `keystore_exists`; `keystore_foreign` for a folder with other content; `wrong_passphrase`
                for one of another length; `unsupported` on Windows; and as the class says.
        """
        store = cls(path, passphrase, clock=clock, random_bytes=random_bytes, lock_timeout=lock_timeout)
        _, check = store._generate()
        store._check = check.decode()
        store._files.create(Inventory(passphrase_check=store._check))
        return store

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        passphrase: bytes,
        *,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
        lock_timeout: timedelta = _LOCK_TIMEOUT,
    ) -> KeyStore:
        """Open a store, and clear away what a writer that died has left.

        The passphrase is checked at once, so that no key is ever made under a mistyped one.

        Args:
            path: the folder.
            passphrase: the one it was made with.
            clock: as for `create`.
            random_bytes: as for `create`.
            lock_timeout: as for `create`.

        Raises:
            KeyHandlingError: `wrong_passphrase`; `unsupported` on Windows; and as the class says.
        """
        store = cls(path, passphrase, clock=clock, random_bytes=random_bytes, lock_timeout=lock_timeout)
        store._check = store._files.inventory().passphrase_check
        try:
            pkcs8.decrypt(store._check.encode(), passphrase)
        except KeyHandlingError as error:
            if error.code is Code.WRONG_PASSPHRASE:
                raise
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, "the passphrase check cannot be read") from None
        store._files.sweep()
        return store

    @staticmethod
    def inspect(path: str | os.PathLike[str]) -> tuple[KeyEntry, ...]:
        """The public facts of all keys, oldest first; for whoever may read the folder, without the passphrase.

        Raises:
            KeyHandlingError: as the class says; `unsupported` on Windows.
        """
        return StoreFiles(Path(path), lock_timeout=_LOCK_TIMEOUT).inventory(own=False).entries

    def entries(self) -> tuple[KeyEntry, ...]:
        """The public facts of all keys, oldest first."""
        return self._files.inventory().entries

    def entry(self, kid: bytes) -> KeyEntry:
        """The public facts of one key.

        Raises:
            KeyHandlingError: `key_not_found`.
        """
        return self._files.inventory().entry(kid)

    def expiring(self, within: timedelta) -> tuple[KeyEntry, ...]:
        """The active keys whose certified window ends between now and then, oldest first."""
        now = self._time()
        return self._files.inventory().expiring(after=now, until=now + within)

    def signer(
        self,
        association: str,
        *,
        purpose: KeyPurpose = KeyPurpose.ISSUING,
        category: Category | None = None,
    ) -> CertifiedSigner:
        """The signer for an association now: of its active keys whose window covers this moment, the newest.

        So the old key signs until the window of the new one begins, and from then on the new one does.

        Args:
            association: GB/T 2260 code.
            purpose: what is to be signed.
            category: of certificates to be signed; needed only where an association keeps a key for each category.

        Raises:
            KeyHandlingError: why there is none: `key_not_found`, `out_of_scope` (the category), `key_uncertified`,
                `key_not_valid` (outside every window), `key_retired`, `key_compromised`.
        """
        entry = self._files.inventory().signing(association, purpose, category=category, at=self._time())
        return CertifiedSigner(signer=self._decrypt(entry), mandate=entry.mandate)

    def unlock(self, kid: bytes) -> StoredSigner:
        """The signer of one key, certified or not: for a certification request, a root, or a seal.

        Raises:
            KeyHandlingError: `key_not_found`, `key_retired`, `key_compromised`.
        """
        entry = self.entry(kid)
        entry.require_alive()
        return self._decrypt(entry)

    def new(self, association: str, *, purpose: KeyPurpose = KeyPurpose.ISSUING) -> KeyEntry:
        """Make a P-256 key. It signs for an association once it is certified; see `attach`.

        Args:
            association: GB/T 2260 code of the association that it is for.
            purpose: what it is for.

        Raises:
            RecordError: `invalid_record` when no association has the code.
        """
        return self._add(association, purpose, lambda _: None)

    def rotate(self, association: str, *, purpose: KeyPurpose = KeyPurpose.ISSUING) -> KeyEntry:
        """Make the next key of an association. The one before goes on signing until this one may; see `signer`.

        Raises:
            KeyHandlingError: `key_not_found` when there is none to follow; `key_uncertified` when the next one has been
                made and waits for its certificate.
        """
        return self._add(association, purpose, lambda inventory: inventory.require_rotatable(association, purpose))

    def attach(self, kid: bytes, chain: Sequence[x509.Certificate]) -> KeyEntry:
        """Give a key its certificate, or a renewed one.

        Args:
            kid: which key.
            chain: its certificate, then each one's issuer in turn (RFC 9360 §2), a root at the end being left out; for
                a root, its certificate alone.

        Raises:
            KeyHandlingError: `key_not_found`, and as `KeyEntry.certified` says.
            TrustError: as there.
        """
        return self._update(kid, lambda entry: entry.certified(tuple(chain)))

    def retire(self, kid: bytes, *, at: datetime | None = None) -> KeyEntry:
        """End a key's signing. What it signed before stays valid.

        Args:
            kid: which key.
            at: since when, aware, not in the future, cut to the second; now if not given.

        Raises:
            KeyHandlingError: `key_not_found`, `key_retired`, `key_compromised`; `not_yet_valid` for a future moment.
            TrustError: `malformed` for a naive moment.
        """
        moment = self._past(at)
        return self._update(kid, lambda entry: entry.retired(moment))

    def compromise(self, kid: bytes, *, since: datetime, reason: str) -> KeyEntry:
        """Mark a key as compromised: nothing that it signed since then is to be believed, and it signs nothing more.

        Args:
            kid: which key; a retired one too.
            since: aware, not in the future, cut to the second. It can be moved back by a second call, never forward.
            reason: one line of 1 to 200 characters, for everybody to read.

        Raises:
            KeyHandlingError: `key_not_found`; `not_yet_valid` for a future moment; as `KeyEntry.compromised` says.
            TrustError: `malformed` for a naive moment.
        """
        moment = self._past(since)
        return self._update(kid, lambda entry: entry.compromised(moment, reason))

    def __repr__(self) -> str:
        return f"KeyStore({str(self._files.path)!r})"

    def _add(self, association: str, purpose: KeyPurpose, guard: Callable[[Inventory], None]) -> KeyEntry:
        code = association_of_code(association).code
        public_key, private_key = self._generate()
        entry = KeyEntry(
            public_key=public_key,
            association=code,
            purpose=purpose,
            created=self._time(),
            file_digest=hashlib.sha256(private_key).hexdigest(),
        )

        def added(inventory: Inventory) -> Inventory:
            guard(inventory)
            return inventory.having(entry)

        return self._change(entry.kid, added, private_keys={entry.file_name: private_key})

    def _update(self, kid: bytes, change: Callable[[KeyEntry], KeyEntry]) -> KeyEntry:
        return self._change(kid, lambda inventory: inventory.having(change(inventory.entry(kid))))

    def _change(
        self, kid: bytes, to: Callable[[Inventory], Inventory], *, private_keys: Mapping[str, bytes] | None = None
    ) -> KeyEntry:
        def guarded(inventory: Inventory) -> Inventory:
            if inventory.passphrase_check != self._check:
                raise KeyHandlingError(Code.KEYSTORE_FOREIGN, "another key store stands here since this one was opened")
            return to(inventory)

        return self._files.change(guarded, private_keys=private_keys).entry(kid)

    def _generate(self) -> tuple[PublicKey, bytes]:
        """A new key: its public half, and the private one as its file will hold it."""
        key = ec.generate_private_key(ec.SECP256R1())
        return PublicKey(key.public_key()), pkcs8.encrypt(key, self._passphrase, random_bytes=self._random_bytes)

    def _decrypt(self, entry: KeyEntry) -> StoredSigner:
        signer = InProcessSigner(pkcs8.decrypt(self._files.private_key(entry), self._passphrase))
        if signer.public_key != entry.public_key:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, f"{entry.file_name} holds another key")
        return StoredSigner(signer, self._files)

    def _time(self) -> datetime:
        return utc(self._clock()).replace(microsecond=0)

    def _past(self, moment: datetime | None) -> datetime:
        now = self._time()
        past = now if moment is None else utc(moment).replace(microsecond=0)
        if past > now:
            raise KeyHandlingError(Code.NOT_YET_VALID, "the moment lies in the future")
        return past
