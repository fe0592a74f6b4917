"""THE table of particulars: one row each, driving CBOR labels, JSON names, captions, tiers and codecs.

A new particular is one row here, one attribute of `MemberRecord` and one property in `member-record.schema.json`. One
detail is in no record: what a certificate says about the photo itself, of which the record keeps a file name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import kinds
from cicpa_credentials.members.shapes import Misfit
from cicpa_credentials.wire import cbor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cicpa_credentials.members.kinds import Kind
    from cicpa_credentials.members.photo import PhotoEvidence
    from cicpa_credentials.members.record import MemberRecord

__all__ = [
    "BY_NAME",
    "DETAILS",
    "DETAILS_LABEL",
    "DETAIL_BY_NAME",
    "DETAIL_SLOTS",
    "FACE",
    "FIELDS",
    "LETTER",
    "SEALED_DETAILS_LABEL",
    "SEAL_DIGEST_LABEL",
    "Field",
    "Mandatory",
    "Tier",
    "details_of",
]


class Tier(Enum):
    """Who gets to see a particular."""

    FACE = auto()
    """Printed on the certificate and signed in clear."""
    DETAIL = auto()
    """Signed, and shown only when the holder chooses to."""
    RECORD = auto()
    """Kept by the association; never in a member certificate."""


class Mandatory(Enum):
    """When a certificate cannot be issued without a particular."""

    ALWAYS = auto()
    WHEN_EXAMINED = auto()
    WHEN_PRACTISING = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row.

    Attributes:
        name: JSON name, and attribute of `MemberRecord`.
        zh: Chinese caption.
        en: English caption.
        tier: who gets to see it.
        label: CBOR label in its map; None in tier RECORD and for what travels as a CWT claim.
        mandatory: when a certificate needs it.
        encode: value to what the CBOR layer is given; trusts the value.
        pack: value to CBOR, already encoded: the same bytes that `encode` comes to.
        decode: what the CBOR layer gives, to the value; raises `RecordError` (`content_invalid`) naming the field.
        to_json: value to JSON; trusts the value.
        from_json: JSON to the value; raises `RecordError` (`invalid_record`) naming the field.
    """

    name: str
    zh: str
    en: str
    tier: Tier
    label: int | None
    mandatory: Mandatory
    encode: Callable[[Any], Any]
    pack: Callable[[Any], bytes]
    decode: Callable[[Any], Any]
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


def _naming(name: str, read: Callable[[Any], Any], code: Code) -> Callable[[Any], Any]:
    def strict(value: object) -> Any:  # noqa: ANN401 - each row has its own type
        try:
            return read(value)
        except Misfit as misfit:
            problem = f"{name}: {misfit.rule}"
        raise RecordError(code, problem, problems=(problem,))

    return strict


def _row(  # noqa: PLR0917 - a row of a table reads by position
    name: str,
    zh: str,
    en: str,
    kind: Kind,
    tier: Tier = Tier.RECORD,
    label: int | None = None,
    mandatory: Mandatory = Mandatory.NEVER,
) -> Field:
    travels = tier is not Tier.RECORD
    encode = kind.encode if travels else _naming(name, kinds.withheld, Code.INVALID_RECORD)
    return Field(
        name=name,
        zh=zh,
        en=en,
        tier=tier,
        label=label,
        mandatory=mandatory,
        encode=encode,
        pack=(travels and kind.pack) or (lambda value: cbor.encode(encode(value))),
        decode=_naming(name, kind.decode if travels else kinds.withheld, Code.CONTENT_INVALID),
        to_json=kind.to_json,
        from_json=_naming(name, kind.from_json, Code.INVALID_RECORD),
    )


_ALWAYS, _EXAMINED, _PRACTISING = Mandatory.ALWAYS, Mandatory.WHEN_EXAMINED, Mandatory.WHEN_PRACTISING
_FACE, _DETAIL = Tier.FACE, Tier.DETAIL

