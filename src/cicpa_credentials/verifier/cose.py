"""The certificate as it is printed: an SD-CWT in COSE_Sign1, by itself or in a key binding token (SD-CWT §8 and §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.disclosure import DEFAULT_SD_ALG, REDACTED_KEYS, disclosures_of, resolve
from cicpa_credentials.errors import BindingError, Code, DisclosureError, RecordError, WireError
from cicpa_credentials.keys.access_code import seal_digest
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.confirmation import confirmation_key
from cicpa_credentials.members.fields import DETAILS, DETAILS_LABEL, SEAL_DIGEST_LABEL, SEALED_DETAILS_LABEL
from cicpa_credentials.members.profile import BEARER_TYP, CredentialKind
from cicpa_credentials.verifier.binding import KB_CWT_TYPS, check_key_binding
from cicpa_credentials.verifier.evaluation import Evaluation
from cicpa_credentials.verifier.report import Check, Outcome, Step
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Header, Typ
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.members.fields import Field
    from cicpa_credentials.status import StatusLists
    from cicpa_credentials.verifier.policy import Policy

__all__ = ["CoseEvaluation"]

# As plain integers: looking a member of an IntEnum up costs on this path.
_ALG, _KID, _KCWT, _TYP, _SD_CLAIMS, _SD_ALG = map(
    int, (Header.ALG, Header.KID, Header.KCWT, Header.TYP, Header.SD_CLAIMS, Header.SD_ALG)
)
_CNF, _IAT, _CERTIFICATE = map(int, (Claim.CNF, Claim.IAT, Claim.CERTIFICATE))

_SD_CWT_TYPS: Final = (int(Typ.SD_CWT), "application/sd-cwt")  # no set: what is looked up may be unhashable
_SEALED = int(Header.SD_AEAD_ENCRYPTED_CLAIMS)
_UNPROTECTED: Final = frozenset({_SD_CLAIMS, _SEALED})

_WRONG_CODE: Final = Check(
    step=Step.DISCLOSURES,
    outcome=Outcome.INDETERMINATE,
    code=Code.WRONG_ACCESS_CODE,
    detail="the access code opens no details here",
)


class CoseEvaluation(Evaluation):
    """Reads QR text, or the bytes of a credential or key binding token; see `Evaluation`."""

    __slots__ = ("access_code", "credential", "message", "received", "token")

    kinds = frozenset(CredentialKind)

    credential: bytes
    message: Sign1
    token: Sign1

    def __init__(
        self,
        received: str | bytes,
        *,
        bundle: Trust,
        lists: StatusLists,
        policy: Policy,
        now: datetime,
        access_code: AccessCode | None,
    ) -> None:
        super().__init__(bundle=bundle, lists=lists, policy=policy, now=now)
        self.received = received
        self.access_code = access_code

    def read(self) -> None:
        """Step 1: text of a size that can be ours, down to the credential's bytes."""
        received = self.received
        self.credential = transport.decode(received) if isinstance(received, str) else received

    def decode(self) -> None:
        """Step 2: one COSE_Sign1 around one claims map, in the form that we write: what nobody signed has no play.

        A key binding token has the certificate inside.
        """
        message = Sign1.decode(self.credential)
        if message.encode() != self.credential:
            raise WireError(Code.MALFORMED, "COSE_Sign1: not in preferred serialisation")
        if message.protected.get(_TYP) in KB_CWT_TYPS:
            self.presented, self.token = True, message
            message = Sign1.from_value(message.protected.get(_KCWT))
        self.message = message
        self.claims = cbor.decode_map(message.payload)

    def profile(self) -> None:
        """Step 3: a member certificate or a letter, by its types; with the claims that every one has."""
        protected = self.message.protected
        typ, kid = protected.get(_TYP), protected.get(_KID)
        if not (typ in _SD_CWT_TYPS if _CNF in self.claims else typ == BEARER_TYP):
            raise WireError(Code.NOT_A_CERTIFICATE, "typ: not one of a member certificate")
        self.require_claims()
        letter = self.kind is CredentialKind.LETTER
        if letter and _CNF in self.claims:
            raise WireError(Code.UNSUPPORTED, "cnf: no letter is bound to a holder's key")
        if self.message.unprotected.keys() - (frozenset() if letter else _UNPROTECTED):
            raise WireError(Code.UNSUPPORTED, "unprotected header: a parameter that no such credential has")
        if not isinstance(kid, bytes):
            raise WireError(Code.MALFORMED, "kid: missing or wrong")
        self.kid = kid

    def verify_signature(self, key: PublicKey) -> None:
        """Check the issuer's signature (RFC 9052 §4.4)."""
        message = self.message
        key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(message.protected.get(_ALG)))

    def check_disclosures(self) -> Check | None:
        """Step 9: every disclosure has its hash, and none repeats a key (SD-CWT §9 steps 2 and 7)."""
        self.shown = self.claims
        disclosures = disclosures_of(self.message)
        sealed = self._open_sealed() if self.access_code or _SEALED in self.message.unprotected else ()
        if disclosures or sealed:
            sd_alg = self.message.protected.get(_SD_ALG, DEFAULT_SD_ALG)
            self.shown = resolve(self.claims, (*disclosures, *(sealed or ())), sd_alg=sd_alg).claims
        if sealed is None:
            return _WRONG_CODE
        return None

    def _open_sealed(self) -> tuple[bytes, ...] | None:
        """The disclosure behind the access code (SD-CWT §12.1): empty without a code, none where it does not open."""
        entries = self.message.unprotected.get(_SEALED)
        if entries is None:
            return None
        certificate = self.claims[_CERTIFICATE]
        # The digest is signed, so the list is the issuer's own and short: each entry costs a tenth of a second.
        signed = certificate.get(SEAL_DIGEST_LABEL) == seal_digest(entries)
        if not (signed and isinstance(entries, (list, tuple)) and entries):
            raise DisclosureError(Code.DISCLOSURE_MISMATCH, "encrypted details: not as they were signed")
        if self.access_code is None:
            return ()
        try:
            salt = b"".join(certificate[REDACTED_KEYS])
            return tuple(self.access_code.open(entry, salt=salt) for entry in entries)
        except (DisclosureError, KeyError, TypeError):
            return None

    def bound_to(self) -> PublicKey:
        """The key that the certificate is bound to (RFC 8747 §3.2)."""
        return confirmation_key(self.claims)

    def check_token(self, key: PublicKey) -> None:
        """Check the key binding token that the certificate came in (SD-CWT §9)."""
        token, policy = self.token, self.policy
        claims = check_key_binding(token, self.claims, holder_key=key, policy=policy, now=self.now)
        # The draft lets both pass; ours have neither, and a token without time could be shown again for ever.
        if token.unprotected or (_IAT not in claims and policy.nonce is None):
            raise BindingError(Code.BINDING_INVALID, "key binding token: unprotected headers, or no time and no nonce")

    def particular(self, field: Field, content: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - each row has its own type
        """One particular, by its label in the certificate map."""
        return field.decode(content.get(field.label))

    def details(self, content: Mapping[Any, Any]) -> dict[str, Any]:
        """The details that were disclosed, one by one or all at once behind an access code."""
        details = content.get(DETAILS_LABEL, {})
        if SEALED_DETAILS_LABEL in content:
            details = _inflated(content[SEALED_DETAILS_LABEL])
        if not isinstance(details, dict):
            raise RecordError(Code.CONTENT_INVALID, "details: not a map")
        return {field.name: field.decode(details[field.label]) for field in DETAILS if field.label in details}


def _inflated(details: object) -> dict[Any, Any]:
    if not isinstance(details, bytes):
        raise RecordError(Code.CONTENT_INVALID, "details: not a byte string")
    try:
        return cbor.decode_map(transport.inflate(details))
    except WireError:
        raise RecordError(Code.CONTENT_INVALID, "details: not a deflated map") from None
