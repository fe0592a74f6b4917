"""The shape of a single particular, wherever it comes from: a host's record, a file, or signed bytes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final
from unicodedata import is_normalized

from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.members.private_use import private_use

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "EARLIEST",
    "LATEST",
    "MAX_LINE",
    "MAX_REMARKS",
    "Misfit",
    "actor",
    "association_code",
    "certificate_number",
    "day",
    "email",
    "id_number",
    "latin_name",
    "line",
    "mobile",
    "remarks",
    "short_line",
    "whole_number",
]

MAX_LINE: Final = 200
"""Characters of a text that may travel in a credential."""

MAX_REMARKS: Final = 2000
"""Characters of a text that only the record keeps."""

_SHORT: Final = 100
_LONG_NUMBER: Final = re.compile(r"[0-9]{11}")

_NAMED: Final = 5

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2099, 12, 31)

# Controls, invisible and direction-changing characters (they forge what a reader sees), lone surrogates (JSON can
# spell them, UTF-8 cannot), every space but the plain one, and U+FFFD, which a wrong character set leaves behind.
# Code points that Unicode has not assigned yet are let through: the next extension of rare name characters is there.
_HIDDEN = (
    "\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\ufffb\ufffd"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_NOT_IN_A_LINE: Final = re.compile(rf"\A | \Z|[\n{_HIDDEN}]")
_NOT_IN_REMARKS: Final = re.compile(rf"\A\s|\s\Z|[{_HIDDEN}]")


class Misfit(Exception):  # noqa: N818 - never leaves the package: the field table turns it into a RecordError
    """A value that a particular cannot have.

    Attributes:
        rule: what it breaks, without the value.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def _clean(value: object, forbidden: re.Pattern[str], longest: int) -> str:
    if type(value) is not str:
        raise Misfit("must be text")
    if not 0 < len(value) <= longest:
        raise Misfit(f"must have 1 to {longest} characters")
    if forbidden.search(value) is not None:
        raise Misfit("must not hold control, invisible or unusual space characters, nor begin or end with a space")
    if value.isascii():
        return value
    if not is_normalized("NFC", value):
        raise Misfit("must be in Unicode normalisation form C")
    unknown = private_use(value)
    if unknown:
        raise Misfit(f"must not hold private-use characters ({', '.join(unknown[:_NAMED])})")
    return value


def line(value: object) -> str:
    """One line of text: NFC, 1 to `MAX_LINE` characters, nothing hidden.

    Raises:
        Misfit: when it is not.
    """
    return _clean(value, _NOT_IN_A_LINE, MAX_LINE)


def short_line(value: object) -> str:
    """A line of at most 100 characters.

    Raises:
        Misfit: when it is not.
    """
    text = line(value)
    if len(text) > _SHORT:
        raise Misfit(f"must have at most {_SHORT} characters")
    return text


def actor(value: object) -> str:
    """A name for whoever acts, or for a decision. A mobile or identity number in it is somebody's, and is refused.

    Raises:
        Misfit: when it is none.
    """
    text = short_line(value)
    if _LONG_NUMBER.search(text):
        raise Misfit("must not hold a number of 11 or more digits")
    return text


def remarks(value: object) -> str:
    """Text that may run over several lines: NFC, 1 to `MAX_REMARKS` characters, nothing hidden.

    Raises:
        Misfit: when it is not.
    """
    return _clean(value, _NOT_IN_REMARKS, MAX_REMARKS)


def _shaped(pattern: str, rule: str) -> Callable[[object], str]:
    fits = re.compile(pattern).fullmatch

    def read(value: object) -> str:
        text = line(value)
        if fits(text) is None:
            raise Misfit(rule)
        return text

    return read


certificate_number: Final = _shaped(r"^[0-9]{12}$", "must be 12 digits")
id_number: Final = _shaped(r"^[A-Z0-9\u4e00-\u9fff]{4,20}$", "must be 4 to 20 digits and capital letters")
latin_name: Final = _shaped(r"^[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f ,.'’-]*$", "must be Latin letters")
mobile: Final = _shaped(
    r"^(1[3-9][0-9]{9}|\+[1-9][0-9]{6,14})$", "must be 11 digits, or + with country code and 7 to 15 digits"
)
email: Final = _shaped(
    r'^[^\s@<>()\[\]",;:\\]{1,64}@[^\s@<>()\[\]",;:\\.]{1,63}(\.[^\s@<>()\[\]",;:\\.]{1,63}){1,8}$',
    "must be an e-mail address",
)


def association_code(value: object) -> str:
    """The code of an institute.

    Raises:
        Misfit: when no institute has it.
    """
    if type(value) is not str or value not in ASSOCIATIONS:
        raise Misfit("must be the code of an institute")
    return value


def whole_number(value: object, least: int, greatest: int) -> int:
    """An integer in a range, never a bool or a float.

    Raises:
        Misfit: when it is not.
    """
    if type(value) is not int or not least <= value <= greatest:
        raise Misfit(f"must be a whole number from {least} to {greatest}")
    return value


def day(ordinal: object) -> date:
    """The date with this proleptic Gregorian ordinal, `EARLIEST` to `LATEST`.

    Raises:
        Misfit: when it is out of range or no integer.
    """
    if type(ordinal) is not int or not _FIRST_DAY <= ordinal <= _LAST_DAY:
        raise Misfit(f"must be a date from {EARLIEST.year} to {LATEST.year}")
    return date.fromordinal(ordinal)


_FIRST_DAY: Final = EARLIEST.toordinal()
_LAST_DAY: Final = LATEST.toordinal()
