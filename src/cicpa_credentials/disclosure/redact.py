"""Claims in; payload and disclosures out (SD-CWT §5, §7, §10 and §11).

What is to be hidden is marked in the claims set with the draft's own tags: 58 around a map key or an array element to
redact it, 62 around a number, unique in the set, where a decoy goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from os import urandom
from struct import Struct
from typing import TYPE_CHECKING, Final

from cbor2 import CBORTag

from cicpa_credentials.disclosure.salted import (
    MAX_DEPTH,
    NEVER_REDACTED,
    PLAIN,
    REDACTED_KEYS,
    SALT_BYTES,
)
from cicpa_credentials.errors import Code, DisclosureError
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.cbor import Encoded, bstr, encode
from cicpa_credentials.wire.labels import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Redacted", "decoy", "redact", "to_be_redacted"]

_TO_BE_REDACTED: Final = int(Tag.TO_BE_REDACTED)
_TO_BE_DECOY: Final = int(Tag.TO_BE_DECOY)
_REDACTED_ELEMENT: Final = int(Tag.REDACTED_ELEMENT)
_MARKS: Final = frozenset({_TO_BE_REDACTED, _TO_BE_DECOY, _REDACTED_ELEMENT})
# An array of one to three parts, the first a byte string of 16: encoding a whole list takes twice as long.
_DECOY_HEAD, _ELEMENT_HEAD, _ENTRY_HEAD = (encode([bytes(SALT_BYTES), *more])[:2] for more in ([], [0], [0, 0]))
_SALTS: Final = Struct(f"{SALT_BYTES}s" * 16)
_BAD_KEY: Final = "a map key is neither an integer nor text of 1 to 255 bytes"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Redacted:
    """What an issuer signs, and what it hands to the holder beside it.

    Attributes:
        payload: the claims set with hashes in place of what was marked.
        disclosures: the encoded salted disclosed claims, decoys among them; an inner one stands before its parent.
    """

    payload: dict[object, object]
    disclosures: tuple[bytes, ...]


def to_be_redacted(key_or_element: object) -> CBORTag:
    """Mark a map key or an array element for redaction (SD-CWT §11.1)."""
    return CBORTag(_TO_BE_REDACTED, key_or_element)


def decoy(number: int) -> CBORTag:
    """Mark the place of a decoy: an array element, or a map key with the value `None` (SD-CWT §11.2).

    Args:
        number: positive, and unique within the claims set.
    """
    return CBORTag(_TO_BE_DECOY, number)


def redact(claims: Mapping[object, object], *, random_bytes: Callable[[int], bytes] = urandom) -> Redacted:
    """Replace what is marked by SHA-256 hashes of salted disclosures.

    Args:
        claims: a claims set with the marks of `to_be_redacted` and `decoy`, at any depth up to 16. A marked value may
            be `cbor.Encoded`: then nothing inside it is looked at.
        random_bytes: where the salts come from, 16 bytes for each disclosure; they are drawn several at once.

    Returns:
        The payload, hashes of a map sorted so that their order tells nothing, and the disclosures.

    Raises:
        DisclosureError: `malformed` where the set holds a key that no CWT map may have, the same key twice (marked and
            unmarked count as one), a misplaced mark, or is nested too deep; or where a claim is marked that must stay
            in clear.
    """
    run = _Redaction(random_bytes)
    for key in claims:
        if type(key) is CBORTag and key.tag == _TO_BE_REDACTED and key.value in NEVER_REDACTED:
            raise _malformed("a claim that must stay in clear is marked")
    return Redacted(payload=run.map(claims, 1), disclosures=tuple(run.disclosures))


class _Redaction:
    """One run: where salts come from, and what has come out so far."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self.salts = _salts(random_bytes)
        self.disclosures: list[bytes] = []
        self.decoys: set[int] = set()

    def value(self, value: object, level: int) -> object:
        if type(value) is CBORTag:
            if value.tag in _MARKS:
                raise _malformed("a mark stands where none may")
            _check_depth(level + 1)
            return value if type(value.value) in PLAIN else CBORTag(value.tag, self.value(value.value, level + 1))
        if isinstance(value, (list, tuple)):
            return self.array(value, level + 1)
        if isinstance(value, Mapping):
            return self.map(value, level + 1)
        if value == REDACTED_KEYS:
            raise _malformed("a mark stands where none may")
        if isinstance(value, Encoded):
            raise _malformed("what is encoded already stands in clear, where only a marked value may be so")
        return value

    def map(self, claims: Mapping[object, object], level: int) -> dict[object, object]:
        _check_depth(level)
        payload: dict[object, object] = {}
        hashes: list[bytes] = []
        hidden: set[object] = set()
        for key, value in claims.items():
            if type(key) is CBORTag:
                hashes.append(self.marked(key, value, level, hidden))
            elif type(key) is int or cbor.is_label(key):
                payload[key] = value if type(value) in PLAIN else self.value(value, level)
            else:
                raise _malformed(_BAD_KEY)
        if hashes:
            if not hidden.isdisjoint(payload):
                raise _malformed("a map holds the same key twice, marked and unmarked")
            if REDACTED_KEYS in payload:
                # cbor2 holds simple(59) and 59 to be equal, so that one would replace the other.
                raise _malformed("the key 59 stands in clear beside marked ones")
            hashes.sort()
            payload[REDACTED_KEYS] = hashes
        return payload

    def marked(self, key: CBORTag, value: object, level: int, hidden: set[object]) -> bytes:
        """The hash of a map's entry under a marked key, which joins the hidden ones unless it is a decoy."""
        label = key.value
        if key.tag == _TO_BE_REDACTED:
            if type(label) is not int and not cbor.is_label(label):
                raise _malformed(_BAD_KEY)
            hidden.add(label)
            return self.hide(_ENTRY_HEAD, self.encoded(value, level) + encode(label))
        if key.tag == _TO_BE_DECOY and value is None:
            return self.decoy(label)
        raise _malformed("a map key carries a tag that means nothing here")

    def array(self, elements: Sequence[object], level: int) -> list[object]:
        _check_depth(level)
        return [item if type(item) in PLAIN else self.element(item, level) for item in elements]

    def element(self, element: object, level: int) -> object:
        if type(element) is CBORTag:
            _check_depth(level + 1)
            if element.tag == _TO_BE_REDACTED:
                return CBORTag(_REDACTED_ELEMENT, self.hide(_ELEMENT_HEAD, self.encoded(element.value, level)))
            if element.tag == _TO_BE_DECOY:
                return CBORTag(_REDACTED_ELEMENT, self.decoy(element.value))
        return self.value(element, level)

    def encoded(self, value: object, level: int) -> bytes:
        if type(value) is Encoded:
            return value
        return encode(value if type(value) in PLAIN else self.value(value, level))

    def decoy(self, number: object) -> bytes:
        if not isinstance(number, int) or isinstance(number, bool) or number < 1 or number in self.decoys:
            raise _malformed("a decoy's number is not positive or not unique")
        self.decoys.add(number)
        return self.hide(_DECOY_HEAD, b"")

    def hide(self, head: bytes, content: bytes) -> bytes:
        disclosure = head + next(self.salts) + content
        self.disclosures.append(disclosure)
        return sha256(bstr(disclosure)).digest()


def _salts(random_bytes: Callable[[int], bytes]) -> Iterator[bytes]:
    """Salts without end, drawn several at once: asking the system for each would cost more than hashing it."""
    return chain.from_iterable(iter(lambda: _SALTS.unpack(random_bytes(_SALTS.size)), ()))


def _check_depth(level: int) -> None:
    if level > MAX_DEPTH:
        raise _malformed("nested too deep")


def _malformed(reason: str) -> DisclosureError:
    return DisclosureError(Code.MALFORMED, f"claims set: {reason}")
