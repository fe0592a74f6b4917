from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, ScanHint
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Outcome, Step, Verdict
from cicpa_credentials.verifier.wording import OUTCOMES, STEPS, VERDICTS, explain, verdict_on
from cicpa_credentials.wire.labels import Claim
from cicpa_credentials.wording import SCAN_HINTS, Phrase, advice
from office import HOLDER, Draft, evaluate, issue, reassembled
from pki import NOW

if TYPE_CHECKING:
    from cicpa_credentials.verifier import Report


def assert_sentences(*said: Phrase) -> None:
    for phrase in said:
        assert phrase.zh.endswith("。")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in phrase.zh)
        assert phrase.en.endswith(".")
        assert phrase.en.isascii()
        assert phrase.en[0].isupper()


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_meaning_and_a_remedy_in_whole_sentences_of_both_languages(code: Code) -> None:
    assert_sentences(advice(code).meaning, advice(code).remedy)


def test_steps_and_verdicts_are_told_in_whole_sentences_of_both_languages() -> None:
    assert_sentences(*(wording.passed for wording in STEPS.values()), *(said.remedy for said in VERDICTS.values()))


def test_every_step_outcome_and_verdict_has_words() -> None:
    assert list(STEPS) == list(Step)
    assert list(OUTCOMES) == list(Outcome)
    assert list(VERDICTS) == list(Verdict)


def test_every_hint_about_a_picture_is_a_sentence_in_both_languages() -> None:
    assert list(SCAN_HINTS) == list(ScanHint)
    assert_sentences(*SCAN_HINTS.values())


def test_no_two_codes_mean_the_same() -> None:
    for language in ("zh", "en"):
        meanings = [getattr(advice(code).meaning, language) for code in Code]
        assert len(set(meanings)) == len(meanings)


def said_of(report: Report, step: Step) -> str:
    return explain(report.checks[step - 1], report).en


def test_a_step_that_passed_says_what_is_established() -> None:
    report = evaluate(issue().qr_text)
    assert said_of(report, Step.SIGNATURE) == STEPS[Step.SIGNATURE].passed.en


def test_a_step_that_failed_says_what_its_code_means() -> None:
    report = evaluate(issue().qr_text, at=NOW + timedelta(days=400))
    assert said_of(report, Step.TIMES) == advice(Code.EXPIRED).meaning.en


def test_a_step_that_settles_nothing_says_why() -> None:
    report = evaluate(issue(status=StatusReference(uri="https://status.example.org/1", index=0)).qr_text)
    assert said_of(report, Step.STATUS) == advice(Code.STATUS_UNKNOWN).meaning.en


def test_steps_behind_a_failure_say_that_they_were_not_reached() -> None:
    report = evaluate("nonsense")
    assert {said_of(report, step) for step in Step if step > Step.READ} == {"An earlier step failed."}


def test_what_was_not_checked_is_told_for_what_it_is() -> None:
    bearer, bound = evaluate(issue().qr_text), evaluate(issue(holder_key=HOLDER.public_key).qr_text)
    assert "no status list" in said_of(bearer, Step.STATUS)
    assert "no holder's key" in said_of(bearer, Step.BINDING)
    assert "bound to its holder's key" in said_of(bound, Step.BINDING)


def test_nothing_is_said_of_a_holder_where_the_content_does_not_hold() -> None:
    broken = Draft.of(issue().credential)
    content = {**broken.payload[Claim.CERTIFICATE], 2: 9}
    report = evaluate(broken.with_claims({Claim.CERTIFICATE: content}).signed())
    assert report.certificate is None
    assert said_of(report, Step.BINDING) == "Nobody proved to be its holder."
    assert "no status list" in said_of(report, Step.STATUS)


def test_a_photo_is_not_called_unsigned_where_its_digest_is_shown() -> None:
    issued = issue()
    every = reassembled(issued.credential, unprotected={17: list(issued.disclosures)})
    assert "The photo is not signed" in verdict_on(evaluate(issued.qr_text)).remedy.en
    shown = verdict_on(evaluate(every))
    assert shown.meaning == VERDICTS[Verdict.VALID].meaning
    assert_sentences(shown.remedy)
    assert "not signed" not in shown.remedy.en
    assert "the photo with the person" in shown.remedy.en
