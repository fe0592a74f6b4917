"""One key of a key store, as far as everybody may know it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.mandate import Mandate
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.x509 import MAX_CHAIN, SEAL_USAGE, association_of, load_certificates, mandate_of
from cicpa_credentials.keys.x509.profile import extended_usages
from cicpa_credentials.members.associations import association

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography import x509

__all__ = ["EntryState", "KeyEntry", "KeyPurpose"]

_MAX_REASON: Final = 200
_SUFFIX: Final = ".key.pem"
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


class KeyPurpose(StrEnum):
    """What a key is kept for. One key has one purpose, for life."""

    ISSUING = "issuing"
    SEAL = "seal"
    ROOT = "root"


class EntryState(StrEnum):
    """How far a key's life has come: `KeyState`, and the time before its certificate arrives."""

    PENDING = "pending"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """The public facts of one key. All times are aware UTC, in whole seconds.

    Attributes:
        public_key: the key that verifies.
        association: GB/T 2260 code of the association that it is for.
        purpose: what it is kept for.
        created: when it was made.
        file_digest: SHA-256 of the encrypted private key's file, in hex: tells a damaged file from a wrong passphrase.
        chain: its certificate and the intermediate ones above it; empty until it is certified.
        retired_at: from then on it signs nothing; what it signed before stays valid.
        compromised_since: from then on nothing that it signed is to be believed.
        reason: why it is believed to be compromised, in the operator's words.
    """

    public_key: PublicKey
    association: str
    purpose: KeyPurpose
    created: datetime
    file_digest: str
    chain: tuple[x509.Certificate, ...] = ()
    retired_at: datetime | None = None
    compromised_since: datetime | None = None
    reason: str | None = None

    @property
    def kid(self) -> bytes:
        """The key identifier (`PublicKey.kid`)."""
        return self.public_key.kid

    @property
    def file_name(self) -> str:
        """Where its private key stands in the store's folder."""
        return f"{self.kid.hex()}{_SUFFIX}"

    @property
    def state(self) -> EntryState:
        """Where it stands now; the gravest fact decides."""
        if self.compromised_since is not None:
            return EntryState.COMPROMISED
        if self.retired_at is not None:
            return EntryState.RETIRED
        return EntryState.ACTIVE if self.chain else EntryState.PENDING

    @property
    def mandate(self) -> Mandate:
        """What its certificate says that it may do, and from when until when.

        A seal or a root signs no member's certificate, so its mandate has no category.

        Raises:
            KeyHandlingError: `key_uncertified`.
            TrustError: `out_of_scope` when the certificate is for another purpose; `certified` lets none such in.
        """
        if not self.chain:
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the key has no certificate yet")
        certificate = self.chain[0]
        if self.purpose is KeyPurpose.ISSUING:
            return mandate_of(certificate)
        named = self.association if self.purpose is KeyPurpose.ROOT else association_of(certificate).code
        return Mandate(
            association=named,
            categories=frozenset(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )

    def require_alive(self) -> None:
        """Refuse a key whose signing has ended.

        Raises:
            KeyHandlingError: `key_retired`, `key_compromised`.
        """
        if self.state is EntryState.COMPROMISED:
            raise KeyHandlingError(Code.KEY_COMPROMISED, "the key is marked as compromised and signs nothing")
        if self.state is EntryState.RETIRED:
            raise KeyHandlingError(Code.KEY_RETIRED, "the key is retired and signs nothing")

    def certified(self, chain: tuple[x509.Certificate, ...]) -> KeyEntry:
        """This key with its certificate, or with a renewed one.

        Whether the chain leads to a root is the verifier's question (`verify_chain`). Here it must be a chain, and fit.
        A root at its end is left out: whoever verifies has it.

        Raises:
            KeyHandlingError: `key_uncertified` for an empty chain; `key_mismatch` when it is for another key, does not
                hang together, or is too long; `out_of_scope` for another association; `key_retired`, `key_compromised`.
            TrustError: `out_of_scope` when it is for another purpose; `malformed` when it cannot be read.
        """
        self.require_alive()
        if not chain:
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the chain is empty")
        # Through the reader, so that nothing is kept that could not be read again.
        whole = replace(self, chain=load_certificates(b"".join(map(_pem, chain))))
        _require_fit(whole)
        *below, last = whole.chain
        kept = replace(whole, chain=tuple(below)) if below and _issued(last, last) else whole
        if len(kept.chain) > MAX_CHAIN:
            raise KeyHandlingError(
                Code.KEY_MISMATCH, f"the chain has more than {MAX_CHAIN} certificates below its root"
            )
        return kept

    def retired(self, at: datetime) -> KeyEntry:
        """This key, signing nothing any more from a moment on.

        Raises:
            KeyHandlingError: `key_retired`, `key_compromised`.
        """
        self.require_alive()
        return replace(self, retired_at=at)

    def compromised(self, since: datetime, reason: str) -> KeyEntry:
        """This key, not to be believed from a moment on; the moment can be moved back later, never forward.

        Raises:
            KeyHandlingError: `key_compromised` when it already is, since no later moment; `malformed` for a reason that
                is not one line of 1 to 200 characters.
        """
        if self.compromised_since is not None and since >= self.compromised_since:
            raise KeyHandlingError(Code.KEY_COMPROMISED, "the key is compromised since that moment or an earlier one")
        if not _is_reason(reason):
            raise KeyHandlingError(Code.MALFORMED, f"a reason is one line of 1 to {_MAX_REASON} characters")
        return replace(self, compromised_since=since, reason=reason)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, described by the schema `key-store`."""
        mandate = self.mandate if self.chain else None
        facts = {
            "kid": self.kid.hex(),
            "association": self.association,
            "purpose": self.purpose.value,
            "state": self.state.value,
            "created": _text(self.created),
            "not_before": _text(mandate.not_before if mandate else None),
            "not_after": _text(mandate.not_after if mandate else None),
            "retired_at": _text(self.retired_at),
            "compromised_since": _text(self.compromised_since),
            "reason": self.reason,
            "public_key": self.public_key.to_pem().decode(),
            "certificates": [_pem(certificate).decode() for certificate in self.chain],
            "private_key_sha256": self.file_digest,
        }
        return {name: value for name, value in facts.items() if value is not None}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> KeyEntry:
        """Read the JSON form, of which the schema has been checked.

        Raises:
            KeyHandlingError: `keystore_damaged` when its parts cannot be read, or contradict each other.
        """
        pem = "".join(facts["certificates"]).encode()
        try:
            entry = cls(
                public_key=PublicKey.from_pem(facts["public_key"].encode()),
                association=association(facts["association"]).code,
                purpose=KeyPurpose(facts["purpose"]),
                created=datetime.fromisoformat(facts["created"]),
                file_digest=facts["private_key_sha256"],
                chain=load_certificates(pem) if pem else (),
                retired_at=_moment(facts.get("retired_at")),
                compromised_since=_moment(facts.get("compromised_since")),
                reason=facts.get("reason"),
            )
            if entry.chain:
                _require_fit(entry)
            # What follows from the rest is written for people; written once more, it must come out the same.
            whole = entry.to_dict() == facts and (entry.reason is None or _is_reason(entry.reason))
        except (CicpaError, ValueError):
            whole = False
        if not whole:
            raise KeyHandlingError(Code.KEYSTORE_DAMAGED, "an entry of the key store contradicts itself")
        return entry


def _is_reason(text: str) -> bool:
    """Whether it is one line that may be shown on any terminal."""
    return 0 < len(text) <= _MAX_REASON and text.isprintable()


def _require_fit(entry: KeyEntry) -> None:
    """The chain is one, and its first certificate is for this key, this purpose and this association."""
    certificate, *_ = entry.chain
    issuers = entry.chain if entry.purpose is KeyPurpose.ROOT else entry.chain[1:]
    if not all(map(_issued, entry.chain, issuers)):
        raise KeyHandlingError(Code.KEY_MISMATCH, "the certificates do not form a chain")
    if PublicKey(certificate.public_key()) != entry.public_key:
        raise KeyHandlingError(Code.KEY_MISMATCH, "the certificate is for another key")
    if entry.purpose is KeyPurpose.SEAL and SEAL_USAGE not in (extended_usages(certificate) or ()):
        raise TrustError(Code.OUT_OF_SCOPE, "not a seal certificate")
    if entry.mandate.association != entry.association:
        raise KeyHandlingError(Code.OUT_OF_SCOPE, "the certificate is for another association")


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _text(moment: datetime | None) -> str | None:
    return moment.strftime(_TIME) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
