"""A seal as pyHanko takes a signer: it makes the CMS around what our signer signs (RFC 5652, RFC 5753 §2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer as PyHankoSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cicpa_credentials.keys.x509.adapter import as_private_key

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from cicpa_credentials.sealing.seal import Seal

__all__ = ["DIGEST", "SealSigner", "to_asn1"]

DIGEST: Final = "sha256"
"""The digest of the document and of what is signed, as pyHanko names it."""

_ALGORITHM: Final = "sha256_ecdsa"
_BESIDE_CERTIFICATES: Final = 1024  # more than twice what the rest of a CMS takes without a timestamp
_LARGEST_SIGNATURE: Final = 72  # two integers of 33 bytes, each with its header, in a sequence with its own


class SealSigner(PyHankoSigner):
    """Signs with a seal's key; the chain goes into the CMS, so that a verifier needs the root alone.

    Attributes:
        most_bytes: that the CMS may have, without a timestamp.
    """

    def __init__(self, seal: Seal) -> None:
        certificate, *issuers = map(to_asn1, seal.chain)
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore.from_certs(issuers),  # type: ignore[no-untyped-call]
            signature_mechanism=SignedDigestAlgorithm({"algorithm": _ALGORITHM}),
        )
        chain = [one.public_bytes(Encoding.DER) for one in seal.chain]
        self.most_bytes = sum(map(len, chain)) + _BESIDE_CERTIFICATES
        self._key = cast("EllipticCurvePrivateKey", as_private_key(seal.signer))  # a seal's key is on P-256

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's signature
        """Sign the signed attributes; a dry run only asks how long the signature may become.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        del digest_algorithm  # the mechanism fixes it
        return bytes(_LARGEST_SIGNATURE) if dry_run else self._key.sign(data, ECDSA(SHA256()))


def to_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """A certificate as pyHanko has it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
