"""When a certificate may be issued from a record, and what a paper certificate is still worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, IncompleteRecordError, RecordError
from cicpa_credentials.members.fields import FIELDS, Field, Mandatory
from cicpa_credentials.members.values import Category, PhotoSource, QualificationRoute

if TYPE_CHECKING:
    from cicpa_credentials.members.record import MemberRecord

__all__ = [
    "PaperCertificate",
    "PaperStanding",
    "missing_fields",
    "paper_certificate_validity",
    "require_complete",
    "require_complete_for_letter",
    "require_photo_route",
]

_FIRST_EXAMINATION_PHOTO: Final = 2010
_PAPER_VOID: Final = date(2025, 12, 31)
_PAPER_EXCHANGED: Final = date(2026, 12, 31)
_PAPERLESS_SINCE: Final = date(2021, 1, 1)

_always_needed = attrgetter(*(field.name for field in FIELDS if field.mandatory is Mandatory.ALWAYS))


def missing_fields(record: MemberRecord) -> tuple[str, ...]:
    """What a certificate cannot do without and the record does not hold.

    Returns:
        JSON names in the field table's order; empty when the record is complete.
    """
    # one read of all of them: nearly every record that is to be issued is complete
    if (
        None not in _always_needed(record)
        and (record.qualified_year is not None or record.qualification_route is QualificationRoute.ASSESSMENT)
        and (record.firm is not None or record.category is Category.NON_PRACTISING)
    ):
        return ()
    return tuple(field.name for field in FIELDS if getattr(record, field.name) is None and _needed(field, record))


def _needed(field: Field, record: MemberRecord) -> bool:
    if field.mandatory is Mandatory.WHEN_EXAMINED:
        return record.qualification_route is QualificationRoute.EXAMINATION
    if field.mandatory is Mandatory.WHEN_PRACTISING:
        return record.category is Category.PRACTISING
    return field.mandatory is Mandatory.ALWAYS


def require_complete(record: MemberRecord) -> None:
    """Refuse a record from which no certificate can be issued yet, as the institute's download page does.

    Raises:
        IncompleteRecordError: `incomplete_record`, with every missing field.
    """
    missing = missing_fields(record)
    if missing:
        raise IncompleteRecordError(missing)


def require_complete_for_letter(record: MemberRecord) -> None:
    """Refuse a record from which no letter of good standing can be written: it needs the Latin name too.

    Raises:
        IncompleteRecordError: `incomplete_record`, with every missing field.
    """
    missing = set(missing_fields(record))
    if record.name_latin is None:
        missing.add("name_latin")
    if missing:
        raise IncompleteRecordError(tuple(field.name for field in FIELDS if field.name in missing))


def require_photo_route(record: MemberRecord) -> None:
    """Refuse a photo that nobody vouches for in the way this member needs (notice 会协〔2020〕34号, 二).

    The examination system has trustworthy photos of those who passed in 2010 or later. Everybody else's must have been
    verified on site or by remote comparison; that is good enough for everybody.

    Raises:
        RecordError: `photo_route`.
    """
    source = record.photo_source
    if source is PhotoSource.ON_SITE or source is PhotoSource.REMOTE_COMPARISON:
        return
    if (
        source is PhotoSource.EXAMINATION_SYSTEM
        and record.qualification_route is QualificationRoute.EXAMINATION
        and record.qualified_year is not None
        and record.qualified_year >= _FIRST_EXAMINATION_PHOTO
    ):
        return
    problem = "photo_source: must be on_site or remote_comparison (examination_system: for those examined since 2010)"
    message = "照片须经现场核验或远程比对；仅2010年及以后考试通过者可使用考试系统照片"
    raise RecordError(Code.PHOTO_ROUTE, f"{message} ({problem})", problems=(problem,))


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
    """What a paper certificate is worth (notice 会协〔2020〕34号, 三). It proves nothing about the member's standing.

    Args:
        category: which of the two it is.
        on: the day it is shown.
        joined: the date of joining on it, if it was read.
    """
    if category is Category.PRACTISING:
        return _STILL_PRACTISING if on <= _PAPER_EXCHANGED else _OVERDUE
    if joined is not None and joined >= _PAPERLESS_SINCE:
        return _NEVER_ISSUED
    return _STILL_NON_PRACTISING if on < _PAPER_VOID else _VOID
