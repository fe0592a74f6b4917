"""A signer whose key lives in a key store, and which stops as soon as the store says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cicpa_credentials.keys.algorithms import Algorithm
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import InProcessSigner
    from cicpa_credentials.keys.store.files import StoreFiles

__all__ = ["StoredSigner"]


class StoredSigner:
    """Signs with a key of a store; see `Signer`.

    An issuer may run for months. So each signature asks, for the price of one system call, whether the list of keys has
    been replaced meanwhile: a key that was retired or compromised signs nothing more, whoever said so and in whichever
    process. When the list cannot be read, nothing is signed either.
    """

    __slots__ = ("_files", "_signer", "_stamp")

    def __init__(self, signer: InProcessSigner, files: StoreFiles) -> None:
        self._signer = signer
        self._files = files
        self._stamp: tuple[int, int, int] | None = None

    @property
    def algorithm(self) -> Algorithm:
        """See `Signer.algorithm`."""
        return self._signer.algorithm

    @property
    def public_key(self) -> PublicKey:
        """See `Signer.public_key`."""
        return self._signer.public_key

    def sign(self, data: bytes) -> bytes:
        """See `Signer.sign`.

        Raises:
            KeyHandlingError: `key_retired`, `key_compromised`; or why the list of keys cannot be read.
        """
        stamp = self._files.stamp()
        if stamp != self._stamp:
            self._files.inventory().entry(self.public_key.kid).require_alive()
            self._stamp = stamp
        return self._signer.sign(data)

    def __repr__(self) -> str:
        return f"StoredSigner({self.public_key!r})"
