"""Requests for a certificate: made for a licensed CA or a root authority elsewhere, and read by ours (RFC 2986)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509.oid import NameOID

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.x509.adapter import as_private_key
from cicpa_credentials.keys.x509.profile import SEAL, Profile, issuing, organization_identifier, subject
from cicpa_credentials.keys.x509.reading import reading

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members.associations import Association
    from cicpa_credentials.members.values import Category

__all__ = ["issuer_request", "requested_key", "seal_request"]


def issuer_request(
    signer: Signer, *, association: Association, categories: frozenset[Category]
) -> x509.CertificateSigningRequest:
    """Ask that the signer's key be certified for issuing.

    The request carries the subject, the key usage and the extended key usages that the certificate must have (RFC 2985
    §5.4.2). A CA that leaves the extended key usages out certifies a key that no verifier will believe.

    Raises:
        TrustError: `out_of_scope` without a category.
        KeyHandlingError: `signing_failed`; `unsupported` for a kind of key that does not sign.
    """
    return _request(signer, association, issuing(categories))


def seal_request(signer: Signer, *, association: Association) -> x509.CertificateSigningRequest:
    """Ask that the signer's key be certified for the association's electronic seal; see `issuer_request`."""
    return _request(signer, association, SEAL)


def _request(signer: Signer, association: Association, profile: Profile) -> x509.CertificateSigningRequest:
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject(association, profile.purpose))
        .add_extension(profile.key_usage, critical=True)
        .add_extension(profile.extended_key_usage, critical=False)
        .sign(as_private_key(signer), signer.algorithm.hash)  # type: ignore[arg-type]  # ours are among its hashes
    )


def requested_key(request: x509.CertificateSigningRequest, association: Association, profile: Profile) -> PublicKey:
    """The key of a request that its holder signed and that asks for nothing but this.

    What a request leaves open is no contradiction: other tools name no association and no usage.

    Raises:
        KeyHandlingError: `bad_signature`; `out_of_scope`; `malformed` for what cannot be read; `unsupported` for a kind
            of key that is not in the allow-list.
    """
    with reading("the request", refusal=KeyHandlingError):
        signed = request.is_signature_valid
        names = [name.value for name in request.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)]
        usages = [one.value for one in request.extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
        key = PublicKey(request.public_key())
    if not signed:
        raise KeyHandlingError(Code.BAD_SIGNATURE, "the request was not signed by its own key")
    if any(name != organization_identifier(association) for name in names):
        raise KeyHandlingError(Code.OUT_OF_SCOPE, "the request names another association")
    if any(set(usage) != set(profile.extended_key_usage) for usage in usages):
        raise KeyHandlingError(Code.OUT_OF_SCOPE, "the request asks for other usages")
    return key
