"""What a report says differently where a letter of good standing was read, and not a certificate."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members.view import LetterView
from cicpa_credentials.verifier.report import Step, Verdict
from cicpa_credentials.wording.phrases import Advice, Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cicpa_credentials.verifier.report import Report

__all__ = ["LETTER_NOTES", "letter_verdict", "long_date"]

LETTER_NOTES: Final[Mapping[Step, Phrase]] = MappingProxyType(
    {
        Step.PROFILE: Phrase(
            zh="这是一份会员资格良好存续证明，不是会员证。",
            en="It is a letter of good standing, not a member certificate.",
        ),
        Step.STATUS: Phrase(
            zh="该证明没有载明状态列表，出具后的变化无从得知。",
            en="The letter names no status list: what became of it since it was issued cannot be known.",
        ),
        Step.BINDING: Phrase(
            zh="该证明不绑定持证人的密钥，持有副本者均可出示。",
            en="A letter is bound to no holder's key: anybody who has a copy can show it.",
        ),
    }
)
"""By step: what was established about the kind, and what could not be checked."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_REFUSED: Final = Phrase(zh="不要采信这份证明。", en="Do not accept this letter.")


def long_date(day: date) -> Phrase:
    """A day as it is written in letters."""
    return Phrase(
        zh=f"{day.year}年{day.month}月{day.day}日",
        en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    )


def letter_verdict(report: Report, usual: Advice) -> Advice:
    """A verdict on a letter: which day it speaks of, and that it speaks of no other.

    Args:
        report: on a letter.
        usual: the verdict on a certificate.
    """
    meaning = Phrase(
        zh=f"{usual.meaning.zh} · 会员资格良好存续证明", en=f"{usual.meaning.en} · letter of good standing"
    )
    remedy = _REFUSED if report.verdict is Verdict.INVALID else usual.remedy
    view = report.certificate.view if report.certificate else None
    if report.verdict is Verdict.VALID and isinstance(view, LetterView):
        on = long_date(view.as_of)
        remedy = Phrase(
            zh=f"截至{on.zh}，该会员资格良好存续；此后的情况不在证明之列。请将签名所载内容与证明逐项比对。",
            en=f"Member in good standing as of {on.en}; nothing is said of later days. "
            "Compare each line with the letter.",
        )
    return Advice(meaning=meaning, remedy=remedy)
