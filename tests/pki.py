"""A certification authority that does whatever a test tells it, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from cicpa_credentials.keys.x509 import ISSUING_USAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

Key: TypeAlias = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

NOW: Final = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
BEIJING: Final = "AD:CN-110000"
ISSUING: Final = tuple(ISSUING_USAGES.values())
WINDOW: Final = (NOW - timedelta(days=30), NOW + timedelta(days=700))


def ec_key(seed: int) -> ec.EllipticCurvePrivateKey:
    """The same P-256 key for the same seed."""
    return ec.derive_private_key(seed, ec.SECP256R1())


def key_usage(*, sign: bool, certify: bool, commit: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=commit,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certify,
        crl_sign=certify,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a certificate is to be made; the defaults make a good leaf for Beijing.

    An empty `key_identifier` is the usual one; None is none.
    """

    name: str = "leaf"
    seed: int = 1000
    public_key: PublicKey | None = None
    identifiers: tuple[str, ...] = (BEIJING,)
    ca: bool | None = False
    path_length: int | None = None
    sign: bool = True
    certify: bool = False
    commit: bool = False
    usages: tuple[x509.ObjectIdentifier, ...] | None = ISSUING
    window: tuple[datetime, datetime] = WINDOW
    key_identifier: bytes | None = b""
    extra: Iterable[tuple[x509.ExtensionType, bool]] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A certificate and the key that goes with it."""

    certificate: x509.Certificate
    key: Key


def a_ca(name: str, seed: int, **changes: object) -> Recipe:
    """The recipe of a good CA."""
    fields: dict[str, object] = {
        "name": name,
        "seed": seed,
        "identifiers": (),
        "ca": True,
        "sign": False,
        "certify": True,
        "usages": None,
    }
    return Recipe(**(fields | changes))  # type: ignore[arg-type]


def mint(recipe: Recipe, *, by: Entity | None = None, key: Key | None = None) -> Entity:
    """Make a certificate, signed by `by`, or by its own key."""
    own = key or ec_key(recipe.seed)
    public = recipe.public_key or own.public_key()
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, recipe.name)]
        + [x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, one) for one in recipe.identifiers]
    )
    signing = by.key if by else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject if by else name)
        .public_key(public)
        .serial_number(recipe.seed)
        .not_valid_before(recipe.window[0])
        .not_valid_after(recipe.window[1])
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(key_usage(sign=recipe.sign, certify=recipe.certify, commit=recipe.commit), critical=True)
    )
    if recipe.key_identifier is not None:
        derived = x509.SubjectKeyIdentifier.from_public_key(public).digest
        builder = builder.add_extension(x509.SubjectKeyIdentifier(recipe.key_identifier or derived), critical=False)
    if recipe.ca is not None:
        builder = builder.add_extension(
            x509.BasicConstraints(ca=recipe.ca, path_length=recipe.path_length), critical=True
        )
    if recipe.usages is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(recipe.usages), critical=False)
    for extension, critical in recipe.extra:
        builder = builder.add_extension(extension, critical=critical)
    digest = None if isinstance(signing, ed25519.Ed25519PrivateKey) else SHA256()
    return Entity(certificate=builder.sign(signing, digest), key=own)


def a_root(**changes: object) -> Entity:
    """A good root."""
    return mint(a_ca("root", 1, **changes))
