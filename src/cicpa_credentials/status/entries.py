"""The list itself: so many bits for each credential, packed, and compressed for the way (Token Status List §4)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, StatusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MAX_LIST_BYTES", "Status", "StatusList"]

MAX_LIST_BYTES: Final = 32 * 1024 * 1024
"""Bytes that a list may have once inflated: 2**27 entries of two bits."""

_BITS: Final = frozenset({1, 2, 4, 8})
_LEVEL: Final = 9


class Status(IntEnum):
    """What an entry says (Token Status List §7.1); the fourth is left to the application, and is ours."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    SUPERSEDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """A status list, unpacked: one look-up reads one byte.

    Attributes:
        bits: bits of an entry: 1, 2, 4 or 8.
        data: the entries, the first in the lowest bits of the first byte.
    """

    bits: int
    data: bytes

    def __post_init__(self) -> None:
        """Refuse a width that the standard does not have.

        Raises:
            StatusError: `malformed`.
        """
        if type(self.bits) is not int or self.bits not in _BITS:
            raise StatusError(Code.MALFORMED, "status list: entries have 1, 2, 4 or 8 bits")

    @classmethod
    def build(cls, size: int, entries: Iterable[tuple[int, int]], *, bits: int = 2) -> StatusList:
        """Make a list in which all entries are valid but those named.

        Args:
            size: how many entries it has room for; rounded up to a whole byte.
            entries: index and status of those that are set; a later one replaces an earlier one.
            bits: bits of an entry.

        Raises:
            StatusError: `malformed` for an index outside the list or a status that does not fit.
        """
        empty = cls(bits=bits, data=b"")
        if not 0 < size <= MAX_LIST_BYTES * 8 // bits:
            raise StatusError(Code.MALFORMED, "status list: the size is out of range")
        data = bytearray((size * bits + 7) // 8)
        mask, per_byte = (1 << bits) - 1, 8 // bits
        for index, status in entries:
            if not (0 <= index < size and 0 <= status <= mask):
                raise StatusError(Code.MALFORMED, "status list: an index or a status is out of range")
            place, shift = index // per_byte, index % per_byte * bits
            data[place] = data[place] & ~(mask << shift) | status << shift
        return cls(bits=empty.bits, data=bytes(data))

    def __len__(self) -> int:
        return len(self.data) * 8 // self.bits

    def __getitem__(self, index: int) -> int:
        """The status at an index (Token Status List §8.3, step 6).

        Raises:
            StatusError: `status_unknown` outside the list.
        """
        if not 0 <= index < len(self):
            raise StatusError(Code.STATUS_UNKNOWN, "status list: it has no such entry")
        per_byte = 8 // self.bits
        return self.data[index // per_byte] >> index % per_byte * self.bits & (1 << self.bits) - 1

    def __iter__(self) -> Iterator[int]:
        return map(self.__getitem__, range(len(self)))

    def compress(self) -> bytes:
        """The `lst` value: the entries in zlib format (RFC 1950), as small as zlib makes it."""
        return zlib.compress(self.data, _LEVEL)

    @classmethod
    def decompress(cls, lst: bytes, *, bits: int) -> StatusList:
        """Read a `lst` value.

        Raises:
            StatusError: `malformed` for what is no whole zlib stream, or inflates to more than 32 MiB.
        """
        inflater = zlib.decompressobj()
        try:
            data = inflater.decompress(lst, MAX_LIST_BYTES)
        except zlib.error:
            raise StatusError(Code.MALFORMED, "status list: the compressed entries are damaged") from None
        if not inflater.eof or inflater.unused_data:
            raise StatusError(Code.MALFORMED, "status list: the entries are cut off, too many or followed by something")
        return cls(bits=bits, data=data)
