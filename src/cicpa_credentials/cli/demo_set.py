"""What the demonstration makes: a root and keys that live in memory only, certificates, pictures, a trust bundle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials import render
from cicpa_credentials.cli.sample_members import sample_members
from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import RootAuthority, mandate_of
from cicpa_credentials.members import Category, association
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.labels import Claim
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.cli.sample_members import Sample
    from cicpa_credentials.issuer import IssuedCertificate

__all__ = ["BASE_URL", "Made", "Workshop", "forge"]

BASE_URL: Final = "https://verify.example.org/"

_ROOT_NAME: Final = "Demonstration root, believe nothing 演示"
_ROOT_VALIDITY: Final = timedelta(days=3650)
_KEY_VALIDITY: Final = timedelta(days=1095)
_BUNDLE_VALIDITY: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One certificate of the demonstration.

    Attributes:
        sample: whose it is.
        issued: the certificate.
        picture: its card, PNG.
    """

    sample: Sample
    issued: IssuedCertificate
    picture: bytes


class Workshop:
    """A central body and the associations that it certifies, for as long as a demonstration takes."""

    def __init__(self, now: datetime) -> None:
        """Make the root.

        Args:
            now: the moment at which everything happens, aware UTC.
        """
        self._now = now
        self._root = RootAuthority.create(
            InProcessSigner.generate(), name=_ROOT_NAME, valid_for=_ROOT_VALIDITY, clock=self._clock
        )
        self._issuers: dict[str, Issuer] = {}
        self._certificates: list[x509.Certificate] = []

    @property
    def root_pem(self) -> bytes:
        """The root certificate that a verifier pins, in PEM."""
        return self._root.certificate.public_bytes(Encoding.PEM)

    def make(self) -> Iterator[Made]:
        """Issue a certificate for each sample member and draw it."""
        for sample in sample_members():
            issuer = self._issuer(str(sample.record.association))
            issued = issuer.issue(sample.record, photo=render.photo_evidence(sample.photo))
            picture = render.png(issued.view, issued.qr_text, sample.photo)
            yield Made(sample=sample, issued=issued, picture=picture)

    def bundle(self) -> bytes:
        """The trust bundle that names the keys used so far."""
        return TrustBundle.build(
            [TrustedIssuer.of((certificate,)) for certificate in self._certificates],
            sequence=1,
            issued=self._now,
            expires=self._now + _BUNDLE_VALIDITY,
            signer=self._root.signer,
            root=self._root.certificate,
        ).encoded

    def _clock(self) -> datetime:
        return self._now

    def _issuer(self, code: str) -> Issuer:
        if code not in self._issuers:
            signer = InProcessSigner.generate()
            certificate = self._root.certify_issuer(
                signer.public_key,
                association=association(code),
                categories=frozenset(Category),
                not_before=self._now,
                not_after=self._now + _KEY_VALIDITY,
            )
            certified = CertifiedSigner(signer=signer, mandate=mandate_of(certificate))
            self._issuers[code] = Issuer(certified, base_url=BASE_URL, clock=self._clock)
            self._certificates.append(certificate)
        return self._issuers[code]


def forge(made: Made) -> bytes:
    """What a forger would do: the same card with another certificate number, on the face and in the code.

    Nobody can sign it anew, so the old signature stands under the new content.
    """
    number = made.issued.view.number[::-1]
    message = Sign1.decode(made.issued.credential)
    claims = cbor.decode_map(message.payload) | {int(Claim.SUB): number}
    credential = sign1.assemble(message.protected_bytes, cbor.encode(claims), message.signature)
    text = transport.encode(credential, base_url=BASE_URL)
    return render.png(replace(made.issued.view, number=number), text, made.sample.photo)
