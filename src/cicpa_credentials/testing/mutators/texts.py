"""Attacks on QR text, and what misreading makes of it; what stands before the last `#` counts for nothing."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.testing.mutators.mutation import Mutator, mutator
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.dictionary import DICTIONARY

if TYPE_CHECKING:
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["QR_TEXT_MUTATORS"]

_ANYTHING: Final = (
    Code.MALFORMED,
    Code.UNSUPPORTED,
    Code.NOT_A_CERTIFICATE,
    Code.UNKNOWN_ISSUER,
    Code.BAD_SIGNATURE,
    Code.DISCLOSURE_MISMATCH,
    Code.BINDING_MISSING,
    Code.BINDING_INVALID,
)
_GROUP: Final = 17
_OTHER_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC_DIGITS: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_BOMB_BYTES: Final = 3_000_000
_VERSIONS: Final = (0, 3, 4, 127, 255)


@mutator(*_ANYTHING)
def misread_digit(text: str, pick: Pick) -> str | None:
    """One digit is another."""
    page, digits = _parted(text)
    at = pick(len(digits))
    changed = page + digits[:at] + str((int(digits[at]) + 1 + pick(9)) % 10) + digits[at + 1 :]
    # The last bits of a DEFLATE stream may count for nothing.
    return changed if _carried(changed) != _carried(text) else None


@mutator(*_ANYTHING)
def lost_digits(text: str, pick: Pick) -> str:
    """The code is cut off."""
    page, digits = _parted(text)
    return page + digits[: pick(len(digits))]


@mutator(*_ANYTHING)
def trailing_digits(text: str, pick: Pick) -> str:
    """Digits stand behind the code."""
    return text + "0" * (1 + pick(2 * _GROUP))


@mutator(Code.MALFORMED)
def overflowing_group(text: str, _: Pick) -> str:
    """Seventeen digits that are more than seven bytes."""
    page, digits = _parted(text)
    return page + "9" * _GROUP + digits[_GROUP:]


@mutator(Code.UNSUPPORTED)
def unknown_version(text: str, pick: Pick) -> str:
    """A version that there is not yet."""
    page, digits = _parted(text)
    version = bytes([_VERSIONS[pick(len(_VERSIONS))]])
    return page + transport.to_digits(version + transport.from_digits(digits)[1:])


@mutator(Code.NOT_A_CERTIFICATE)
def digits_of_another_script(text: str, pick: Pick) -> str:
    """The digits of another script, a sign, an underscore or a space, all of which some readers take for a number."""
    page, digits = _parted(text)
    other = (
        digits.translate(_OTHER_DIGITS),
        digits.translate(_ARABIC_DIGITS),
        "+" + digits[1:],
        digits[:3] + "_" + digits[3:],
        digits[:3] + " " + digits[3:],
    )
    return page + other[pick(len(other))]


@mutator(Code.NOT_A_CERTIFICATE)
def page_alone(text: str, _: Pick) -> str:
    """The page without a certificate."""
    return _parted(text)[0]


@mutator(Code.NOT_A_CERTIFICATE)
def without_end(_: str, pick: Pick) -> str:
    """More text than any code holds."""
    return "1#"[pick(2)] * (transport.MAX_TEXT + 1)


@mutator(Code.MALFORMED)
def decompression_bomb(text: str, _: Pick) -> str:
    """A few kilobytes that inflate to millions."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    bomb = deflater.compress(bytes(_BOMB_BYTES)) + deflater.flush()
    return _parted(text)[0] + transport.to_digits(b"\x02" + bomb)


@mutator()
def other_page(text: str, pick: Pick) -> str:
    """Another page before the `#`, or none: nobody looks at it."""
    return ("", "#", "http://elsewhere.example/#", "#1#")[pick(4)] + _parted(text)[1]


QR_TEXT_MUTATORS: Final[tuple[Mutator[str], ...]] = (
    misread_digit,
    lost_digits,
    trailing_digits,
    overflowing_group,
    unknown_version,
    digits_of_another_script,
    page_alone,
    without_end,
    decompression_bomb,
    other_page,
)
"""What must not pass by a verifier that holds the certificate, or presentation, in the code valid."""


def _parted(text: str) -> tuple[str, str]:
    page, mark, digits = text.rpartition("#")
    return page + mark, digits


def _carried(text: str) -> bytes | None:
    try:
        return transport.decode(text)
    except WireError:
        return None
