"""The certificate as SD-JWT VC: the steps that read it (RFC 9901 §7); `verifier/evaluation.py` has those that judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cicpa_credentials.errors import BindingError, CicpaError, Code, RecordError, WireError
from cicpa_credentials.members.fields import DETAILS
from cicpa_credentials.sdjwt.claims import DETAILS_NAME, by_label, confirmed_key, particular
from cicpa_credentials.sdjwt.compact import SdJwt
from cicpa_credentials.sdjwt.disclosures import digest, unpack
from cicpa_credentials.sdjwt.holder import KB_JWT_TYP
from cicpa_credentials.sdjwt.issuer import SD_JWT_VC_TYP
from cicpa_credentials.sdjwt.jws import Jws
from cicpa_credentials.verifier.binding import check_occasion, is_number
from cicpa_credentials.verifier.evaluation import Evaluation
from cicpa_credentials.wire.labels import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.members.fields import Field
    from cicpa_credentials.status import StatusLists
    from cicpa_credentials.verifier.policy import Policy

__all__ = ["SdJwtEvaluation"]

_CNF, _CERTIFICATE, _CNONCE = map(int, (Claim.CNF, Claim.CERTIFICATE, Claim.CNONCE))


class SdJwtEvaluation(Evaluation):
    """Reads an SD-JWT, with a key binding JWT or without; see `Evaluation`."""

    __slots__ = ("credential", "parts", "received", "token")

    parts: SdJwt
    credential: Jws
    token: Jws

    def __init__(self, received: str, *, bundle: Trust, lists: StatusLists, policy: Policy, now: datetime) -> None:
        super().__init__(bundle=bundle, lists=lists, policy=policy, now=now)
        self.received = received

    def read(self) -> None:
        """Step 1: text of a size that can be ours, parted at its tildes (RFC 9901 §4)."""
        self.parts = SdJwt.split(self.received)

    def decode(self) -> None:
        """Step 2: the issuer's JWT, and the holder's where there is one (RFC 9901 §7.1 step 1, §7.3 step 3)."""
        self.credential = Jws.decode(self.parts.credential)
        if self.parts.key_binding:
            self.presented, self.token = True, Jws.decode(self.parts.key_binding)
        payload = self.credential.payload
        self.claims = {**by_label(payload), _CERTIFICATE: payload}

    def profile(self) -> None:
        """Step 3: a member certificate, by its `typ`; with the claims that every one has."""
        header = self.credential.header
        if header.get("typ") != SD_JWT_VC_TYP:
            raise WireError(Code.NOT_A_CERTIFICATE, "typ: not that of an SD-JWT VC")
        self.require_claims()
        if Claim.AUD in self.claims:
            raise WireError(Code.UNSUPPORTED, "aud: no certificate is for one reader alone")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise WireError(Code.MALFORMED, "kid: missing or wrong")
        try:
            self.kid = bytes.fromhex(kid)
        except ValueError:
            self.kid = b""  # not one of ours, so that no key of the bundle has it

    def verify_signature(self, key: PublicKey) -> None:
        """Check the issuer's signature (RFC 9901 §7.1 step 2)."""
        self.credential.verify(key)

    def check_disclosures(self) -> None:
        """Step 9: every disclosure has its digest, and none repeats a claim (RFC 9901 §7.1 steps 3 to 5)."""
        self.shown = self.claims
        unpacked = unpack(self.credential.payload, self.parts.disclosures)
        self.shown = {**self.claims, _CERTIFICATE: unpacked.claims}

    def bound_to(self) -> PublicKey:
        """The key that the certificate is bound to (RFC 7800 §3.2)."""
        return confirmed_key(self.claims[_CNF])

    def check_token(self, key: PublicKey) -> None:
        """Check the key binding JWT (RFC 9901 §7.3 step 5)."""
        try:
            self.token.verify(key)
        except CicpaError as error:
            raise BindingError(Code.BINDING_INVALID, f"key binding JWT: {error}") from None
        payload = self.token.payload
        audience, nonce, bound = (payload.get(name) for name in ("aud", "nonce", "sd_hash"))
        if not (
            self.token.header.get("typ") == KB_JWT_TYP
            and isinstance(audience, str)
            and isinstance(nonce, str)
            and "iat" in payload
            and all(is_number(payload[name]) for name in ("iat", "nbf", "exp") if name in payload)
        ):
            raise BindingError(Code.BINDING_INVALID, "key binding JWT: a claim or header is missing or wrong")
        if bound != digest(self.parts.presented):
            raise BindingError(Code.BINDING_INVALID, "key binding JWT: made for other disclosures")
        occasion = {**by_label(payload), _CNONCE: nonce.encode(errors="surrogatepass")}
        check_occasion(occasion, self.claims, policy=self.policy, now=self.now)

    def particular(self, field: Field, content: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - each row has its own type
        """One particular, by its JSON name."""
        return particular(field, content)

    def details(self, content: Mapping[Any, Any]) -> dict[str, Any]:
        """The details that were disclosed."""
        details = content.get(DETAILS_NAME, {})
        if not isinstance(details, dict):
            raise RecordError(Code.CONTENT_INVALID, "details: not an object")
        return {field.name: particular(field, details) for field in DETAILS if field.name in details}
