"""What leaves the holder's hands: a certificate as one reader gets to see it, and the proof of who shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import BindingError, Code
from cicpa_credentials.holder.rules import MAX_TOLD, require_text, time_to_show
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.labels import Claim, Header, Typ

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.holder.acceptance import Accepted
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.wire.sign1 import Sign1

__all__ = ["DEFAULT_PRESENTATION", "Presentation", "binding_claims", "key_binding_token"]

DEFAULT_PRESENTATION: Final = timedelta(minutes=10)
"""How long a presentation lasts unless the holder says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Presentation(Discreet):
    """A certificate as one reader gets to see it.

    Attributes:
        encoded: a key binding token; for a bearer certificate, the credential with the chosen disclosures.
        base_url: the page that the QR code opens.
        expires_at: when it ends, aware UTC; for a bearer certificate, when that ends.
    """

    encoded: bytes
    base_url: str
    expires_at: datetime

    @property
    def qr_text(self) -> str:
        """The presentation as QR text."""
        return transport.encode(self.encoded, base_url=self.base_url)


def binding_claims(
    certificate: Accepted, *, audience: str | None, valid_for: timedelta, nonce: bytes | None, now: datetime
) -> dict[int, Any]:
    """The payload of a key binding token (SD-CWT §8.1): its time ends with the certificate's at the latest.

    Raises:
        BindingError: as `Holder.present` for the audience, the nonce and the times.
    """
    audience = require_text(audience, Code.AUDIENCE_MISMATCH, "a presentation names its audience")
    if nonce is not None and not 0 < len(nonce) <= MAX_TOLD:
        raise BindingError(Code.NONCE_MISMATCH, f"a nonce that is given has 1 to {MAX_TOLD} bytes")
    begins, ends = time_to_show(
        now, issued_at=certificate.issued_at, expires_at=certificate.expires_at, valid_for=valid_for
    )
    claims: dict[int, Any] = {int(Claim.AUD): audience, int(Claim.EXP): ends, int(Claim.IAT): begins}
    return claims if nonce is None else {**claims, int(Claim.CNONCE): nonce}


def key_binding_token(credential: Sign1, claims: dict[int, Any], *, key: Signer) -> bytes:
    """Sign a key binding token around a credential and what it discloses (SD-CWT §8.1).

    Raises:
        KeyHandlingError: `signing_failed`.
    """
    protected = cbor.encode(
        {
            int(Header.ALG): key.algorithm.id,
            int(Header.KCWT): credential.to_value(),
            int(Header.TYP): int(Typ.KB_CWT),
        }
    )
    payload = cbor.encode(claims)
    return sign1.assemble(protected, payload, key.sign(sign1.to_be_signed(protected, payload)))
