"""What stands on a certificate's face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cicpa_credentials.members.values import Category, Discreet, Gender

if TYPE_CHECKING:
    from datetime import date

    from cicpa_credentials.members.associations import Association

__all__ = ["CertificateView"]


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
