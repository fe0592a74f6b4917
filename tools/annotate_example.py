"""Writes docs/wire-format-example.md (`python tools/annotate_example.py`): a certificate, byte by byte.

It is the first of the conformance vectors of certificates, so that whoever writes a reader can take it from there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cicpa_credentials.keys.algorithms import ALGORITHMS
from cicpa_credentials.members.fields import FACE
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Header, Simple, Tag
from cicpa_credentials.wire.sign1 import Sign1, to_be_signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PAGE", "page"]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "wire-format-example.md"

_VECTOR: Final = "certificate/bearer"
_COLUMN: Final = 36
_PER_LINE: Final = 16
_DIGITS: Final = 17
_KINDS: Final = ("unsigned", "negative", "bytes", "text", "array", "map", "tag", "simple value")
_TIMES: Final = (Claim.EXP, Claim.NBF, Claim.IAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the keys of a map are called, and the names inside a value, by key."""

    of: Mapping[int, str]
    inside: Mapping[int, Names]


_NONE: Final = Names(of={}, inside={})
_FACE: Final = Names(of={field.label: f"{field.en} {field.zh}" for field in FACE if field.label is not None}, inside={})
_HEADERS: Final = Names(of={int(one): one.name.lower() for one in Header}, inside={})
_CLAIMS: Final = Names(of={int(one): one.name.lower() for one in Claim}, inside={int(Claim.CERTIFICATE): _FACE})


def page() -> str:
    """The page in Markdown."""
    vectors = json.loads((ROOT / "vectors" / "certificates.json").read_text(encoding="utf-8"))["vectors"]
    (vector,) = (one for one in vectors if one["id"] == _VECTOR)
    text = vector["input"]["text"]
    return "\n".join((*_text_part(text), *_credential_part(transport.decode(text))))


def _text_part(text: str) -> Iterator[str]:
    link, _, digits = text.partition("#")
    body = transport.from_digits(digits)
    credential = transport.decode(text)
    yield f"""# A certificate, byte by byte

This is the vector `{_VECTOR}` of the [conformance vectors](vectors.md), taken apart after the
rules of [the wire format](wire-format.md). `tools/annotate_example.py` writes this page, and a test holds it true.

## The QR text

The symbol holds the address `{link}`, a `#`, and {len(digits)} digits:

```text"""
    yield from (digits[start : start + 6 * _DIGITS] for start in range(0, len(digits), 6 * _DIGITS))
    first = digits[:_DIGITS]
    yield f"""```

Each {_DIGITS} digits are seven bytes, little-endian. The first: `{first}` is `{int(first):#x}`,
so the bytes are `{body[:7].hex(" ")}`. Of these, `{body[0]:02x}` is the version: what follows is DEFLATE with the
dictionary. All digits are {len(body)} bytes; inflated, they are the {len(credential)} bytes below.
"""


def _credential_part(credential: bytes) -> Iterator[str]:
    message = Sign1.decode(credential)
    signed = to_be_signed(cbor.encode(message.protected), message.payload)
    yield "## The credential\n\n```text"
    yield from Walk(credential).message()
    yield f"""```

## What is signed

Not these bytes themselves, but the array of RFC 9052 §4.4: `"Signature1"`, the protected header, no further data (an
empty byte string), and the payload. It has {len(signed)} bytes, and begins so:

```text
{signed[:24].hex(" ")} …
```
"""


class Walk:
    """Goes through CBOR from the first byte to the last, and writes a line for each item."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes."""
        self._data = data
        self._at = 0

    def message(self) -> Iterator[str]:
        """The lines of a COSE_Sign1."""
        yield self._line(0, self._head()[2], f"tag {int(Tag.COSE_SIGN1)}: COSE_Sign1")
        yield self._line(1, self._head()[2], "array of 4")
        yield from self._embedded("protected header", _HEADERS)
        yield from self._item(2, "unprotected header", _HEADERS)
        yield from self._embedded("payload: the claims", _CLAIMS)
        yield from self._item(2, "signature: r and s", _NONE)

    def _embedded(self, title: str, names: Names) -> Iterator[str]:
        _, length, head = self._head()
        yield self._line(2, head, f"{title}: {length} bytes")
        yield from self._item(3, "", names)

    def _item(self, depth: int, note: str, names: Names, key: int | None = None) -> Iterator[str]:
        kind, argument, head = self._head()
        before = f"{note}: " if note else ""
        match _KINDS[kind]:
            case "map":
                yield self._line(depth, head, f"{before}map of {argument}")
                for _ in range(argument):
                    yield from self._pair(depth + 1, names)
            case "array":
                yield self._line(depth, head, f"{before}array of {argument}")
                for _ in range(argument):
                    yield from self._item(depth + 1, "", _NONE)
            case "tag":
                yield self._line(depth, head, f"{before}tag {argument}, days since 1970-01-01")
                yield from self._item(depth + 1, "", _NONE)
            case "bytes" | "text":
                content = self._take(argument)
                shown = f'"{content.decode()}"' if _KINDS[kind] == "text" else f"{argument} bytes"
                yield self._line(depth, head, before + shown)
                yield from self._chunks(depth + 1, content)
            case _:
                yield self._line(depth, head, before + _number(-1 - argument if kind else argument, key, names))

    def _pair(self, depth: int, names: Names) -> Iterator[str]:
        kind, argument, head = self._head()
        if _KINDS[kind] == "simple value":
            note = "hashes of what is not in clear" if argument == Simple.REDACTED_CLAIM_KEYS else ""
            yield self._line(depth, head, f"simple({argument}): {note}")
            yield from self._item(depth + 1, "", _NONE)
            return
        label = -1 - argument if kind else argument
        yield self._line(depth, head, f"{label}: {names.of.get(label, '')}")
        yield from self._item(depth + 1, "", names.inside.get(label, names), label)

    def _head(self) -> tuple[int, int, bytes]:
        """Major type, argument and bytes of the next head (RFC 8949 §3)."""
        start = self._at
        (first,) = self._take(1)
        kind, short = first >> 5, first & 0x1F
        extra = {24: 1, 25: 2, 26: 4, 27: 8}.get(short, 0)
        argument = int.from_bytes(self._take(extra)) if extra else short
        return kind, argument, self._data[start : self._at]

    def _take(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def _chunks(self, depth: int, content: bytes) -> Iterator[str]:
        for start in range(0, len(content), _PER_LINE):
            yield self._line(depth, content[start : start + _PER_LINE], "")

    @staticmethod
    def _line(depth: int, data: bytes, note: str) -> str:
        line = f"{'  ' * depth}{data.hex(' ')}"
        return f"{line.ljust(_COLUMN)}# {note}" if note else line


def _number(value: int, key: int | None, names: Names) -> str:
    if names is _HEADERS and key == Header.ALG:
        return f"{value}, {ALGORITHMS[value].name}"
    if names is _CLAIMS and key in _TIMES:
        return f"{value}, {datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC"
    return str(value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {PAGE.stat().st_size:,} bytes")
