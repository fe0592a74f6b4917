from __future__ import annotations

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.audit import Evidence, Finding, Severity
from cicpa_credentials.audit.finding import severity_of
from cicpa_credentials.errors import Code
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Check, Outcome, Step

WHOLE = Evidence(
    file="a/b.pdf",
    line=3,
    page=2,
    ordinal=1,
    digest=bytes(32),
    kid=bytes(8),
    event=7,
    list_uri="https://status.example.org/1",
    reference=StatusReference(uri="https://status.example.org/1", index=0),
)


@pytest.mark.parametrize("evidence", [WHOLE, Evidence(line=1), Evidence()])
def test_a_finding_in_json_conforms_to_its_schema(evidence: Evidence) -> None:
    found = Finding(code=Code.REVOKED, severity=Severity.SEVERE, evidence=evidence).to_dict()
    assert schemas.problems("audit-finding", found) == ()


def test_evidence_says_what_there_is_and_nothing_else() -> None:
    assert Evidence(line=7, kid=b"\1\2").to_dict() == {"line": 7, "kid": "0102"}
    assert WHOLE.to_dict()["status"] == {"uri": "https://status.example.org/1", "index": 0}


def test_advice_is_what_the_code_means_in_both_languages() -> None:
    advice = Finding(code=Code.EXPIRED, severity=Severity.WARNING, evidence=Evidence()).advice
    assert advice.remedy.en == "Let the holder download a new certificate."


@pytest.mark.parametrize(
    ("code", "outcome", "severity"),
    [
        (Code.BAD_SIGNATURE, Outcome.FAILED, Severity.SEVERE),
        (Code.REVOKED, Outcome.FAILED, Severity.SEVERE),
        (Code.KEY_COMPROMISED, Outcome.FAILED, Severity.SEVERE),
        (Code.KEY_COMPROMISED, Outcome.INDETERMINATE, Severity.WARNING),
        (Code.EXPIRED, Outcome.FAILED, Severity.WARNING),
        (Code.SUPERSEDED, Outcome.FAILED, Severity.WARNING),
        (Code.STATUS_STALE, Outcome.INDETERMINATE, Severity.WARNING),
    ],
)
def test_what_failed_is_severe_unless_it_is_the_way_of_all_certificates(
    code: Code, outcome: Outcome, severity: Severity
) -> None:
    assert severity_of(Check(step=Step.KEY, outcome=outcome, code=code)) is severity
