"""What stands on the face of a certificate, and in a letter of good standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cicpa_credentials.members.values import Category, Discreet, Gender

if TYPE_CHECKING:
    from datetime import date

    from cicpa_credentials.members.associations import Association

__all__ = ["CertificateView", "CredentialView", "LetterView"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CertificateView(Discreet):
    """The face of a certificate: from a record when it is issued, from the signed bytes when it is verified.

    Attributes:
        name: NFC.
        gender: as on the face.
        number: certificate number, 12 digits.
        category: decides which of the two certificates it is.
        association: the institute that issued it.
        joined: date of joining, which is the approval's date.
    """

    name: str
    gender: Gender
    number: str
    category: Category
    association: Association
    joined: date

    def to_dict(self) -> dict[str, str]:
        """The JSON form: enumerations by name, the association by its code, the date as ISO 8601."""
        return {
            "name": self.name,
            "gender": self.gender.json_name,
            "number": self.number,
            "category": self.category.json_name,
            "association": self.association.code,
            "joined": self.joined.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterView(Discreet):
    """What a letter of good standing says. All days are those of China's time.

    Attributes:
        name: NFC.
        name_latin: the name in Latin letters.
        number: certificate number, 12 digits.
        category: of the member.
        association: who vouches: CICPA.
        joined: since when the member is one.
        as_of: the day on which the member was in good standing; nothing is said of any other.
        reader: to whom the letter is addressed; none for whomever it may concern.
        issued_on: the day of signing.
        valid_until: the last day on which the letter counts.
    """

    name: str
    name_latin: str
    number: str
    category: Category
    association: Association
    joined: date
    as_of: date
    reader: str | None
    issued_on: date
    valid_until: date

    def to_dict(self) -> dict[str, str | None]:
        """The JSON form, as that of a certificate."""
        return {
            "name": self.name,
            "name_latin": self.name_latin,
            "number": self.number,
            "category": self.category.json_name,
            "association": self.association.code,
            "joined": self.joined.isoformat(),
            "as_of": self.as_of.isoformat(),
            "reader": self.reader,
            "issued_on": self.issued_on.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }


CredentialView: TypeAlias = CertificateView | LetterView
"""What stands on either."""
