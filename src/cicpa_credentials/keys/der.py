"""The few pieces of DER (ITU-T X.690 §10) that an encrypted private key is made of, written and read strictly.

`cryptography` has an ASN.1 module too, from version 47 on, and promises no stability for it yet.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from cicpa_credentials.errors import Code, KeyHandlingError

__all__ = ["Reader", "Tag", "element", "unsigned"]

_LONG: Final = 0x80
_MAX_LENGTH_OCTETS: Final = 2  # 64 KiB: more than anything that is read here


class Tag(IntEnum):
    """Identifier octets (ITU-T X.690 §8.1.2)."""

    INTEGER = 0x02
    OCTET_STRING = 0x04
    OBJECT_IDENTIFIER = 0x06
    SEQUENCE = 0x30


def element(tag: Tag, *parts: bytes) -> bytes:
    """One element whose content is the parts, one after the other."""
    content = b"".join(parts)
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _LONG | len(octets))) + octets + content


def unsigned(value: int) -> bytes:
    """An INTEGER that is not negative."""
    return element(Tag.INTEGER, value.to_bytes(value.bit_length() // 8 + 1))


class Reader:
    """Takes elements off the front of a content, one by one; what is not in its shortest form is refused."""

    __slots__ = ("_rest",)

    def __init__(self, content: bytes) -> None:
        self._rest = content

    def take(self, tag: Tag) -> bytes:
        """The content of the next element.

        Raises:
            KeyHandlingError: `malformed` when the next element is not of this tag, or is not whole.
        """
        if len(self._rest) < 2 or self._rest[0] != tag:  # noqa: PLR2004 - an identifier octet and a length octet
            raise _malformed()
        size, start = self._length()
        if len(self._rest) < start + size:
            raise _malformed()
        content, self._rest = self._rest[start : start + size], self._rest[start + size :]
        return content

    def sequence(self) -> Reader:
        """A reader of the next element, which is a SEQUENCE; see `take`."""
        return Reader(self.take(Tag.SEQUENCE))

    def unsigned(self) -> int:
        """The next element, which is an INTEGER and not negative; see `take`."""
        content = self.take(Tag.INTEGER)
        value = int.from_bytes(content, signed=True)
        if value < 0 or content != value.to_bytes(value.bit_length() // 8 + 1):
            raise _malformed()
        return value

    def expect(self, tag: Tag, content: bytes) -> None:
        """Pass over the next element, which has exactly this content.

        Raises:
            KeyHandlingError: `unsupported` for another content; `malformed` as in `take`.
        """
        if self.take(tag) != content:
            raise KeyHandlingError(Code.UNSUPPORTED, "not an algorithm that private keys are kept under here")

    @property
    def at_end(self) -> bool:
        """Whether all elements have been taken."""
        return not self._rest

    def finish(self) -> None:
        """Make sure that nothing is left.

        Raises:
            KeyHandlingError: `malformed` when something is.
        """
        if self._rest:
            raise _malformed()

    def _length(self) -> tuple[int, int]:
        first = self._rest[1]
        if first < _LONG:
            return first, 2
        count = first - _LONG
        octets = self._rest[2 : 2 + count]
        size = int.from_bytes(octets)
        # X.690 §10.1: definite, and in as few octets as can be.
        if not 0 < count <= _MAX_LENGTH_OCTETS or len(octets) != count or octets[0] == 0 or size < _LONG:
            raise _malformed()
        return size, 2 + count


def _malformed() -> KeyHandlingError:
    return KeyHandlingError(Code.MALFORMED, "not the DER of an encrypted private key")
