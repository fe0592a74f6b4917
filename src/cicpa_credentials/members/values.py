"""What the particulars of a member are made of: enumerations, dated events, and a repr that tells nobody anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "AssociationTransfer",
    "CaptionedWord",
    "Category",
    "Discreet",
    "FirmTransfer",
    "Gender",
    "IdType",
    "Inspection",
    "PhotoSource",
    "QualificationRoute",
]


class _CaptionedNumber(IntEnum):
    """A choice that travels as an integer.

    Attributes:
        zh: Chinese caption.
        en: English caption.
    """

    zh: str
    en: str

    def __new__(cls, value: int, zh: str = "", en: str = "") -> Self:  # defaults: a look-up gives the value only
        member = int.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    @property
    def json_name(self) -> str:
        """How JSON writes it."""
        return self.name.lower()


class CaptionedWord(StrEnum):
    """A choice that stays in the record; its value is how JSON writes it.

    Attributes:
        zh: Chinese caption.
        en: English caption.
    """

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """Make a member; a look-up, and a copy that comes from another process, give the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member


class Gender(_CaptionedNumber):
    """性别, numbered as ISO/IEC 5218 and GB/T 2261.1 number it."""

    MALE = 1, "男", "Male"
    FEMALE = 2, "女", "Female"


class Category(_CaptionedNumber):
    """会员类别."""

    PRACTISING = 1, "执业会员", "Practising member"
    NON_PRACTISING = 2, "非执业会员", "Non-practising member"


class QualificationRoute(CaptionedWord):
    """资格取得方式."""

    EXAMINATION = "examination", "考试", "Examination"
    ASSESSMENT = "assessment", "考核", "Assessment"


class IdType(CaptionedWord):
    """证件类型."""

    RESIDENT_IDENTITY_CARD = "resident_identity_card", "居民身份证", "Resident identity card"
    PASSPORT = "passport", "护照", "Passport"
    HONG_KONG_MACAO_PERMIT = (
        "hong_kong_macao_permit",
        "港澳居民来往内地通行证",
        "Mainland travel permit for Hong Kong and Macao residents",
    )
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"
    HONG_KONG_MACAO_TAIWAN_RESIDENCE = (
        "hong_kong_macao_taiwan_residence",
        "港澳台居民居住证",
        "Residence permit for Hong Kong, Macao and Taiwan residents",
    )
    FOREIGN_PERMANENT_RESIDENCE = (
        "foreign_permanent_residence",
        "外国人永久居留身份证",
        "Foreign permanent resident identity card",
    )
    MILITARY_IDENTITY_CARD = "military_identity_card", "军人身份证件", "Military identity card"


class PhotoSource(CaptionedWord):
    """照片来源."""

    EXAMINATION_SYSTEM = "examination_system", "考试系统", "Examination system"
    ON_SITE = "on_site", "现场核验", "Verified on site"
    REMOTE_COMPARISON = "remote_comparison", "远程比对", "Remote comparison"


class Discreet:
    """Base of everything personal: its repr names the type only, so that no log or traceback carries a particular."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Inspection(Discreet):
    """An annual inspection that was passed 年检.

    Attributes:
        year: the year inspected, 2017 on.
        passed_on: the day on which it was passed.
    """

    year: int
    passed_on: date


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AssociationTransfer(Discreet):
    """A move between associations 转会.

    Attributes:
        on: the day.
        from_association: GB/T 2260 code.
        to_association: GB/T 2260 code.
    """

    on: date
    from_association: str
    to_association: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FirmTransfer(Discreet):
    """A move between firms 转所.

    Attributes:
        on: the day.
        from_firm: the firm's full name.
        to_firm: the firm's full name.
    """

    on: date
    from_firm: str
    to_firm: str
