"""Every step, outcome and verdict of a report in words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.verifier.report import Outcome, Step, Verdict
from cicpa_credentials.verifier.wording.letters import LETTER_NOTES, letter_verdict
from cicpa_credentials.wording.advice import advice
from cicpa_credentials.wording.phrases import Advice, Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.verifier.report import Check, Report

__all__ = ["OUTCOMES", "STEPS", "VERDICTS", "StepWording", "explain", "verdict_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWording:
    """One step of verification.

    Attributes:
        title: what is looked at, in a word or two.
        passed: what has been established when the step passed.
    """

    title: Phrase
    passed: Phrase


def _step(zh: str, zh_passed: str, en: str, en_passed: str) -> StepWording:
    return StepWording(title=Phrase(zh=zh, en=en), passed=Phrase(zh=zh_passed, en=en_passed))


STEPS: Final[Mapping[Step, StepWording]] = MappingProxyType(
    {
        Step.READ: _step("读取", "二维码可以读取。", "Reading", "The code can be read."),
        Step.DECODE: _step("解码", "格式完全符合规定。", "Decoding", "The content is strictly well formed."),
        Step.PROFILE: _step("类型", "这是一张会员证。", "Kind", "It is a member certificate."),
        Step.ISSUER: _step("签发方", "签发密钥在信任包中。", "Issuer", "The trust bundle knows the key that it names."),
        Step.SIGNATURE: _step(
            "签名", "数字签名成立，内容未被改动。", "Signature", "The signature holds: nothing was altered."
        ),
        Step.KEY: _step(
            "密钥授权",
            "签发时密钥有效，且有权签发此类证书。",
            "Key",
            "The key was in force, and certified for this association and category.",
        ),
        Step.TIMES: _step("有效期", "在有效期内。", "Time", "Its time has begun and is not over."),
        Step.STATUS: _step("状态", "未被撤销、暂停或取代。", "Status", "It is not revoked, suspended or superseded."),
        Step.DISCLOSURES: _step("明细", "所出示的明细均经签名。", "Details", "Whatever details are shown were signed."),
        Step.BINDING: _step(
            "持证人", "出示者持有会员证绑定的密钥。", "Holder", "Whoever shows it holds the key that it is bound to."
        ),
        Step.CONTENT: _step("内容", "内容符合规定。", "Content", "The content follows the rules."),
    }
)
"""The steps in words; the words for a failure are those of its code."""

OUTCOMES: Final[Mapping[Outcome, Phrase]] = MappingProxyType(
    {
        Outcome.PASSED: Phrase(zh="通过", en="passed"),
        Outcome.FAILED: Phrase(zh="未通过", en="failed"),
        Outcome.INDETERMINATE: Phrase(zh="无法确认", en="not established"),
        Outcome.NOT_CHECKED: Phrase(zh="未检查", en="not checked"),
    }
)

VERDICTS: Final[Mapping[Verdict, Advice]] = MappingProxyType(
    {
        Verdict.VALID: Advice(
            meaning=Phrase(zh="有效", en="valid"),
            remedy=Phrase(
                zh="请将签名所载内容与证面逐项比对；照片不在签名之内，请与本人比对。",
                en="Compare each line with the print. The photo is not signed: compare it with the person.",
            ),
        ),
        Verdict.INVALID: Advice(
            meaning=Phrase(zh="无效", en="invalid"),
            remedy=Phrase(zh="不要采信这张会员证。", en="Do not accept this certificate."),
        ),
        Verdict.INDETERMINATE: Advice(
            meaning=Phrase(zh="无法确认", en="indeterminate"),
            remedy=Phrase(
                zh="没有发现问题，但依据不足；补足之前请勿采信。",
                en="Nothing is wrong, but not everything could be established; do not accept it before it is.",
            ),
        ),
    }
)

# That the photo's digest agrees proves nothing of what a reader sees: another may lie upon it.
_PHOTO_SHOWN: Final = Phrase(
    zh="请将签名所载内容与证面逐项比对，并将照片与本人比对。",
    en="Compare each line with the print, and the photo with the person.",
)
_UNREACHED: Final = Phrase(zh="前面的步骤未通过。", en="An earlier step failed.")
_NO_STATUS: Final = Phrase(
    zh="该会员证没有载明状态列表，签发后的变化无从得知。",
    en="The certificate names no status list: what became of it since it was issued cannot be known.",
)
_BEARER: Final = Phrase(
    zh="该会员证未绑定持证人的密钥，持有副本者均可出示。",
    en="The certificate is bound to no holder's key: anybody who has a copy can show it.",
)
_BOUND: Final = Phrase(
    zh="该会员证绑定了持证人的密钥，但出示者没有证明自己持有它。",
    en="The certificate is bound to its holder's key, but nobody proved to hold that key.",
)
_UNPROVED: Final = Phrase(zh="出示者没有证明自己是持证人。", en="Nobody proved to be its holder.")


def explain(check: Check, report: Report) -> Phrase:
    """How a check came out, in one sentence.

    Args:
        check: one of the report's checks.
        report: what it belongs to.
    """
    if check.code is not None:
        return advice(check.code).meaning
    letter = report.kind is CredentialKind.LETTER
    if check.outcome is Outcome.PASSED:
        return LETTER_NOTES[check.step] if letter and check.step is Step.PROFILE else STEPS[check.step].passed
    if any(one.outcome is Outcome.FAILED and one.step <= Step.SIGNATURE for one in report.checks):
        return _UNREACHED
    if letter:
        return LETTER_NOTES[check.step]
    return _NO_STATUS if check.step is Step.STATUS else _holder(report)


def verdict_on(report: Report) -> Advice:
    """What the verdict means, and what to do, for the kind of credential that was read."""
    usual = VERDICTS[report.verdict]
    if report.code in {Code.WRONG_KIND, Code.PRINT_DIFFERS}:  # there may be nothing amiss with what was signed
        return Advice(meaning=usual.meaning, remedy=advice(report.code).meaning)
    if report.kind is CredentialKind.LETTER:
        return letter_verdict(report, usual)
    if report.verdict is Verdict.VALID and report.certificate and "photo" in report.certificate.details:
        return Advice(meaning=usual.meaning, remedy=_PHOTO_SHOWN)
    return usual


def _holder(report: Report) -> Phrase:
    if report.certificate is None:
        return _UNPROVED
    return _BEARER if report.certificate.holder_key is None else _BOUND
