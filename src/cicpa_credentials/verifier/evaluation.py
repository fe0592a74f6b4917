"""The steps that judge what was read, whatever form it came in (docs/wire-format.md §Verification).

How a form is read, from text to claims, is for its own class: `cose.py` has the one that is printed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import (
    BindingError,
    Code,
    KeyHandlingError,
    RecordError,
    WireError,
)
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.members.profile import KINDS, CredentialKind
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier.content import CONTENT, certificate_view, letter_view
from cicpa_credentials.verifier.report import Check, Outcome, Step, VerifiedCertificate
from cicpa_credentials.verifier.status_step import look_up
from cicpa_credentials.wire.labels import Claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
    from cicpa_credentials.members.fields import Field
    from cicpa_credentials.members.view import CredentialView
    from cicpa_credentials.status import StatusLists, StatusListToken
    from cicpa_credentials.verifier.policy import Policy

__all__ = ["Evaluation"]

# As plain integers: looking a member of an IntEnum up costs on this path.
_ISS, _SUB, _EXP, _NBF, _IAT = map(int, (Claim.ISS, Claim.SUB, Claim.EXP, Claim.NBF, Claim.IAT))
_CNF, _VCT, _STATUS = map(int, (Claim.CNF, Claim.VCT, Claim.STATUS))

_CATEGORY: Final = BY_NAME["category"]

_NO_STATUS, _BEARER, _UNPROVED = (
    Check(step=step, outcome=Outcome.NOT_CHECKED, detail=detail)
    for step, detail in (
        (Step.STATUS, "the certificate names no status list: it cannot be revoked"),
        (Step.BINDING, "a bearer certificate: anybody who has a copy can show it"),
        (Step.BINDING, "the certificate is bound to a holder's key; nobody proved to hold it"),
    )
)


class Evaluation(ABC):
    """One verification under way: what it was given, and what the steps find, each building on those before it.

    Nothing here is verified before step 5 has passed. A form of the credential is a subclass: it brings the steps that
    read, says how the form writes what the others judge, and which `kinds` of credential are written in it.

    Attributes:
        claims: what was signed, by the labels of CWT: the registered claims of all forms mean the same (RFC 8392
            §3.1). What is the credential's own stands under the claim of its kind, as the form writes it.
        kind: what it is, by its `vct`.
        shown: the same, with what was disclosed.
        content: the label of the claim that is the kind's own.
        issued_at: when it was signed, by its own account.
        kid: the identifier of the issuer's key.
        presented: whether it came with a proof of the holder's key.
        status_list: the list that was looked at, if one was.
    """

    __slots__ = (
        "bundle",
        "candidates",
        "certificate",
        "claims",
        "content",
        "holder_key",
        "issued_at",
        "issuer",
        "kid",
        "kind",
        "lists",
        "now",
        "policy",
        "presented",
        "shown",
        "status_list",
    )

    kinds: ClassVar[frozenset[CredentialKind]] = frozenset({CredentialKind.CERTIFICATE})

    claims: Mapping[Any, Any]
    content: int
    issued_at: datetime
    kid: bytes
    candidates: tuple[TrustedIssuer, ...]
    issuer: TrustedIssuer
    shown: Mapping[Any, Any]

    def __init__(self, *, bundle: Trust, lists: StatusLists, policy: Policy, now: datetime) -> None:
        self.bundle = bundle
        self.lists = lists
        self.policy = policy
        self.now = now
        self.presented = False
        self.status_list: StatusListToken | None = None
        self.holder_key: PublicKey | None = None
        self.kind: CredentialKind | None = None
        self.certificate: VerifiedCertificate | None = None

    @abstractmethod
    def read(self) -> None:
        """Step 1: text of a size that can be ours."""

    @abstractmethod
    def decode(self) -> None:
        """Step 2: one well-formed message, down to `claims`; and whether it is `presented`."""

    @abstractmethod
    def profile(self) -> None:
        """Step 3: a member certificate, by its type; with the claims and the `kid` that every one has."""

    @abstractmethod
    def verify_signature(self, key: PublicKey) -> None:
        """Check the issuer's signature with one key; raises `KeyHandlingError`."""

    @abstractmethod
    def check_disclosures(self) -> Check | None:
        """Step 9: every disclosure has its hash, and none repeats a claim; what comes out is `shown`."""

    @abstractmethod
    def bound_to(self) -> PublicKey:
        """The key in the `cnf` claim; raises `BindingError`."""

    @abstractmethod
    def check_token(self, key: PublicKey) -> None:
        """Check the proof that the holder has this key; raises `BindingError`."""

    @abstractmethod
    def particular(self, field: Field, content: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - each row has its own type
        """One particular of those that stand here; raises `RecordError` for another type, or none."""

    @abstractmethod
    def details(self, content: Mapping[Any, Any]) -> dict[str, Any]:
        """The details that the certificate shows, by field name; raises `RecordError`."""

    def require_claims(self) -> None:
        """Step 3, second half: the kind of credential, and the claims that every one of it has.

        Raises:
            WireError: `unsupported` for an unknown kind; `wrong_kind` for one that the policy does not accept;
                `malformed`.
        """
        claims, vct = self.claims, self.claims.get(_VCT)
        kind = self.kind = KINDS.get(vct) if isinstance(vct, str) else None
        if kind is None or kind not in self.kinds:
            raise WireError(Code.UNSUPPORTED, "vct: a kind of credential that this reader does not know")
        if kind not in self.policy.accept:
            raise WireError(Code.WRONG_KIND, f"vct: a {kind}, which this verifier does not accept")
        self.content = CONTENT[kind]
        well_formed = (
            isinstance(claims.get(_ISS), str)
            and isinstance(claims.get(_SUB), str)
            and _is_moment(claims.get(_IAT))
            and _is_moment(claims.get(_EXP))
            and _is_moment(claims.get(_NBF, 0))
            and isinstance(claims.get(self.content), dict)
        )
        if not well_formed:
            raise WireError(Code.MALFORMED, "one of the claims of every certificate is missing or wrong")
        self.issued_at = _moment(claims[_IAT])

    def find_issuer(self) -> Check | None:
        """Step 4: a key of the bundle has the kid; and the bundle has not run out."""
        self.candidates = self.bundle.find(self.kid)
        if not self.candidates:
            raise KeyHandlingError(Code.UNKNOWN_ISSUER, "no key in the trust bundle has this kid")
        now, leeway = self.now, self.policy.leeway
        if not (self.bundle.issued <= now + leeway and now - leeway < self.bundle.expires):
            return _indeterminate(
                Step.ISSUER, Code.BUNDLE_EXPIRED, "the trust bundle's window does not cover this moment"
            )
        return None

    def check_signature(self) -> None:
        """Step 5: one of those keys made the signature. Kids are short, so all are tried (RFC 9052 §3.1)."""
        failure: KeyHandlingError | None = None
        verified = []
        for candidate in self.candidates:
            try:
                self.verify_signature(candidate.public_key)
            except KeyHandlingError as error:
                failure = error
            else:
                verified.append(candidate)
        if not verified:
            raise failure or KeyHandlingError(Code.BAD_SIGNATURE, "no key")
        self.issuer = verified[0] if len(verified) == 1 else self._responsible(verified)

    def _responsible(self, entries: Sequence[TrustedIssuer]) -> TrustedIssuer:
        """The entry to judge by: one key may have several, for each association, and each time it was certified."""
        own = [entry for entry in entries if entry.mandate.association == self.claims[_ISS]] or entries
        current = (one for one in own if one.mandate.covers(self.issued_at))
        return next(current, own[0])

    def check_key(self) -> Check | None:
        """Step 6: the key was certified for this, was in its window, and nobody else has had it since."""
        mandate, issued_at = self.issuer.mandate, self.issued_at
        if self.kind is CredentialKind.LETTER and self.claims[_ISS] != CICPA:
            raise KeyHandlingError(Code.OUT_OF_SCOPE, "a letter of good standing is CICPA's own to sign")
        category = self.particular(_CATEGORY, self.claims[self.content])
        mandate.require(association=self.claims[_ISS], category=category, at=issued_at)
        since = self.issuer.since
        if since is None:
            return None
        if self.issuer.state is KeyState.COMPROMISED:
            if issued_at >= since:
                raise KeyHandlingError(Code.KEY_COMPROMISED, "signed after the key was compromised")
            # Whoever has the key writes what date they like; nothing in the credential itself can tell.
            return _indeterminate(
                Step.KEY, Code.KEY_COMPROMISED, "signed, by its own date, before the key was compromised"
            )
        if issued_at > since:
            raise KeyHandlingError(Code.KEY_NOT_VALID, "signed after the key was retired")
        return None

    def check_times(self) -> None:
        """Step 7: issued before now, not yet expired, and in that order (SD-CWT §9 step 3)."""
        claims, leeway = self.claims, self.policy.leeway.total_seconds()
        now = self.now.timestamp()
        begins = max(claims[_IAT], claims.get(_NBF, 0))
        if begins >= claims[_EXP]:
            raise WireError(Code.CONTENT_INVALID, "times: the end comes before the beginning")
        if begins > now + leeway:
            raise WireError(Code.NOT_YET_VALID, "times: not valid yet")
        if claims[_EXP] <= now - leeway:
            raise WireError(Code.EXPIRED, "times: expired")

    def check_status(self) -> Check | None:
        """Step 8: what has become of it since (Token Status List §8.3)."""
        if _STATUS not in self.claims:
            return _NO_STATUS
        reference = StatusReference.from_claim(self.claims[_STATUS])
        self.status_list = self.lists.find(reference.uri, association=self.issuer.mandate.association)
        return look_up(self.status_list, reference.index, policy=self.policy, now=self.now)

    def check_binding(self) -> Check | None:
        """Step 10: whoever shows it holds the key it is bound to, and shows it to us, now."""
        key = self.holder_key = self.bound_to() if _CNF in self.claims else None
        if not self.presented:
            if self.policy.needs_binding:
                raise BindingError(Code.BINDING_MISSING, "shown without proof of the holder's key")
            return _UNPROVED if key else _BEARER
        if key is None:
            raise BindingError(Code.BINDING_INVALID, "a key binding token around a certificate bound to no key")
        self.check_token(key)
        return None

    def check_content(self) -> None:
        """Step 11: the claims are those of the kind, each of its type (`members/fields.py`)."""
        claims = self.shown
        content, subject, association = claims[self.content], claims[_SUB], self.issuer.association
        issued_at, expires_at = self.issued_at, _moment(claims[_EXP])
        view: CredentialView
        if self.kind is CredentialKind.LETTER:
            shown = {}
            view = letter_view(
                content,
                self.particular,
                subject=subject,
                association=association,
                issued_at=issued_at,
                expires_at=expires_at,
            )
        else:
            shown = self.details(content)
            view = certificate_view(content, self.particular, subject=subject, association=association)
        self.certificate = VerifiedCertificate(
            view=view,
            details=shown,
            issued_at=issued_at,
            expires_at=expires_at,
            kid=self.issuer.public_key.kid,
            holder_key=self.holder_key,
        )
        if not shown.keys() >= set(self.policy.required_fields):
            raise RecordError(Code.FIELD_MISSING, "details: one that this verifier requires is not shown")


def _is_moment(value: object) -> bool:
    return type(value) is int and 0 <= value < MAX_SECONDS


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _indeterminate(step: Step, code: Code, detail: str) -> Check:
    return Check(step=step, outcome=Outcome.INDETERMINATE, code=code, detail=detail)
