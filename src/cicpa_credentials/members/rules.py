"""When a certificate may be issued from a record."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, IncompleteRecordError, RecordError
from cicpa_credentials.members.fields import FIELDS, Field, Mandatory
from cicpa_credentials.members.values import Category, PhotoSource, QualificationRoute

if TYPE_CHECKING:
    from cicpa_credentials.members.record import MemberRecord

__all__ = [
    "missing_fields",
    "require_complete",
    "require_complete_for_letter",
    "require_photo_route",
]

_FIRST_EXAMINATION_PHOTO: Final = 2010

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
