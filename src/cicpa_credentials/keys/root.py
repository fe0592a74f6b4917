"""The pinned root, what it signs, and how it hands over to the next one (docs/wire-format.md §Trust bundle).

Everything a root signs is a COSE_Sign1 that carries the root's certificate, so that a verifier may pin no more than a
fingerprint. A root introduces its successor by signing the successor's certificate; later bundles carry the
introduction, and a verifier that still pins the old root follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import CicpaError, Code, TrustError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.x509 import load_certificate
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from cicpa_credentials.keys.signer import Signer

__all__ = [
    "BUNDLE_TYP",
    "FINGERPRINT_BYTES",
    "MAX_BUNDLE_BYTES",
    "fingerprint",
    "follow",
    "introduce",
    "open_signed",
    "sign",
]

BUNDLE_TYP: Final = "application/vnd.cicpa.trust-bundle"
"""The `typ` header of a trust bundle."""

_INTRODUCTION_TYP: Final = "application/vnd.cicpa.root-introduction"

FINGERPRINT_BYTES: Final = 32
"""Bytes of a root's fingerprint: SHA-256 over the certificate in DER."""

MAX_BUNDLE_BYTES: Final = 64 * 1024 * 1024
"""Bytes of a bundle that are looked at: a national membership's status lists fit many times."""

_MAX_INTRODUCTIONS: Final = 16


def fingerprint(certificate: x509.Certificate) -> bytes:
    """SHA-256 over the certificate in DER: what a verifier pins."""
    return certificate.fingerprint(SHA256())


def sign(payload: bytes, *, signer: Signer, root: x509.Certificate, typ: str = BUNDLE_TYP) -> bytes:
    """Sign as a root.

    Args:
        payload: what is signed.
        signer: the root's key.
        root: its certificate, which travels with the signature.
        typ: what kind of message it is (RFC 9596).

    Raises:
        TrustError: `bundle_untrusted` where the signer's key is not the certificate's.
        KeyHandlingError: `signing_failed`.
    """
    if signer.public_key != PublicKey(root.public_key()):
        raise TrustError(Code.BUNDLE_UNTRUSTED, "the root's certificate is not for the key that signs")
    protected = cbor.encode(
        {
            int(Header.ALG): signer.algorithm.id,
            int(Header.KID): signer.public_key.kid,
            int(Header.TYP): typ,
            int(Header.X5CHAIN): root.public_bytes(Encoding.DER),
        }
    )
    return sign1.assemble(protected, payload, signer.sign(sign1.to_be_signed(protected, payload)))


def introduce(successor: x509.Certificate, *, signer: Signer, root: x509.Certificate) -> bytes:
    """Let the present root vouch for the next one; see `sign`."""
    return sign(successor.public_bytes(Encoding.DER), signer=signer, root=root, typ=_INTRODUCTION_TYP)


def open_signed(data: bytes, *, typ: str = BUNDLE_TYP) -> tuple[bytes, x509.Certificate]:
    """Check what a root signed against the certificate inside it; whether that root is believed is another question.

    Returns:
        The payload, and the certificate whose key signed it.

    Raises:
        TrustError: `malformed`, or `bundle_untrusted` for a wrong signature, type or certificate.
    """
    try:
        message = Sign1.decode(data, max_bytes=MAX_BUNDLE_BYTES)
        der = message.protected.get(Header.X5CHAIN)
        root = load_certificate(der)
        key = PublicKey(root.public_key())
        key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(message.protected.get(Header.ALG)))
    except CicpaError as error:
        code = Code.MALFORMED if error.code is Code.MALFORMED else Code.BUNDLE_UNTRUSTED
        raise TrustError(code, f"root signature: {error}") from None
    if message.protected.get(Header.TYP) != typ:
        raise TrustError(Code.BUNDLE_UNTRUSTED, "root signature: not of the type that is expected here")
    return message.payload, root


def follow(pinned: bytes, signed_by: x509.Certificate, introductions: Sequence[bytes]) -> None:
    """Find the way from the pinned root to the one that signed, by introductions where they differ.

    Args:
        pinned: the fingerprint of the root that the verifier believes.
        signed_by: the root that signed.
        introductions: what `introduce` made, oldest first; those from before the pinned root are passed over.

    Raises:
        TrustError: `bundle_untrusted` where there is no way; `malformed`.
    """
    at = pinned
    for data in introductions[:_MAX_INTRODUCTIONS]:
        payload, root = open_signed(data, typ=_INTRODUCTION_TYP)
        if fingerprint(root) == at:
            at = fingerprint(load_certificate(payload))
    if at != fingerprint(signed_by):
        raise TrustError(Code.BUNDLE_UNTRUSTED, "trust bundle: not signed by the pinned root or its successor")
