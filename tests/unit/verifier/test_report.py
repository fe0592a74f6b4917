"""The report: its JSON form, its first reason, and the call that raises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Basis, Check, Outcome, Report, Step, Verdict, VerificationError
from office import (
    BUNDLE,
    CERTIFICATE,
    DAY,
    HOLDER,
    KEY,
    Draft,
    bundle,
    evaluate,
    issue,
    reassembled,
    verifier,
)
from pki import NOW
from sample_records import PHOTO_JSON, particulars, record

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUED = issue()
ALL_SHOWN = reassembled(ISSUED.credential, unprotected={17: list(ISSUED.disclosures)})
STATUS = StatusReference(uri="https://status.example.org/lists/07", index=5)
BASIS = Basis.of(BUNDLE, None)
LEAKED = TrustedIssuer.of((CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW + DAY)

REPORTS: dict[str, Callable[[], Report]] = {
    "valid": lambda: evaluate(ISSUED.qr_text),
    "valid, all shown": lambda: evaluate(ALL_SHOWN),
    "valid, bound": lambda: evaluate(issue(holder_key=HOLDER.public_key).qr_text),
    "valid, practising no longer": lambda: evaluate(
        issue(record(category="non_practising", firm=None, firm_transfers=None)).qr_text
    ),
    "status unknown": lambda: evaluate(issue(status=STATUS).qr_text),
    "bundle expired": lambda: evaluate(ISSUED.qr_text, at=NOW + 31 * DAY),
    "key compromised": lambda: evaluate(ISSUED.qr_text, bundle(LEAKED)),
    "expired": lambda: evaluate(ISSUED.qr_text, at=NOW + 400 * DAY),
    "not yet valid": lambda: evaluate(ISSUED.qr_text, at=NOW - DAY),
    "no certificate": lambda: evaluate("hello"),
    "malformed": lambda: evaluate(b"\xff"),
    "unknown issuer": lambda: evaluate(Draft.of(ISSUED.credential).with_headers({4: b"12345678"}).signed()),
    "bad signature": lambda: evaluate(Draft.of(ISSUED.credential).signed(HOLDER)),
    "disclosure mismatch": lambda: evaluate(reassembled(ISSUED.credential, unprotected={17: [b"x"]})),
    "content invalid": lambda: evaluate(Draft.of(ISSUED.credential).with_claims({2: "5"}).signed()),
}


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    made: Report = REPORTS[request.param]()
    return made


class TestJson:
    def test_conforms_to_the_schema(self, report: Report) -> None:
        written = json.loads(json.dumps(report.to_dict(), allow_nan=False))
        assert schemas.problems("report", written) == ()
        assert written["verdict"] == report.verdict
        assert written["code"] == report.code

    def test_lists_all_eleven_steps_in_order(self, report: Report) -> None:
        assert [(one["step"], one["name"]) for one in report.to_dict()["checks"]] == [
            (1, "read"),
            (2, "decode"),
            (3, "profile"),
            (4, "issuer"),
            (5, "signature"),
            (6, "key"),
            (7, "times"),
            (8, "status"),
            (9, "disclosures"),
            (10, "binding"),
            (11, "content"),
        ]

    def test_says_why_of_every_step_that_did_not_pass(self, report: Report) -> None:
        for check in report.checks:
            assert bool(check.detail) is (check.outcome is not Outcome.PASSED)

    def test_quotes_nothing_of_the_certificate_but_in_the_certificate(self, report: Report) -> None:
        told = json.dumps(report.to_dict()["checks"], ensure_ascii=False)
        for name in ("name", "number", "mobile", "email", "birth_date", "approval_number", "firm", "id_number"):
            assert particulars()[name] not in told

    def test_tells_a_certificate_as_a_record_does(self) -> None:
        told = evaluate(ALL_SHOWN).to_dict()["certificate"]
        assert told == {
            "name": "林知夏",
            "gender": "female",
            "number": "110007310042",
            "category": "practising",
            "association": "310000",
            "joined": "2017-03-16",
            "details": {"photo": PHOTO_JSON}
            | {
                name: particulars()[name]
                for name in (
                    "approval_number",
                    "birth_date",
                    "mobile",
                    "email",
                    "inspections",
                    "association_transfers",
                    "firm",
                    "firm_transfers",
                )
            },
            "issued_at": "2026-06-01T12:00:00+00:00",
            "expires_at": "2027-06-02T12:00:00+00:00",
            "kid": KEY.public_key.kid.hex(),
            "holder_bound": False,
        }

    @pytest.mark.parametrize(
        "damage",
        [
            {"verdict": "maybe"},
            {"verdict": "invalid"},
            {"code": "expired"},
            {"code": "no_such_code"},
            {"at": "yesterday"},
            {"at": None},
            {"checks": []},
            {"certificate": None},
            {"certificate": {}},
            {"surplus": 1},
        ],
        ids=str,
    )
    def test_of_another_form_does_not_conform(self, damage: dict[str, Any]) -> None:
        assert schemas.problems("report", {**evaluate(ISSUED.qr_text).to_dict(), **damage})

    def test_with_steps_in_another_order_does_not_conform(self) -> None:
        told = evaluate(ISSUED.qr_text).to_dict()
        first, *others = told["checks"]
        wrongs = [
            [*others, first],
            [first, *others[:-1]],
            [first, *others, first],
            [{**first, "code": "expired"}, *others],
        ]
        for checks in wrongs:
            assert schemas.problems("report", {**told, "checks": checks})

    def test_the_schema_knows_codes_of_ours_only(self) -> None:
        known = set(schemas.load("report")["$defs"]["code"]["enum"])
        assert known - {code.value for code in Code} == {None}


class TestFirstReason:
    def test_a_failure_comes_before_anything_indeterminate(self) -> None:
        """The bundle has run out at step 4; the certificate has expired at step 7."""
        report = evaluate(ISSUED.qr_text, at=NOW + 400 * DAY)
        outcomes = [check.outcome for check in report.checks]
        assert outcomes.index(Outcome.INDETERMINATE) < outcomes.index(Outcome.FAILED)
        assert report.code is Code.EXPIRED

    def test_of_several_it_is_the_first(self) -> None:
        made = report_of(
            Check(step=Step.TIMES, outcome=Outcome.INDETERMINATE, code=Code.STATUS_STALE),
            Check(step=Step.STATUS, outcome=Outcome.INDETERMINATE, code=Code.STATUS_UNKNOWN),
        )
        assert made.code is Code.STATUS_STALE

    def test_there_is_none_where_nothing_is_wrong(self) -> None:
        assert report_of(Check(step=Step.TIMES, outcome=Outcome.NOT_CHECKED)).code is None


def report_of(*checks: Check) -> Report:
    return Report(verdict=Verdict.INDETERMINATE, checks=checks, certificate=None, at=NOW, basis=BASIS)


class TestVerify:
    @pytest.mark.parametrize("name", [name for name in REPORTS if name.startswith("valid")])
    def test_gives_what_was_signed_where_it_is_valid(self, name: str) -> None:
        report = REPORTS[name]()
        assert (report.verdict, report.code) == (Verdict.VALID, None)
        assert report.require_valid() is report.certificate is not None

    def test_gives_it_from_the_verifier_too(self) -> None:
        assert verifier().verify(ISSUED.qr_text) == evaluate(ISSUED.qr_text).certificate

    @pytest.mark.parametrize("name", [name for name in REPORTS if not name.startswith("valid")])
    def test_raises_for_every_other_verdict(self, name: str) -> None:
        expected = REPORTS[name]()
        with pytest.raises(VerificationError) as caught:
            expected.require_valid()
        assert caught.value.report is expected
        assert caught.value.code is expected.code
        assert isinstance(caught.value, CicpaError)
        assert str(caught.value) == f"the certificate is {expected.verdict}: {expected.code}"

    def test_raises_from_the_verifier_too(self) -> None:
        with pytest.raises(VerificationError) as caught:
            verifier(at=NOW + 400 * DAY).verify(ISSUED.qr_text)
        assert caught.value.code is Code.EXPIRED


def test_a_repr_shows_nothing_of_the_member() -> None:
    report = evaluate(ALL_SHOWN)
    assert report.certificate is not None
    shown = repr(report) + repr(report.certificate) + repr(report.checks)
    for name in ("name", "number", "mobile", "email", "birth_date", "approval_number", "firm"):
        assert particulars()[name] not in shown
    assert "1988" not in shown
