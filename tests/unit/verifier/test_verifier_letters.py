"""Letters of good standing under verification: what is established, what is said, and who is content with one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import CertificateView, CredentialKind, LetterView
from cicpa_credentials.members.profile import MAX_LETTER_VALIDITY
from cicpa_credentials.status import Status, StatusLists
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict, VerificationError
from cicpa_credentials.verifier.cose import CoseEvaluation
from cicpa_credentials.verifier.steps import run_steps
from cicpa_credentials.verifier.wording import VERDICTS, explain, verdict_on
from cicpa_credentials.wording import advice
from office import BASE_URL, DAY, HOLDER, KEY, SHANGHAI, Draft, bundle, issue, verifier
from pki import NOW
from secretariat import CICPA_CERTIFICATE, CICPA_KEY, EITHER, EVERYBODY, LETTERS, letter, read, secretariat
from status_samples import INDEX, REFERENCE, a_list

if TYPE_CHECKING:
    from cicpa_credentials.verifier import Report

ISSUED = letter()
DRAFT = Draft.of(ISSUED.credential)


def with_content(**changes: Any) -> bytes:  # noqa: ANN401 - claims of any type
    """The letter signed anew with particulars changed, by label; None takes one away."""
    content = {**DRAFT.payload[-65538], **{int(label[1:]): value for label, value in changes.items()}}
    kept = {label: value for label, value in content.items() if value is not None}
    return DRAFT.with_claims({-65538: kept}).signed(CICPA_KEY)


def failed(report: Report) -> tuple[Step, Code | None]:
    (check,) = [one for one in report.checks if one.outcome is Outcome.FAILED]
    return check.step, check.code


def day(year: int, month: int, day_of_month: int) -> CBORTag:
    return CBORTag(100, (date(year, month, day_of_month) - date(1970, 1, 1)).days)


class TestGood:
    @pytest.mark.parametrize("received", [ISSUED.qr_text, ISSUED.credential])
    def test_it_is_valid_and_says_what_was_issued(self, received: str | bytes) -> None:
        report = read(received)
        assert (report.verdict, report.kind) == (Verdict.VALID, CredentialKind.LETTER)
        found = report.require_valid()
        assert found.view == ISSUED.view
        assert (dict(found.details), found.holder_key, found.kid) == ({}, None, CICPA_KEY.public_key.kid)
        assert (found.issued_at, found.expires_at) == (ISSUED.issued_at, ISSUED.expires_at)

    def test_the_report_has_a_json_form(self) -> None:
        for one in (ISSUED, letter(reader=None)):
            written = json.loads(json.dumps(read(one.qr_text).to_dict(), allow_nan=False))
            assert schemas.problems("report", written) == ()
            assert (written["kind"], written["certificate"]["as_of"]) == ("letter", "2026-06-01")
            assert written["certificate"]["details"] == {}

    def test_it_holds_to_the_last_second_of_the_day_that_is_printed(self) -> None:
        strict = replace(LETTERS, leeway=timedelta(0))
        of = bundle(TrustedIssuer.of((CICPA_CERTIFICATE,)), expires=NOW + 99 * DAY)
        last = ISSUED.expires_at - timedelta(seconds=1)
        assert read(ISSUED.qr_text, of, at=last, policy=strict).verdict is Verdict.VALID
        assert read(ISSUED.qr_text, of, at=ISSUED.expires_at, policy=strict).code is Code.EXPIRED

    @pytest.mark.parametrize(
        ("status", "code"),
        [(Status.VALID, None), (Status.INVALID, Code.REVOKED), (Status.SUSPENDED, Code.SUSPENDED)],
    )
    def test_it_can_be_withdrawn(self, status: Status, code: Code | None) -> None:
        token = a_list([(INDEX, status)], by=CICPA_KEY)
        of = bundle(TrustedIssuer.of((CICPA_CERTIFICATE,)), status_lists=[token])
        assert read(letter(status=REFERENCE).qr_text, of).code is code

    def test_no_other_association_may_write_one(self) -> None:
        shanghais = DRAFT.with_claims({1: SHANGHAI}).with_headers({4: KEY.public_key.kid}).signed(KEY)
        assert failed(read(shanghais)) == (Step.KEY, Code.OUT_OF_SCOPE)

    def test_it_falls_with_its_key(self) -> None:
        leaked = TrustedIssuer.of((CICPA_CERTIFICATE,), state=KeyState.COMPROMISED, since=NOW - DAY)
        assert read(ISSUED.qr_text, bundle(leaked)).code is Code.KEY_COMPROMISED


class TestPolicy:
    def test_who_says_nothing_wants_a_certificate(self) -> None:
        report = read(ISSUED.qr_text, policy=Policy())
        assert (report.verdict, failed(report)) == (Verdict.INVALID, (Step.PROFILE, Code.WRONG_KIND))
        assert (report.kind, report.certificate) == (CredentialKind.LETTER, None)

    def test_verify_raises_for_a_letter_that_nobody_asked_for(self) -> None:
        with pytest.raises(VerificationError) as refused:
            verifier(EVERYBODY).verify(ISSUED.qr_text)
        assert refused.value.code is Code.WRONG_KIND

    def test_who_wants_a_letter_is_not_content_with_a_certificate(self) -> None:
        report = read(issue().qr_text)
        assert (failed(report), report.kind) == ((Step.PROFILE, Code.WRONG_KIND), CredentialKind.CERTIFICATE)

    def test_who_takes_either_is_told_which(self) -> None:
        for one, kind, view in (
            (ISSUED.qr_text, CredentialKind.LETTER, LetterView),
            (issue().qr_text, CredentialKind.CERTIFICATE, CertificateView),
        ):
            report = read(one, policy=EITHER)
            assert (report.verdict, report.kind) == (Verdict.VALID, kind)
            assert isinstance(report.require_valid().view, view)

    def test_a_letter_shows_no_detail_and_proves_no_holder(self) -> None:
        for policy, code in (
            (replace(LETTERS, required_fields=("birth_date",)), Code.FIELD_MISSING),
            (replace(LETTERS, require_holder_binding=True), Code.BINDING_MISSING),
            (replace(LETTERS, audience="bank.example"), Code.BINDING_MISSING),
        ):
            assert read(ISSUED.qr_text, policy=policy).code is code

    def test_an_access_code_opens_nothing_in_a_letter(self) -> None:
        code = AccessCode("ABCDEFGHIJKLMNOP")
        report = verifier(EVERYBODY, policy=LETTERS).evaluate(ISSUED.qr_text, access_code=code)
        assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.WRONG_ACCESS_CODE)

    def test_a_form_that_has_no_letters_knows_none_whatever_the_policy(self) -> None:
        class Certificates(CoseEvaluation):
            __slots__ = ()
            kinds = frozenset({CredentialKind.CERTIFICATE})

        of: dict[str, Any] = {
            "bundle": EVERYBODY,
            "lists": StatusLists(EVERYBODY),
            "policy": LETTERS,
            "now": NOW,
            "access_code": None,
        }
        report = run_steps(Certificates(ISSUED.credential, **of))
        assert failed(report) == (Step.PROFILE, Code.UNSUPPORTED)

    def test_nobody_can_accept_nothing(self) -> None:
        with pytest.raises(ValueError, match="accept"):
            Policy(accept=frozenset())


class TestContent:
    @pytest.mark.parametrize(
        "changes",
        [
            {"_1": None},
            {"_1": 5},
            {"_1": " 林"},
            {"_2": None},
            {"_2": "林知夏"},
            {"_4": None},
            {"_4": 17241},
            {"_5": None},
            {"_5": "2026-06-01"},
            {"_5": CBORTag(100, 10**9)},
            {"_6": ""},
            {"_6": 7},
            {"_6": "a\u202eb"},
        ],
    )
    def test_what_no_letter_says_is_refused(self, changes: dict[str, Any]) -> None:
        assert failed(read(with_content(**changes))) == (Step.CONTENT, Code.CONTENT_INVALID)

    @pytest.mark.parametrize(
        "changes",
        [{"_5": day(2017, 3, 15)}, {"_5": day(2026, 6, 2)}, {"_4": day(2026, 6, 2)}],
        ids=["as of a day before joining", "as of a day after issue", "joined after issue"],
    )
    def test_days_that_do_not_follow_each_other_are_refused(self, changes: dict[str, Any]) -> None:
        assert failed(read(with_content(**changes))) == (Step.CONTENT, Code.CONTENT_INVALID)

    def test_all_three_days_may_be_one(self) -> None:
        view = read(with_content(_4=day(2026, 6, 1))).require_valid().view
        assert isinstance(view, LetterView)
        assert view.joined == view.as_of == view.issued_on

    def test_none_is_bound_to_a_key(self) -> None:
        bound = DRAFT.with_claims({8: {1: HOLDER.public_key.to_cose_key()}}).with_headers({16: 293}).signed(CICPA_KEY)
        assert failed(read(bound)) == (Step.PROFILE, Code.UNSUPPORTED)

    @pytest.mark.parametrize("label", [17, 171])
    def test_nothing_stands_beside_what_is_signed(self, label: int) -> None:
        shown = DRAFT.with_unprotected({label: [b"x"]}).signed(CICPA_KEY)
        assert failed(read(shown)) == (Step.PROFILE, Code.UNSUPPORTED)

    def test_a_category_that_there_is_not_is_refused(self) -> None:
        report = read(with_content(_3=9))
        assert {check.step for check in report.checks if check.outcome is Outcome.FAILED} == {Step.KEY, Step.CONTENT}

    def test_what_a_later_version_may_add_is_passed_over(self) -> None:
        assert read(with_content(_7="more")).require_valid().view == ISSUED.view

    def test_the_longest_letter_passes_and_a_second_more_does_not(self) -> None:
        longest = letter(valid_for=MAX_LETTER_VALIDITY, by=secretariat(at=NOW + timedelta(hours=4)))  # midnight there
        at = NOW + timedelta(hours=4)
        assert longest.expires_at - longest.issued_at == MAX_LETTER_VALIDITY + DAY
        assert read(longest.qr_text, at=at).verdict is Verdict.VALID
        draft = Draft.of(longest.credential)
        longer = draft.with_claims({4: draft.payload[4] + 1}).signed(CICPA_KEY)
        assert failed(read(longer, at=at)) == (Step.CONTENT, Code.CONTENT_INVALID)

    def test_its_days_are_those_of_china(self) -> None:
        at = NOW + timedelta(hours=5)  # after midnight there, and in UTC still the day before
        late = letter(by=secretariat(at=at))
        assert (at.date(), late.view.issued_on) == (date(2026, 6, 1), date(2026, 6, 2))
        assert read(late.qr_text, at=at).require_valid().view == late.view

    def test_its_last_day_is_that_of_its_last_second(self) -> None:
        a_second_more = DRAFT.with_claims({4: DRAFT.payload[4] + 1}).signed(CICPA_KEY)
        view = read(a_second_more).require_valid().view
        assert isinstance(view, LetterView)
        assert view.valid_until == ISSUED.view.valid_until + DAY

    def test_a_last_day_beyond_the_calendar_is_no_day(self) -> None:
        endless = DRAFT.with_claims({4: 253402300799}).signed(CICPA_KEY)
        assert failed(read(endless)) == (Step.CONTENT, Code.CONTENT_INVALID)


class TestWording:
    def test_a_valid_letter_is_told_with_its_day_in_both_languages(self) -> None:
        said = verdict_on(read(ISSUED.qr_text))
        assert said.meaning.en == "valid · letter of good standing"
        assert said.meaning.zh == "有效 · 会员资格良好存续证明"
        assert said.remedy.en.startswith("Member in good standing as of 1 June 2026; ")
        assert said.remedy.zh.startswith("截至2026年6月1日，该会员资格良好存续；")

    def test_a_bad_letter_is_not_called_a_certificate(self) -> None:
        expired = read(ISSUED.qr_text, at=NOW + 100 * DAY)
        assert verdict_on(expired).remedy.en == "Do not accept this letter."

    def test_a_letter_that_is_merely_not_asked_for_is_not_called_bad(self) -> None:
        report = read(ISSUED.qr_text, policy=Policy())
        assert verdict_on(report).remedy == advice(Code.WRONG_KIND).meaning

    def test_a_letter_that_could_not_be_settled_is_told_as_such(self) -> None:
        report = read(letter(status=REFERENCE).qr_text)
        assert verdict_on(report).remedy == VERDICTS[Verdict.INDETERMINATE].remedy

    def test_certificates_are_told_as_before(self) -> None:
        report = read(issue().qr_text, policy=EITHER)
        assert verdict_on(report) == VERDICTS[Verdict.VALID]
        assert explain(report.checks[Step.PROFILE - 1], report).en == "It is a member certificate."

    def test_steps_speak_of_a_letter(self) -> None:
        report = read(ISSUED.qr_text)
        said = {step: explain(report.checks[step - 1], report) for step in Step}
        assert said[Step.PROFILE].en == "It is a letter of good standing, not a member certificate."
        assert said[Step.STATUS].en.startswith("The letter names no status list")
        assert said[Step.BINDING].en.startswith("A letter is bound to no holder's key")
        assert all("certificate" not in said[step].en for step in Step if step is not Step.PROFILE)

    def test_steps_behind_a_failure_say_that_they_were_not_reached(self) -> None:
        report = read(ISSUED.qr_text, policy=Policy())
        assert explain(report.checks[Step.STATUS - 1], report).en == "An earlier step failed."


def test_the_code_is_the_same_at_any_page() -> None:
    assert ISSUED.qr_text.startswith(BASE_URL)
    digits = ISSUED.qr_text.rpartition("#")[2]
    assert read(f"https://evil.example/#{digits}").verdict is Verdict.VALID
