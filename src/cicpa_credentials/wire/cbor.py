"""Strict CBOR (RFC 8949): one well-formed item, definite lengths, no duplicate keys, nothing behind it, capped.

Every tag arrives as a `cbor2.CBORTag`, never as a date, a regular expression or a shared reference that cbor2 would
make of it: what a tag means is for the caller to decide. What stands inside a tag arrives immutable, as cbor2 makes it:
arrays as tuples, maps as mappings that are no dicts.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from cbor2 import CBORDecoder, CBORError, CBORTag, dumps, frozendict

from cicpa_credentials.errors import Code, WireError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "MAPS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ITEMS",
    "MAX_KEY_BYTES",
    "Encoded",
    "bstr",
    "decode",
    "decode_map",
    "encode",
    "is_label",
]

MAX_BYTES: Final = 16 * 1024
"""Bytes that one item may have unless the caller expects more: the cap on an inflated credential."""

MAX_DEPTH: Final = 16
"""Levels of nesting, tags counted (SD-CWT §6.5)."""

MAX_ITEMS: Final = 1 << 16
"""Items, nested ones counted, of an input that is longer than `MAX_BYTES`."""

MAX_KEY_BYTES: Final = 255
"""Bytes of a text map key (SD-CWT §6.3)."""

MAPS: Final = (dict, frozendict)
"""What a map is decoded to: the second inside a tag."""

# The tags that cbor2 would give a meaning.
_BUILT_IN_TAGS: Final = (*range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


def _keep(tag: int, value: object, immutable: bool) -> CBORTag:  # noqa: ARG001, FBT001 - cbor2 calls it so
    return CBORTag(tag, value)


_AS_TAGS: Final[dict[int, Callable[[object, bool], CBORTag]]] = {tag: partial(_keep, tag) for tag in _BUILT_IN_TAGS}


_STRINGS: Final = (2, 3)  # major types whose content follows the head as so many bytes
_ONE_BYTE, _EIGHT_BYTES = 24, 27  # additional information that says how long the argument is (RFC 8949 §3)

_SHORT: Final = 512
_HEADS: Final = tuple(dumps(bytes(size))[: -size or None] for size in range(_SHORT))


encode: Final = dumps
"""Encode a value in preferred serialisation (RFC 8949 §4.1); maps keep the order in which they were built."""


class Encoded(bytes):
    """One item that is encoded already, for whoever builds a disclosure and needs nothing but its bytes."""

    __slots__ = ()


def bstr(data: bytes) -> bytes:
    """Encode a byte string: what `encode` does, several times faster, for the path that signs and hashes."""
    size = len(data)
    return (_HEADS[size] if size < _SHORT else encode(data)[:-size]) + data


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> object:
    """Decode exactly one CBOR item.

    Args:
        data: the bytes of the item, and nothing else.
        max_bytes: the longest input that is looked at.

    Returns:
        Python values; every tag as `CBORTag`, simple values without a Python twin as `CBORSimpleValue`.

    Raises:
        WireError: `malformed`.
    """
    if len(data) > max_bytes:
        raise WireError(Code.MALFORMED, f"CBOR: more than {max_bytes} bytes")
    if len(data) > MAX_BYTES:
        _require_few_items(data)
    stream = BytesIO(data)
    decoder = CBORDecoder(
        stream, semantic_decoders=_AS_TAGS, max_depth=MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False
    )
    try:
        value = decoder.decode()
    except (CBORError, ValueError, TypeError, OverflowError):
        # Their messages quote the input.
        raise WireError(Code.MALFORMED, "CBOR: not one well-formed item of definite length") from None
    if stream.tell() != len(data):
        raise WireError(Code.MALFORMED, "CBOR: bytes behind the item")
    return value


def decode_map(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[object, object]:
    """Decode one CBOR map; see `decode`."""
    value = decode(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise WireError(Code.MALFORMED, "CBOR: a map is expected")
    return value


def _require_few_items(data: bytes) -> None:
    """Refuse, before it is decoded, an input that would take memory or time without end.

    An empty array is one byte here and 64 in memory; and anybody can make up map keys that all have one hash.
    """
    at = count = 0
    while at < len(data):
        count += 1
        if count > MAX_ITEMS:
            raise WireError(Code.MALFORMED, f"CBOR: more than {MAX_ITEMS} items")
        major, argument = data[at] >> 5, data[at] & 0x1F
        at += 1
        if _ONE_BYTE <= argument <= _EIGHT_BYTES:
            width = 1 << argument - _ONE_BYTE
            argument = int.from_bytes(data[at : at + width])
            at += width
        if major in _STRINGS:
            at += argument


def is_label(key: object) -> bool:
    """Whether `key` may stand in a CWT map: an integer, or text of 1 to 255 bytes (RFC 9052 §1.5, SD-CWT §6.3)."""
    if isinstance(key, str):
        return 0 < len(key.encode()) <= MAX_KEY_BYTES
    return isinstance(key, int) and not isinstance(key, bool)
