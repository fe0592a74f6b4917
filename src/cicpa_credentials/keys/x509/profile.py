"""What our certificates look like: the subject names the association, the usages say what the key may do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from cicpa_credentials.errors import Code, RecordError, TrustError
from cicpa_credentials.keys.mandate import Mandate
from cicpa_credentials.keys.x509.reading import reading
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import ObjectIdentifier

    from cicpa_credentials.members.associations import Association

__all__ = [
    "ISSUING_USAGES",
    "SEAL",
    "SEAL_USAGE",
    "Profile",
    "Purpose",
    "association_of",
    "extended_usages",
    "issuing",
    "key_usage",
    "mandate_of",
    "organization_identifier",
    "subject",
]

# ITU-T X.667 gives everybody an arc: 2.25 and a UUID as one integer. Ours is fdd8d296-2a5e-4f5c-b032-1492f899c8de,
# drawn at random once: no registry need be asked, and nobody else will draw it.
_ARC: Final = "2.25.337420490258380766819154543845494606046"

ISSUING_USAGES: Final[Mapping[Category, ObjectIdentifier]] = MappingProxyType(
    {category: x509.ObjectIdentifier(f"{_ARC}.1.{category.value}") for category in Category}
)
"""The extended key usage that lets a key sign certificates of a category."""

SEAL_USAGE: Final = x509.ObjectIdentifier(f"{_ARC}.2")
"""The extended key usage that lets a key put an association's electronic seal on a document."""

# id-kp-documentSigning, RFC 9336 §3.1.
_DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")

# ETSI EN 319 412-1 §5.1.4: two letters and a colon for a scheme defined locally, the country, a hyphen, the identifier.
# AD: the administrative division whose association it is, by its GB/T 2260 code.
_SCHEME: Final = "AD:CN-"
_IDENTIFIER: Final = re.compile(rf"{_SCHEME}([0-9]{{6}})")


class Purpose(StrEnum):
    """What a certified key is for. One key has one purpose."""

    ISSUING = "issuing"
    SEAL = "seal"

    @property
    def usages(self) -> frozenset[ObjectIdentifier]:
        """The extended key usages of which a certificate for this purpose has one at least."""
        return frozenset(ISSUING_USAGES.values()) if self is Purpose.ISSUING else frozenset({SEAL_USAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a certificate of ours says of its key, whoever issues it.

    Attributes:
        purpose: what the key is for.
        key_usage: RFC 5280 §4.2.1.3.
        extended_key_usage: RFC 5280 §4.2.1.12.
    """

    purpose: Purpose
    key_usage: x509.KeyUsage
    extended_key_usage: x509.ExtendedKeyUsage


def key_usage(
    *, digital_signature: bool = False, content_commitment: bool = False, certificates: bool = False
) -> x509.KeyUsage:
    """A key usage extension with these bits; `certificates` stands for keyCertSign and cRLSign."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def issuing(categories: frozenset[Category]) -> Profile:
    """The profile of a key that signs certificates of these categories.

    Raises:
        TrustError: `out_of_scope` when there is no category.
    """
    if not categories:
        raise TrustError(Code.OUT_OF_SCOPE, "an issuing certificate needs a category")
    return Profile(
        purpose=Purpose.ISSUING,
        key_usage=key_usage(digital_signature=True),
        extended_key_usage=x509.ExtendedKeyUsage([ISSUING_USAGES[one] for one in sorted(categories)]),
    )


SEAL: Final = Profile(
    purpose=Purpose.SEAL,
    # A seal commits its owner to the content. PDF readers ask for this bit, and for a usage that they know.
    key_usage=key_usage(digital_signature=True, content_commitment=True),
    extended_key_usage=x509.ExtendedKeyUsage([SEAL_USAGE, _DOCUMENT_SIGNING]),
)
"""The profile of a key that seals documents."""


def organization_identifier(of: Association) -> str:
    """The association as a certificate names it for machines (2.5.4.97), such as `AD:CN-110000`."""
    return f"{_SCHEME}{of.code}"


def subject(of: Association, purpose: Purpose) -> x509.Name:
    """The distinguished name of an association's certificate (RFC 5280 §4.1.2.6)."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, of.zh),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organization_identifier(of)),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{of.en} {purpose}"),
        ]
    )


def association_of(certificate: x509.Certificate) -> Association:
    """The association that a certificate names.

    This reads the certificate and believes it: check its chain first.

    Raises:
        TrustError: `out_of_scope` when it names none, or not exactly one; `malformed` when it cannot be read.
    """
    with reading("the certificate's subject", refusal=TrustError):
        names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    values = [name.value for name in names]
    match = _IDENTIFIER.fullmatch(values[0]) if len(values) == 1 and isinstance(values[0], str) else None
    if match is None:
        raise TrustError(Code.OUT_OF_SCOPE, "the certificate does not name one association")
    try:
        return association(match[1])
    except RecordError:
        raise TrustError(Code.OUT_OF_SCOPE, "the certificate names an association that there is not") from None


def extended_usages(certificate: x509.Certificate) -> frozenset[ObjectIdentifier] | None:
    """The extended key usages of a certificate; none when it has no such extension (RFC 5280 §4.2.1.12).

    Raises:
        TrustError: `malformed` when its extensions cannot be read.
    """
    with reading("the certificate's extensions", refusal=TrustError):
        found = [one.value for one in certificate.extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
    return frozenset(found[0]) if found else None


def mandate_of(certificate: x509.Certificate) -> Mandate:
    """What an issuing certificate says its key may sign: association, categories, from when until when.

    This reads the certificate and believes it: check its chain first.

    Raises:
        TrustError: `out_of_scope` when it is not an issuing certificate of one association; `malformed` when it cannot
            be read.
    """
    usages = extended_usages(certificate) or frozenset()
    categories = frozenset(category for category, usage in ISSUING_USAGES.items() if usage in usages)
    if not categories:
        raise TrustError(Code.OUT_OF_SCOPE, "not an issuing certificate")
    return Mandate(
        association=association_of(certificate).code,
        categories=categories,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
