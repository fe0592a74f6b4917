"""Credential bytes to QR text and back: `BASE_URL#DIGITS` (docs/wire-format.md §QR text).

The digits sit in the URL's fragment, so an ordinary phone camera opens the page and no server ever sees them. A QR code
packs digits at 10 bits for three, which makes seven bytes in seventeen digits as dense as the densest text encodings.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import Final

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire.dictionary import DICTIONARY

__all__ = ["MAX_INFLATED", "MAX_TEXT", "decode", "deflate", "encode", "from_digits", "inflate", "to_digits"]

MAX_TEXT: Final = 8 * 1024
"""Characters of QR text that are looked at; the largest QR code holds fewer."""

MAX_INFLATED: Final = 16 * 1024
"""Bytes that the body may have after inflation."""

_PLAIN: Final = 1
_DEFLATED: Final = 2

_CHUNK: Final = 7
_CHUNK_DIGITS: Final = 17
# Digits that n bytes need: the smallest d with 10**d >= 256**n.
_DIGITS: Final = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, 7: 17}
_BYTES: Final = {digits: size for size, digits in _DIGITS.items()}

# Four SHA-256 hashes or more, each as a CBOR byte string; short of a kilobyte, so that the window reaches over them.
_HASHES: Final = re.compile(rb"(?:\x58\x20.{32}){4,30}", re.DOTALL)
_LENGTHS: Final = struct.Struct("<HH")


def encode(credential: bytes, *, base_url: str) -> str:
    """Write a credential as QR text: version 1 as it is, or version 2 deflated, whichever is shorter.

    Args:
        credential: a COSE_Sign1 of at most 16 KiB.
        base_url: where a phone that knows nothing of us is sent; it never sees the digits.
    """
    deflated = deflate(credential)
    body = bytes((_DEFLATED,)) + deflated if len(deflated) < len(credential) else bytes((_PLAIN,)) + credential
    return f"{base_url}#{to_digits(body)}"


def decode(text: str) -> bytes:
    """Read a credential from QR text, with any URL or none before the `#`; the host is not looked at.

    Raises:
        WireError: `not_a_certificate` where there are no digits of ours; `unsupported` for a version this reader does
            not know; `malformed` for digits or a body that no writer makes.
    """
    if len(text) > MAX_TEXT:
        raise WireError(Code.NOT_A_CERTIFICATE, f"QR text: more than {MAX_TEXT} characters")
    data = from_digits(text.rpartition("#")[2].strip())
    version, body = data[0], data[1:]
    if version == _PLAIN:
        return body
    if version == _DEFLATED:
        return inflate(body)
    raise WireError(Code.UNSUPPORTED, "QR text: a version that this reader does not know")


def to_digits(data: bytes) -> str:
    """Write bytes as decimal digits: each seven bytes, little-endian, as seventeen; a tail as few as it needs."""
    count, rest = divmod(len(data), _CHUNK)
    # Seven bytes and a zero make a 64-bit number: one unpacking and one formatting serve all chunks.
    padded = bytearray(8 * count)
    for place in range(_CHUNK):
        padded[place::8] = data[place : _CHUNK * count : _CHUNK]
    digits = ("%017d" * count) % struct.unpack(f"<{count}Q", padded)
    return digits + f"{int.from_bytes(data[-rest:], 'little'):0{_DIGITS[rest]}d}" if rest else digits


def from_digits(digits: str) -> bytes:
    """The reverse of `to_digits`, for one byte or more.

    Raises:
        WireError: `not_a_certificate` for what is no digits; `malformed` for a length or a number that `to_digits`
            never writes.
    """
    # int() would also take signs, underscores, spaces and the digits of other scripts.
    written = digits.encode() if digits.isascii() else b""
    if not written.isdigit():
        raise WireError(Code.NOT_A_CERTIFICATE, "QR text: no digits behind the #")
    count, rest = divmod(len(digits), _CHUNK_DIGITS)
    chunks = struct.unpack_from("17s" * count, written)
    try:
        padded = bytearray(struct.pack(f"<{count}Q", *map(int, chunks)))
        tail = int(digits[-rest:]).to_bytes(_BYTES[rest], "little") if rest else b""
    except (KeyError, OverflowError, ValueError, struct.error):
        raise _misread() from None
    if padded[7::8].count(0) != count:
        raise _misread()
    del padded[7::8]
    return bytes(padded) + tail


def deflate(data: bytes) -> bytes:
    """Raw DEFLATE (RFC 1951) with our dictionary.

    A presentation's hashes stand in a row and do not compress; Huffman codes would make them longer, and zlib does not
    cut its blocks there. So they go into a stored block (RFC 1951 §3.2.4).
    """
    hashes = _HASHES.search(data)
    if hashes is None:
        return _compressed(data, DICTIONARY, zlib.Z_FINISH)
    start, end = hashes.span()
    size = end - start
    # A flush ends with an empty stored block: its two lengths are replaced by ours.
    before = _compressed(data[:start], DICTIONARY, zlib.Z_SYNC_FLUSH)[: -_LENGTHS.size]
    after = _compressed(data[end:], DICTIONARY + data[:end], zlib.Z_FINISH)
    return before + _LENGTHS.pack(size, size ^ 0xFFFF) + data[start:end] + after


def _compressed(data: bytes, before: bytes, end: int) -> bytes:
    # Small windows and tables: setting up zlib's usual 256 KiB would take ten times as long as the work itself.
    deflater = zlib.compressobj(9, zlib.DEFLATED, -11, 3, zlib.Z_DEFAULT_STRATEGY, before)
    return deflater.compress(data) + deflater.flush(end)


def inflate(body: bytes) -> bytes:
    """The reverse of `deflate`, up to 16 KiB.

    Raises:
        WireError: `malformed`.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS, DICTIONARY)
    try:
        data = inflater.decompress(body, MAX_INFLATED)
    except zlib.error:
        raise WireError(Code.MALFORMED, "deflated bytes: damaged") from None
    if not inflater.eof or inflater.unused_data:
        raise WireError(Code.MALFORMED, "deflated bytes: cut off, too many or followed by something")
    return data


def _misread() -> WireError:
    return WireError(Code.MALFORMED, "QR text: digits that no writer makes (cut off or misread?)")
