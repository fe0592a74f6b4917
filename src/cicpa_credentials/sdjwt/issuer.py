"""Record in, SD-JWT VC out."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from os import urandom
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.sdjwt import jws
from cicpa_credentials.sdjwt.claims import claims_of
from cicpa_credentials.sdjwt.compact import SdJwt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.issuer import Issuer
    from cicpa_credentials.members.photo import PhotoEvidence
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.members.view import CertificateView
    from cicpa_credentials.status import StatusReference

__all__ = ["SD_JWT_VC_TYP", "IssuedSdJwt", "SdJwtIssuer"]

SD_JWT_VC_TYP: Final = "dc+sd-jwt"
"""The `typ` header of an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc, JOSE Header)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IssuedSdJwt(Discreet):
    """A certificate as it leaves the issuer for a wallet.

    Attributes:
        encoded: the SD-JWT with all its disclosures: for the holder alone.
        view: what stands on the face.
        issued_at: the moment of signing, aware UTC, whole seconds.
        expires_at: the end of validity, aware UTC, whole seconds.
    """

    encoded: str
    view: CertificateView
    issued_at: datetime
    expires_at: datetime


class SdJwtIssuer:
    """Issues certificates for wallets, by the rules and with the key of an `Issuer`."""

    def __init__(
        self,
        issuer: Issuer,
        *,
        chain: Sequence[x509.Certificate],
        random_bytes: Callable[[int], bytes] = urandom,
    ) -> None:
        """Take what all certificates of this issuer share.

        Args:
            issuer: whose key signs, and whose clock and validity count.
            chain: the key's certificate, then any intermediate, without the root: wallets that have no trust bundle
                find the key by it (RFC 7515 §4.1.6).
            random_bytes: where salts and decoys come from.

        Raises:
            KeyHandlingError: `key_uncertified` without a chain; `key_mismatch` for that of another key.
        """
        if not chain:
            raise KeyHandlingError(Code.KEY_UNCERTIFIED, "the key has no certificate that a wallet could find it by")
        if PublicKey(chain[0].public_key()) != issuer.signer.public_key:
            raise KeyHandlingError(Code.KEY_MISMATCH, "the certificate is that of another key")
        self._issuer = issuer
        self._random_bytes = random_bytes
        self._headers: dict[str, Any] = {
            "kid": issuer.signer.public_key.kid.hex(),
            "x5c": [b64encode(certificate.public_bytes(Encoding.DER)).decode() for certificate in chain],
        }

    def issue(
        self,
        record: MemberRecord,
        *,
        holder_key: PublicKey | None = None,
        status: StatusReference | None = None,
        photo: PhotoEvidence | None = None,
    ) -> IssuedSdJwt:
        """Issue a certificate from a complete record.

        Args:
            record: the member's particulars.
            holder_key: the key that the wallet will sign presentations with; without one, anybody who has a copy of the
                certificate can show it.
            status: the certificate's place in a status list; that of the printed certificate, and whoever revokes one
                revokes both. Without a place, it cannot be revoked.
            photo: what the certificate says about its photo, as `render.photo_evidence` makes it: one more detail.

        Raises:
            IncompleteRecordError: `incomplete_record`, with every missing field; nothing is issued.
            RecordError: `photo_route` for a photo of the wrong origin.
            KeyHandlingError: `out_of_scope` or `key_not_valid` where the key may not sign this; `signing_failed`;
                `unsupported` for a holder's key that is no key to sign with.
        """
        view, now = self._issuer.admit(record)
        expires_at = now + self._issuer.valid_for
        claims, disclosures = claims_of(
            record,
            issued_at=now,
            expires_at=expires_at,
            holder_key=holder_key,
            status=status,
            photo=photo,
            random_bytes=self._random_bytes,
        )
        signed = jws.sign(claims, typ=SD_JWT_VC_TYP, signer=self._issuer.signer, headers=self._headers)
        encoded = SdJwt(credential=signed, disclosures=disclosures).text
        return IssuedSdJwt(encoded=encoded, view=view, issued_at=now, expires_at=expires_at)
