"""Checking a certificate offline: the numbered algorithm, its report, and the policy it follows."""

from cicpa_credentials.verifier.basis import Basis, Edition, ListUsed
from cicpa_credentials.verifier.policy import Policy
from cicpa_credentials.verifier.report import (
    Check,
    Outcome,
    Report,
    Step,
    Verdict,
    VerificationError,
    VerifiedCertificate,
)
from cicpa_credentials.verifier.verifier import Verifier

__all__ = [
    "Basis",
    "Check",
    "Edition",
    "ListUsed",
    "Outcome",
    "Policy",
    "Report",
    "Step",
    "Verdict",
    "VerificationError",
    "VerifiedCertificate",
    "Verifier",
]
