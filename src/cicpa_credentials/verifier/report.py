"""What a verification found: every check in order, the verdict, and what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.members.values import Discreet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members.profile import CredentialKind
    from cicpa_credentials.members.view import CredentialView
    from cicpa_credentials.verifier.basis import Basis
    from cicpa_credentials.verifier.printed import PrintCheck

__all__ = ["Check", "Outcome", "Report", "Step", "Verdict", "VerificationError", "VerifiedCertificate"]


class Step(IntEnum):
    """The steps of verification, in order."""

    READ = 1
    DECODE = 2
    PROFILE = 3
    ISSUER = 4
    SIGNATURE = 5
    KEY = 6
    TIMES = 7
    STATUS = 8
    DISCLOSURES = 9
    BINDING = 10
    CONTENT = 11


class Outcome(StrEnum):
    """How one step came out. What was not looked at never counts as passed."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """The answer: `indeterminate` means that nothing is wrong, but not everything could be established."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step of one verification.

    Attributes:
        step: which one.
        outcome: how it came out.
        code: why it did not pass; none where it passed or there was nothing to check.
        detail: a sentence for the log of a developer; it quotes nothing from the certificate.
    """

    step: Step
    outcome: Outcome
    code: Code | None = None
    detail: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The check in JSON form."""
        return {
            "step": int(self.step),
            "name": self.step.name.lower(),
            "outcome": self.outcome.value,
            "code": self.code.value if self.code else None,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerifiedCertificate(Discreet):
    """What the issuer signed, a certificate or a letter of good standing; only made once the signature holds.

    Attributes:
        view: what stands on the certificate's face, or what the letter says.
        details: the details that were shown, by field name, in the field table's order; a letter has none.
        issued_at: when it was signed, aware UTC.
        expires_at: when it ends, aware UTC.
        kid: the identifier of the key that signed it.
        holder_key: the key it is bound to; none for a bearer certificate, which anybody may show who has a copy.
    """

    view: CredentialView
    details: Mapping[str, Any]
    issued_at: datetime
    expires_at: datetime
    kid: bytes
    holder_key: PublicKey | None

    def to_dict(self) -> dict[str, Any]:
        """The certificate or letter in JSON form: dates as ISO 8601, details as in a member record."""
        return {
            **self.view.to_dict(),
            "details": {name: DETAIL_BY_NAME[name].to_json(value) for name, value in self.details.items()},
            "issued_at": self.issued_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "kid": self.kid.hex(),
            "holder_bound": self.holder_key is not None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of one verification.

    Attributes:
        verdict: the answer.
        checks: all eleven steps, in order.
        certificate: what was signed; none where the signature did not hold. It is there for an invalid certificate
            too, so that a person can compare it with what is printed: look at `verdict` first.
        at: the moment for which the answer holds, aware UTC.
        basis: which bundle and which status list it rests on.
        kind: what was read, by its own account: to be believed as far as `verdict` goes. None where that was not told.
        printed: how the page around the code compares with what was signed; none where no page was compared.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    certificate: VerifiedCertificate | None
    at: datetime
    basis: Basis
    kind: CredentialKind | None = None
    printed: PrintCheck | None = None

    @property
    def code(self) -> Code | None:
        """The first reason why the verdict is not `valid`; a failure before anything indeterminate."""
        return self._first(Outcome.FAILED) or self._of_the_print or self._first(Outcome.INDETERMINATE)

    @property
    def _of_the_print(self) -> Code | None:
        differs = self.printed is not None and self.printed.outcome is Outcome.FAILED
        return Code.PRINT_DIFFERS if differs else None

    def _first(self, outcome: Outcome) -> Code | None:
        return next((check.code for check in self.checks if check.outcome is outcome), None)

    def require_valid(self) -> VerifiedCertificate:
        """What was signed, where there is nothing to object to.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and this report.
        """
        if self.verdict is not Verdict.VALID or self.certificate is None:
            raise VerificationError(self)
        return self.certificate

    def to_dict(self) -> dict[str, Any]:
        """The report in JSON form (schemas/report.schema.json)."""
        return {
            "verdict": self.verdict.value,
            "code": self.code.value if self.code else None,
            "kind": self.kind.value if self.kind else None,
            "at": self.at.isoformat(),
            "basis": self.basis.to_dict(),
            "checks": [check.to_dict() for check in self.checks],
            "printed": self.printed.to_dict() if self.printed else None,
            "certificate": self.certificate.to_dict() if self.certificate else None,
        }


class VerificationError(CicpaError):
    """A certificate that did not come out `valid`.

    Attributes:
        report: the whole report.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report.code or Code.CONTENT_INVALID, f"the certificate is {report.verdict}: {report.code}")
        self.report = report
