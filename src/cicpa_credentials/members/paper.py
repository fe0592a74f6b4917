"""What a paper certificate is still worth (notice 会协〔2020〕34号, 三)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from cicpa_credentials.members.values import Category

__all__ = ["PaperCertificate", "PaperStanding", "paper_certificate_validity"]

_VOID_SINCE: Final = date(2025, 12, 31)
_EXCHANGED_UNTIL: Final = date(2026, 12, 31)
_PAPERLESS_SINCE: Final = date(2021, 1, 1)


class PaperStanding(StrEnum):
    """What a paper certificate is still worth."""

    EXCHANGE = "exchange"
    """Still good, to be exchanged for the electronic one."""
    OVERDUE = "overdue"
    """The time for exchanging it is over; the rules do not say that it is void."""
    VOID = "void"
    NEVER_ISSUED = "never_issued"
    """The association has never issued such a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCertificate:
    """The answer to somebody who was shown a paper certificate.

    Attributes:
        standing: what it is worth on that day.
        zh: the same in a Chinese sentence.
        en: the same in an English sentence.
    """

    standing: PaperStanding
    zh: str
    en: str


_STILL_NON_PRACTISING = PaperCertificate(
    standing=PaperStanding.EXCHANGE,
    zh="纸质非执业会员证自2025年12月31日起失效，请换领电子证。",
    en="Paper non-practising member certificates are void from 31 December 2025; exchange it for the electronic one.",
)
_VOID = PaperCertificate(
    standing=PaperStanding.VOID,
    zh="纸质非执业会员证已自2025年12月31日起失效，请出示电子证。",
    en="Paper non-practising member certificates have been void since 31 December 2025; ask for the electronic one.",
)
_NEVER_ISSUED = PaperCertificate(
    standing=PaperStanding.NEVER_ISSUED,
    zh="2021年及以后入会的非执业会员不发放纸质会员证，请出示电子证。",
    en="Non-practising members who joined in 2021 or later have no paper certificate; ask for the electronic one.",
)
_STILL_PRACTISING = PaperCertificate(
    standing=PaperStanding.EXCHANGE,
    zh="纸质执业会员证须于2026年底前换领电子证。",
    en="Paper practising member certificates are to be exchanged for the electronic one by the end of 2026.",
)
_OVERDUE = PaperCertificate(
    standing=PaperStanding.OVERDUE,
    zh="纸质执业会员证的换领期已于2026年底结束，请出示电子证。",
    en="The time for exchanging paper practising member certificates ended with 2026; ask for the electronic one.",
)


def paper_certificate_validity(category: Category, on: date, *, joined: date | None = None) -> PaperCertificate:
    """What a paper certificate is worth. It proves nothing about the member's standing.

    Args:
        category: which of the two it is.
        on: the day it is shown.
        joined: the date of joining on it, if it was read.
    """
    if category is Category.PRACTISING:
        return _STILL_PRACTISING if on <= _EXCHANGED_UNTIL else _OVERDUE
    if joined is not None and joined >= _PAPERLESS_SINCE:
        return _NEVER_ISSUED
    return _STILL_NON_PRACTISING if on < _VOID_SINCE else _VOID
