"""An association's electronic seal: a certified key, wherever it is kept, and the certificates that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.algorithms import KeyKind
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.store import KeyPurpose
from cicpa_credentials.keys.x509 import SEAL_USAGE, association_of
from cicpa_credentials.keys.x509.profile import extended_usages

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.store import KeyStore
    from cicpa_credentials.members import Association

__all__ = ["Seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal that documents can be sealed with.

    Attributes:
        signer: signs with the seal's key, on P-256: a key in memory, of a key store, in an HSM or at a KMS.
        chain: the seal's certificate, then each one's issuer in turn; without the root, which verifiers have.
    """

    signer: Signer
    chain: tuple[x509.Certificate, ...]

    def __post_init__(self) -> None:
        """Refuse what no verifier would believe to be a seal.

        Raises:
            KeyHandlingError: `key_uncertified` without a certificate; `key_mismatch` when it is for another key;
                `unsupported` for a key that is not on P-256.
            TrustError: `out_of_scope` when it is no seal certificate of one association; `malformed` when it cannot be
                read.
        """
        if not self.chain:
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the seal has no certificate")
        if PublicKey(self.chain[0].public_key()) != self.signer.public_key:
            raise KeyHandlingError(Code.KEY_MISMATCH, "the seal's certificate is for another key")
        if self.signer.public_key.kind is not KeyKind.P_256:
            raise KeyHandlingError(Code.UNSUPPORTED, "documents are sealed with ECDSA on P-256")
        if SEAL_USAGE not in (extended_usages(self.chain[0]) or ()):
            raise TrustError(Code.OUT_OF_SCOPE, "not a seal certificate")
        association_of(self.chain[0])

    @classmethod
    def from_store(cls, store: KeyStore, association: str) -> Seal:
        """The seal of an association that a key store keeps: of those in force now, the newest.

        Args:
            store: the key store.
            association: GB/T 2260 code.

        Raises:
            KeyHandlingError: why there is none; see `KeyStore.signer`.
        """
        signer = store.signer(association, purpose=KeyPurpose.SEAL)
        return cls(signer=signer, chain=store.entry(signer.public_key.kid).chain)

    @property
    def association(self) -> Association:
        """Whose seal it is."""
        return association_of(self.chain[0])

    def require_in_force(self, at: datetime) -> None:
        """Refuse to seal outside the time that the certificate was made for.

        Raises:
            KeyHandlingError: `key_not_valid`.
        """
        certificate = self.chain[0]
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise KeyHandlingError(Code.KEY_NOT_VALID, "the seal's certified window does not cover this moment")