FIELDS: Final[tuple[Field, ...]] = (
    _row("name", "姓名", "Name", kinds.LINE, _FACE, 1, _ALWAYS),
    # RECORD: only the English letter prints it, and that is another credential; here it would show without need
    # how a person is named abroad.
    _row("name_latin", "姓名拼音", "Name in Latin letters", kinds.LATIN_NAME),
    _row("gender", "性别", "Gender", kinds.GENDER, _FACE, 2, _ALWAYS),
    _row("id_type", "证件类型", "ID type", kinds.ID_TYPE, mandatory=_ALWAYS),
    _row("id_number", "证件号码", "ID number", kinds.ID_NUMBER, mandatory=_ALWAYS),
    _row("qualification_route", "资格取得方式", "Qualified by", kinds.ROUTE, mandatory=_ALWAYS),
    _row(
        "qualification_number",
        "全科合格证号或考核批准文号",
        "Pass certificate or assessment approval number",
        kinds.LINE,
        mandatory=_ALWAYS,
    ),
    _row("qualified_year", "全科合格年份", "Year qualified", kinds.YEAR, mandatory=_EXAMINED),
    _row("approval_number", "会员批准文件号", "Approval number", kinds.LINE, _DETAIL, 1, _ALWAYS),
    _row("approval_date", "入会时间", "Date of joining", kinds.DATE, _FACE, 4, _ALWAYS),
    _row("ethnicity", "民族", "Ethnicity", kinds.LINE),
    _row("birth_date", "出生日期", "Date of birth", kinds.DATE, _DETAIL, 2, _ALWAYS),
    _row("political_status", "政治面貌", "Political status", kinds.LINE),
    # label None: the certificate's number is the credential's subject (CWT sub), its association the issuer (CWT iss)
    _row("number", "会员证书编号", "Certificate number", kinds.NUMBER, _FACE, None, _ALWAYS),
    _row("category", "会员类别", "Member category", kinds.CATEGORY, _FACE, 3, _ALWAYS),
    _row("association", "所在地区（注协）", "Association", kinds.ASSOCIATION, _FACE, None, _ALWAYS),
    _row("employment_status", "职业状态", "Employment status", kinds.LINE),
    _row("employer", "工作单位", "Employer", kinds.LINE),
    _row("employer_type", "单位性质", "Type of employer", kinds.LINE),
    _row("position_field", "职务领域", "Field of position", kinds.LINE),
    _row("position_level", "职务层级", "Level of position", kinds.LINE),
    _row("achievements", "突出成果和重要奖励", "Achievements and awards", kinds.REMARKS),
    _row("mobile", "移动电话", "Mobile", kinds.MOBILE, _DETAIL, 3, _ALWAYS),
    _row("office_phone", "办公电话", "Office phone", kinds.LINE),
    _row("email", "电子邮件", "E-mail", kinds.EMAIL, _DETAIL, 4, _ALWAYS),
    _row("address", "通讯地址", "Postal address", kinds.LINE),
    _row("household_region", "户口所在地", "Place of household registration", kinds.LINE),
    _row("postcode", "邮政编码", "Postcode", kinds.LINE),
    _row("qq", "QQ号", "QQ number", kinds.LINE),
    _row("honours", "行业荣誉", "Honours of the profession", kinds.LINES),
    _row("domestic_qualifications", "国内资格", "Domestic qualifications", kinds.LINES),
    _row("international_qualifications", "国际资格", "International qualifications", kinds.LINES),
    _row("education", "学历", "Education", kinds.LINE),
    _row("degree", "学位", "Degree", kinds.LINE),
    _row("major", "所学专业", "Major", kinds.LINE),
    _row("school", "毕业院校", "School", kinds.LINE),
    _row("foreign_languages", "外语语种", "Foreign languages", kinds.LINES),
    _row("professional_title", "专业技术职称种类", "Professional title", kinds.LINE),
    _row("inspections", "年检通过时间", "Annual inspections passed", kinds.INSPECTIONS, _DETAIL, 5),
    _row(
        "association_transfers",
        "转会情况",
        "Transfers between associations",
        kinds.ASSOCIATION_TRANSFERS,
        _DETAIL,
        6,
    ),
    _row("firm", "所在事务所", "Firm", kinds.LINE, _DETAIL, 7, _PRACTISING),
    _row("firm_transfers", "转所情况", "Transfers between firms", kinds.FIRM_TRANSFERS, _DETAIL, 8),
    _row("photo", "照片", "Photo", kinds.LINE, mandatory=_ALWAYS),
    _row("photo_source", "照片来源", "Source of the photo", kinds.PHOTO_SOURCE, mandatory=_ALWAYS),
)
"""Every particular of the record, in the order of the members' form."""

_PHOTO: Final = _row("photo", "照片", "Photo", kinds.PHOTO_EVIDENCE, _DETAIL, 9)

BY_NAME: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in FIELDS})

FACE: Final = tuple(field for field in FIELDS if field.tier is Tier.FACE and field.label is not None)
"""The face, so far as it travels in the certificate map."""

_OF_THE_RECORD: Final = tuple(field for field in FIELDS if field.tier is Tier.DETAIL)
_VALUES: Final = attrgetter(*(field.name for field in _OF_THE_RECORD))

DETAILS: Final = (*_OF_THE_RECORD, _PHOTO)
"""What travels in the details map, each entry redacted by itself."""

LETTER: Final = (
    BY_NAME["name"],
    _row("name_latin", "姓名拼音", "Name in Latin letters", kinds.LATIN_NAME, _FACE, 2, _ALWAYS),
    BY_NAME["category"],
    BY_NAME["approval_date"],
    _row("as_of", "存续截至", "In good standing as of", kinds.DATE, _FACE, 5, _ALWAYS),
    _row("reader", "致", "Addressed to", kinds.LINE, _FACE, 6),
)
"""What travels in the map of a letter of good standing, in the order of labels; `reader` may be absent."""

DETAIL_BY_NAME: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in DETAILS})

DETAILS_LABEL: Final = 5
"""The certificate map's label of the one redacted claim that holds all details."""

SEALED_DETAILS_LABEL: Final = 6
"""The certificate map's label of the redacted claim that holds all details at once, for readers with an access code."""

SEAL_DIGEST_LABEL: Final = 7
"""The certificate map's label of the digest of those details, encrypted."""

DETAIL_SLOTS: Final = len(DETAILS)
"""Hashes inside the details map, always: absent details become decoys, so that nobody learns who has transfers."""


def details_of(record: MemberRecord, photo: PhotoEvidence | None = None) -> Iterator[tuple[Field, Any]]:
    """The details that a certificate gets, with their values, in the table's order.

    Args:
        record: the member's particulars.
        photo: what is to be said about the photo.
    """
    for field, value in zip(DETAILS, (*_VALUES(record), photo), strict=True):
        if value:
            yield field, value
