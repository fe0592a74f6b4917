"""The member record: every particular the association keeps of one member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from unicodedata import normalize

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members.consistency import contradictions
from cicpa_credentials.members.fields import FIELDS
from cicpa_credentials.members.json_text import read_object
from cicpa_credentials.members.private_use import standardised

if TYPE_CHECKING:
    from datetime import date

    from cicpa_credentials.members.values import (
        AssociationTransfer,
        Category,
        FirmTransfer,
        Gender,
        IdType,
        Inspection,
        PhotoSource,
        QualificationRoute,
    )

__all__ = ["MemberRecord"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MemberRecord:
    """One member, as the members' form has it; captions and codecs of each particular are in `fields.FIELDS`.

    A record may be incomplete (None, or an empty tuple): it can be kept, not issued. What it does hold is right: each
    particular has its shape, and together they keep the rules; otherwise there is no record.

    Attributes:
        qualification_number: number of the pass certificate, or of the approval of the assessment.
        approval_date: day of the approval, which is the date of joining on the certificate's face.
        number: certificate number, 12 digits, unique per category.
        association: GB/T 2260 code of the institute the member belongs to.
        inspections: in order of year.
        association_transfers: in order of time; the last leads to `association`.
        firm_transfers: in order of time; the last leads to `firm`.
        photo: file name or reference of the portrait, as the host keeps it.
        photo_source: who vouches that the portrait shows the member.

    Raises:
        RecordError: `invalid_record`, with every problem found.
    """

    name: str | None = None
    name_latin: str | None = None
    gender: Gender | None = None
    id_type: IdType | None = None
    id_number: str | None = None
    qualification_route: QualificationRoute | None = None
    qualification_number: str | None = None
    qualified_year: int | None = None
    approval_number: str | None = None
    approval_date: date | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    political_status: str | None = None
    number: str | None = None
    category: Category | None = None
    association: str | None = None
    employment_status: str | None = None
    employer: str | None = None
    employer_type: str | None = None
    position_field: str | None = None
    position_level: str | None = None
    achievements: str | None = None
    mobile: str | None = None
    office_phone: str | None = None
    email: str | None = None
    address: str | None = None
    household_region: str | None = None
    postcode: str | None = None
    qq: str | None = None
    honours: tuple[str, ...] = ()
    domestic_qualifications: tuple[str, ...] = ()
    international_qualifications: tuple[str, ...] = ()
    education: str | None = None
    degree: str | None = None
    major: str | None = None
    school: str | None = None
    foreign_languages: tuple[str, ...] = ()
    professional_title: str | None = None
    inspections: tuple[Inspection, ...] = ()
    association_transfers: tuple[AssociationTransfer, ...] = ()
    firm: str | None = None
    firm_transfers: tuple[FirmTransfer, ...] = ()
    photo: str | None = None
    photo_source: PhotoSource | None = None

    def __post_init__(self) -> None:
        found = [*self._misfits(), *contradictions(self)]
        if found:
            raise _invalid(found)

    def _misfits(self) -> list[str]:
        """What does not survive its own JSON form: this is how a record made in Python meets the same rules."""
        found: list[str] = []
        for field in FIELDS:
            value = getattr(self, field.name)
            if value is not None:
                try:
                    field.from_json(field.to_json(value))
                except RecordError as error:
                    found += error.problems
        return found

    def __repr__(self) -> str:
        known = sum(getattr(self, field.name) not in (None, ()) for field in FIELDS)
        return f"<MemberRecord: {known} of {len(FIELDS)} particulars>"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """A record from its JSON text (UTF-8 when bytes; RFC 8259, and no name twice in one object).

        Raises:
            RecordError: `invalid_record`, with every problem found.
        """
        return cls.from_dict(read_object(text))

    @classmethod
    def from_dict(cls, particulars: Mapping[str, Any]) -> Self:
        """A record from what its JSON says.

        Text is brought into Unicode normalisation form C, and characters that old registers keep at private-use code
        points to their own (`private_use.py`).

        Raises:
            RecordError: `invalid_record`, with every problem found.
        """
        document, found = _checked(particulars)
        faulty = {problem.partition(":")[0].partition("/")[0] for problem in found}
        values: dict[str, Any] = {}
        for field in FIELDS:
            if field.name in document and field.name not in faulty:
                try:
                    values[field.name] = field.from_json(document[field.name])
                except RecordError as error:
                    found += error.problems
        # what is in order still meets the rules, so that a clerk hears of everything at once
        try:
            record = cls(**values)
        except RecordError as error:
            found += error.problems
        if found:
            raise _invalid(found)
        return record

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: only what is known, in the order of the form."""
        return {
            field.name: field.to_json(value)
            for field in FIELDS
            if (value := getattr(self, field.name)) is not None and value != ()
        }


def _invalid(problems: list[str]) -> RecordError:
    return RecordError(Code.INVALID_RECORD, "; ".join(problems), problems=tuple(problems))


def _checked(particulars: object) -> tuple[dict[str, Any], list[str]]:
    """The particulars with their text normalised, and what the schema says against them."""
    if not isinstance(particulars, Mapping):
        return {}, ["(record): must be an object"]
    try:
        document = _normalised(dict(particulars))
        found = schemas.problems("member-record", document)
        return document, [problem.removeprefix("/").replace("(root)", "(record)", 1) for problem in found]
    except RecursionError:
        return {}, ["(record): is nested too deeply"]


def _normalised(value: Any) -> Any:  # noqa: ANN401 - JSON is any of its types
    if isinstance(value, str):
        return normalize("NFC", standardised(value))
    if isinstance(value, list):
        return [_normalised(item) for item in value]
    if isinstance(value, dict):
        return {key: _normalised(item) for key, item in value.items()}
    return value
