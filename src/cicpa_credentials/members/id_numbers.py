"""Identity document numbers: the form of each type, and what 18 characters say about their holder (GB 11643)."""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members.values import Gender, IdType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["check_character", "problems"]

_CITIZEN = "[1-9][0-9]{16}[0-9X]"
_SHAPES: Final[Mapping[IdType, re.Pattern[str]]] = MappingProxyType(
    {
        IdType.RESIDENT_IDENTITY_CARD: re.compile(_CITIZEN),
        IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE: re.compile(r"8[123]0000[0-9]{11}[0-9X]"),
        IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
        # H or M, eight digits; the booklets before the card add a two-digit issue number
        IdType.HONG_KONG_MACAO_PERMIT: re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
        # eight digits; the booklets before the card add a two-digit issue number
        IdType.TAIWAN_PERMIT: re.compile(r"[0-9]{8}([0-9]{2})?"),
        # the card of 2023 has 18 characters beginning with 9, the one before it three letters and twelve digits
        IdType.FOREIGN_PERMANENT_RESIDENCE: re.compile(r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}"),
        IdType.MILITARY_IDENTITY_CARD: re.compile(r"[\u4e00-\u9fff]{1,4}[0-9]{6,10}"),
    }
)
_CITIZEN_LENGTH: Final = 18
_CITIZEN_TYPES: Final = frozenset(
    {
        IdType.RESIDENT_IDENTITY_CARD,
        IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE,
        IdType.FOREIGN_PERMANENT_RESIDENCE,
    }
)
_WEIGHTS: Final = tuple(pow(2, position, 11) for position in range(17, 0, -1))
_CHECK_CHARACTERS: Final = "10X98765432"


def check_character(seventeen: str) -> str:
    """The 18th character of a citizen number (ISO 7064 MOD 11-2, as GB 11643 uses it).

    Args:
        seventeen: the digits before it.
    """
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def problems(id_type: IdType, number: str, birth_date: date | None, gender: Gender | None) -> Iterator[str]:
    """What speaks against a document number, as `field: rule`.

    Args:
        id_type: the document.
        number: its number.
        birth_date: as the record has it, or None when it does not say.
        gender: likewise.
    """
    if _SHAPES[id_type].fullmatch(number) is None:
        yield "id_number: does not have the form of its id_type (letters are capitals, also a final X)"
    elif id_type in _CITIZEN_TYPES and len(number) == _CITIZEN_LENGTH:
        yield from _citizen_problems(id_type, number, birth_date, gender)


def _citizen_problems(id_type: IdType, number: str, birth_date: date | None, gender: Gender | None) -> Iterator[str]:
    if check_character(number[:17]) != number[17]:
        yield "id_number: the check character is wrong"
        return  # a digit is mistyped, so what the digits say about the person proves nothing
    born = _day(number[6:14])
    if born is None:
        yield "id_number: the birth date inside it is no real date"
    elif birth_date is not None and born != birth_date:
        yield "id_number: the birth date inside it is not birth_date"
    # foreigners' numbers are not known to keep GB 11643's parity
    if gender is not None and id_type is not IdType.FOREIGN_PERMANENT_RESIDENCE:
        expected = Gender.MALE if int(number[16]) % 2 else Gender.FEMALE
        if gender is not expected:
            yield "id_number: the gender inside it is not gender"


def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
