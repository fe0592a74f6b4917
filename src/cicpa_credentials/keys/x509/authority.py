"""A root authority for those who run their own: it certifies issuing keys and seals, nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import default_algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.times import utc
from cicpa_credentials.keys.x509.adapter import as_private_key
from cicpa_credentials.keys.x509.chain import verify_chain
from cicpa_credentials.keys.x509.profile import SEAL, Profile, issuing, key_usage, subject
from cicpa_credentials.keys.x509.request import requested_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members.associations import Association
    from cicpa_credentials.members.values import Category

__all__ = ["RootAuthority"]

_SERIAL_BYTES: Final = 20
_MAX_NAME_BYTES: Final = 64  # of a common name (RFC 5280, appendix A, counts characters; cryptography counts bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootAuthority:
    """A root certificate and the signer of its key: together they certify.

    The key may be in memory, in an HSM or at a KMS. `create` makes the certificate once, at the key ceremony; later the
    two are put together again: `RootAuthority(certificate=..., signer=...)`.

    Attributes:
        certificate: the self-signed certificate that verifiers pin.
        signer: signs with the root's key.
        random_bytes: where serial numbers come from.
    """

    certificate: x509.Certificate
    signer: Signer
    random_bytes: Callable[[int], bytes] = os.urandom

    def __post_init__(self) -> None:
        """Refuse a signer that does not hold the certificate's key.

        Raises:
            KeyHandlingError: `key_not_valid`.
        """
        if PublicKey(self.certificate.public_key()) != self.signer.public_key:
            raise KeyHandlingError(Code.KEY_NOT_VALID, "the signer does not hold the root certificate's key")

    @classmethod
    def create(
        cls,
        signer: Signer,
        *,
        name: str,
        valid_for: timedelta,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> RootAuthority:
        """Make a root: self-signed, with no CA below it (RFC 5280 §4.2.1.9, pathLenConstraint 0).

        Args:
            signer: a key on P-256, P-384 or P-521; path verifiers refuse a root of Ed25519.
            name: what people call it: printable, 1 to 64 bytes in UTF-8; a Chinese character takes three.
            valid_for: how long it will be believed, from now on.
            clock: what time it is.
            random_bytes: where serial numbers come from.

        Raises:
            KeyHandlingError: `unsupported` for another kind of key; `malformed` for the name; `key_not_valid` for a
                window that ends before it begins; `signing_failed`.
            TrustError: `malformed` for a clock without time zone.
        """
        if not isinstance(signer.public_key.key, ec.EllipticCurvePublicKey):
            raise KeyHandlingError(Code.UNSUPPORTED, "a root's key is on P-256, P-384 or P-521")
        if not (name.isprintable() and 0 < len(name.encode()) <= _MAX_NAME_BYTES):
            raise KeyHandlingError(Code.MALFORMED, "a root's name is printable, and has 1 to 64 bytes in UTF-8")
        now = clock()
        names = x509.Name(
            [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )
        builder = (
            _builder(signer.public_key, now, now + valid_for, random_bytes)
            .subject_name(names)
            .issuer_name(names)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            # digitalSignature too, for the root also signs the trust bundle (RFC 5280 §4.2.1.3).
            .add_extension(key_usage(digital_signature=True, certificates=True), critical=True)
        )
        return cls(certificate=_sign(builder, signer), signer=signer, random_bytes=random_bytes)

    def certify_issuer(
        self,
        key: PublicKey | x509.CertificateSigningRequest,
        *,
        association: Association,
        categories: frozenset[Category],
        not_before: datetime,
        not_after: datetime,
    ) -> x509.Certificate:
        """Certify that a key may sign certificates of these categories for the association.

        Args:
            key: the key, or a request made by whoever holds it. The authority decides what it certifies: a request
                proves that its key is held, and must not ask for anything but what the other arguments say.
            association: whose key it is.
            categories: what it may sign, one at least.
            not_before: the first moment it may sign, aware; cut to the whole second, as `not_after` is.
            not_after: the last moment it may sign. The window lies within the root's own.

        Raises:
            KeyHandlingError: `bad_signature` for a request that its key did not sign; `out_of_scope` for one that names
                another association or asks for other usages; `unsupported` for a kind of key that does not sign;
                `key_not_valid` for a window that is empty or reaches beyond the root's, and for the root's own key;
                `signing_failed`.
            TrustError: `out_of_scope` without a category; `malformed` for a naive moment; `bundle_untrusted` when the
                root's certificate is not one that verifiers believe.
        """
        return self._certify(key, association, issuing(categories), not_before, not_after)

    def certify_seal(
        self,
        key: PublicKey | x509.CertificateSigningRequest,
        *,
        association: Association,
        not_before: datetime,
        not_after: datetime,
    ) -> x509.Certificate:
        """Certify that a key may put the association's electronic seal on documents; see `certify_issuer`."""
        return self._certify(key, association, SEAL, not_before, not_after)

    def _certify(
        self,
        key: PublicKey | x509.CertificateSigningRequest,
        association: Association,
        profile: Profile,
        not_before: datetime,
        not_after: datetime,
    ) -> x509.Certificate:
        root = self.certificate
        public_key = key if isinstance(key, PublicKey) else requested_key(key, association, profile)
        default_algorithm(public_key.kind)
        if public_key == self.signer.public_key:
            raise KeyHandlingError(Code.KEY_NOT_VALID, "the root's own key certifies, and does nothing else")
        if utc(not_before) < root.not_valid_before_utc or utc(not_after) > root.not_valid_after_utc:
            raise KeyHandlingError(Code.KEY_NOT_VALID, "the window reaches beyond the root's own")
        builder = (
            _builder(public_key, not_before, not_after, self.random_bytes)
            .subject_name(subject(association, profile.purpose))
            .issuer_name(root.subject)
            .add_extension(_authority_key_identifier(root), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(profile.key_usage, critical=True)
            .add_extension(profile.extended_key_usage, critical=False)
        )
        certificate = _sign(builder, self.signer)
        # Nothing leaves that a verifier would refuse.
        verify_chain([certificate], root=root, at=certificate.not_valid_before_utc, purpose=profile.purpose)
        return certificate


def _builder(
    key: PublicKey, not_before: datetime, not_after: datetime, random_bytes: Callable[[int], bytes]
) -> x509.CertificateBuilder:
    first, last = utc(not_before), utc(not_after)
    if first > last:
        raise KeyHandlingError(Code.KEY_NOT_VALID, "the window ends before it begins")
    return (
        x509.CertificateBuilder()
        .serial_number(_serial_number(random_bytes))
        .public_key(key.key)
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.key), critical=False)
    )


def _serial_number(random_bytes: Callable[[int], bytes]) -> int:
    """159 random bits: positive in 20 octets, and not to be guessed (RFC 5280 §4.1.2.2)."""
    return int.from_bytes(random_bytes(_SERIAL_BYTES)) >> 1 or 1


def _authority_key_identifier(root: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """What the root calls its key (RFC 5280 §4.2.1.1): the identifier need not be derived as we derive ours."""
    try:
        found = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(PublicKey(root.public_key()).key)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found.value)


def _sign(builder: x509.CertificateBuilder, signer: Signer) -> x509.Certificate:
    return builder.sign(as_private_key(signer), signer.algorithm.hash)  # type: ignore[arg-type]  # ours are among its hashes
