"""How a value can be found in bytes that should not have it: what is looked for, and in which ways of writing.

Anything short turns up by chance among hashes and digits; it is not looked for.
"""

from __future__ import annotations

import base64
import html
import re
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from cbor2 import CBORTag

from cicpa_credentials.wire import cbor, transport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["readings", "traces", "ways_found"]

_SHORTEST: Final = 4
_SHORTEST_TEXT: Final = 6
_SHORTEST_NUMBER: Final = 10
_PLAIN: Final = "as it is"
_PIECE: Final = 10
_LONGEST_NUMBER: Final = 19
_EPOCH: Final = date(1970, 1, 1).toordinal()
_CODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_BASE45: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ESCAPED: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_DAY: Final = re.compile(r"(?<!\d)(\d{4})(?: ?[年/.-] ?(\d{1,2}) ?[月/.-] ?(\d{1,2})|(\d\d)(\d\d))(?!\d)", re.ASCII)
_GAP: Final = re.compile(r"(?<=\d)[ \u00a0-](?=\d)", re.ASCII)


def readings(text: str) -> Iterator[str]:
    """A text as it stands, and as those see it whom it is written for.

    They are a person, a browser, and a program that reads JSON or URLs: escapes count for what they stand for,
    2004年3月7日, 2004/3/7, 2004.03.07 and 20040307 for one day, and 199-0000-0001 for the number without its gaps.
    """
    yield text
    seen = _ESCAPED.sub(_unescaped, text)
    seen = _DAY.sub(_in_iso_8601, html.unescape(unquote(seen)))
    yield seen
    yield _GAP.sub("", seen)


def _unescaped(escapes: re.Match[str]) -> str:
    # Those of one text are read together: two of them may be one character (RFC 8259 §7).
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", "surrogatepass")


def _in_iso_8601(day: re.Match[str]) -> str:
    year, month, date_ = (part for part in day.groups() if part)
    return f"{year}-{month:0>2}-{date_:0>2}"


def traces(value: object) -> Iterator[bytes]:
    """Every text, day and byte string inside a value as the CBOR layer is given it, in ways to write it down.

    Of a byte string, pieces: half a portrait is a leak too.
    """
    if isinstance(value, str):
        yield from (value.encode(coding) for coding in _CODINGS)
        if value.isdecimal() and len(value) <= _LONGEST_NUMBER:
            yield cbor.encode(int(value))
    elif isinstance(value, bytes):
        yield from (value[start : start + _PIECE] for start in range(0, len(value), _PIECE))
    elif isinstance(value, CBORTag):
        day = date.fromordinal(value.value + _EPOCH)
        yield cbor.encode(value)
        yield from (text.encode() for text in (str(value.value), day.isoformat(), f"{day:%Y%m%d}"))
    elif isinstance(value, (list, tuple)):
        yield cbor.encode(value)
        for item in value:
            yield from traces(item)


def ways_found(traced: Iterable[bytes], places: Iterable[bytes]) -> set[str]:
    """In which ways of writing any of these stands in any of those places."""
    where = tuple(places)
    return {
        way
        for trace in traced
        if len(trace) >= _SHORTEST
        for way, needle in _spellings(trace)
        if len(needle) >= _shortest(way, needle) and any(needle in place for place in where)
    }


def _shortest(way: str, needle: bytes) -> int:
    if needle.isdigit():
        return _SHORTEST_NUMBER
    return _SHORTEST if way == _PLAIN else _SHORTEST_TEXT


def _spellings(needle: bytes) -> Iterator[tuple[str, bytes]]:
    yield _PLAIN, needle
    yield "in hexadecimal", needle.hex().encode()
    yield "in hexadecimal", needle.hex().upper().encode()
    yield "as a decimal number", str(int.from_bytes(needle)).encode()
    yield "as a decimal number", str(int.from_bytes(needle, "little")).encode()
    yield "in the digits of a code", transport.to_digits(needle).encode()
    yield "in base32", base64.b32encode(needle).rstrip(b"=")
    # These write groups of bytes: what does not depend on the neighbours is looked for, wherever a group begins.
    for offset in range(2):
        whole = (len(needle) - offset) // 2 * 2
        yield "in base45", _base45(needle[offset : offset + whole])
    for offset in range(3):
        bits = 8 * (offset + len(needle))
        encoded = base64.b64encode(bytes(offset) + needle)[-(-8 * offset // 6) : bits // 6]
        yield "in base64", encoded
        yield "in base64url", encoded.replace(b"+", b"-").replace(b"/", b"_")


def _base45(pairs: bytes) -> bytes:
    """Whole pairs of bytes in Base45 (RFC 9285 §4)."""
    written = []
    for at in range(0, len(pairs), 2):
        number = int.from_bytes(pairs[at : at + 2])
        written += [_BASE45[number % 45], _BASE45[number // 45 % 45], _BASE45[number // 2025]]
    return "".join(written).encode()
