"""Payload and disclosures in; claims out (SD-CWT §9, steps 7 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cbor2 import CBORTag

from cicpa_credentials.disclosure.salted import (
    DEFAULT_SD_ALG,
    MAX_DEPTH,
    NEVER_REDACTED,
    PLAIN,
    REDACTED_KEYS,
    SALT_BYTES,
    hasher,
    redacted_hash,
)
from cicpa_credentials.errors import Code, DisclosureError, WireError
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Resolved", "resolve"]

_REDACTED_ELEMENT: Final = int(Tag.REDACTED_ELEMENT)
_MARKS: Final = frozenset({int(Tag.TO_BE_REDACTED), int(Tag.TO_BE_DECOY), _REDACTED_ELEMENT})
_DECOY, _ELEMENT, _ENTRY = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Resolved:
    """The validated disclosed claims set (SD-CWT §2), and what stayed hidden.

    Attributes:
        claims: all claims in clear and all disclosed ones; no hash, tag 60 or simple(59) is left in them.
        undisclosed: how many hashes have no disclosure: claims kept back, or decoys.
        decoys: how many disclosures turned out to be decoys.
    """

    claims: dict[object, object]
    undisclosed: int
    decoys: int


def resolve(
    payload: Mapping[object, object],
    disclosures: Sequence[bytes],
    *,
    sd_alg: object = DEFAULT_SD_ALG,
    header_claims: Mapping[object, object] | None = None,
) -> Resolved:
    """Put disclosed claims back where their hashes stand, and drop the hashes that stay hidden.

    Args:
        payload: the decoded claims set that was signed.
        disclosures: encoded salted disclosed claims, in any order, as they stand in `sd_claims`.
        sd_alg: the protected header `sd_alg` (COSE algorithm number); SHA-256 where it is absent.
        header_claims: the CWT Claims header parameter (RFC 9597), where the protected header has one; its claims join
            the payload's and must agree with them (SD-CWT §6.3).

    Raises:
        DisclosureError: `disclosure_mismatch` for a disclosure that has no hash, stands twice or in the wrong kind of
            place, or repeats a key; `malformed` for a payload or disclosure that breaks the draft's rules;
            `unsupported` for another `sd_alg`.
    """
    function = hasher(sd_alg)
    shown = {redacted_hash(disclosure, function): disclosure for disclosure in disclosures}
    if len(shown) != len(disclosures):
        raise _mismatch("the same disclosure stands there twice")
    run = _Resolution(shown)
    claims = run.map(payload, 1)
    if header_claims is not None:
        claims = _join(run.map(header_claims, 1), claims)
    if not run.seen.issuperset(shown):
        raise _mismatch("a disclosure has no hash in the payload")
    return Resolved(claims=claims, undisclosed=run.undisclosed, decoys=run.decoys)


class _Resolution:
    """One run: the disclosures by their hashes, and what has been seen of them."""

    def __init__(self, shown: Mapping[bytes, bytes]) -> None:
        self.shown = shown
        self.seen: set[bytes] = set()
        self.undisclosed = 0
        self.decoys = 0

    def value(self, value: object, level: int) -> object:
        if type(value) in PLAIN:
            return value
        if isinstance(value, (list, tuple)):
            return self.array(value, level + 1)
        if type(value) is CBORTag:
            _check_depth(level + 1)
            if value.tag in _MARKS:
                raise _malformed("a tag of redaction stands outside an array, or is one for before issuance")
            return CBORTag(value.tag, self.value(value.value, level + 1))
        if isinstance(value, cbor.MAPS):
            return self.map(value, level + 1)
        if value == REDACTED_KEYS:
            raise _malformed("simple(59) stands outside a map's keys")
        return value

    def map(self, payload: Mapping[object, object], level: int) -> dict[object, object]:
        _check_depth(level)
        claims: dict[object, object] = {}
        hashes: object = []
        for key, value in payload.items():
            if type(key) is int or cbor.is_label(key):
                claims[key] = value if type(value) in PLAIN else self.value(value, level)
            elif key == REDACTED_KEYS:
                hashes = value
            else:
                raise _malformed("a map key is neither an integer nor text of 1 to 255 bytes")
        if not isinstance(hashes, (list, tuple)):
            raise _malformed("simple(59) holds no array")
        for redacted in hashes:
            content = self.open(redacted, _ENTRY)
            if content is not None:
                value, key = content
                if key in claims:
                    raise _mismatch("a disclosure repeats a key of its map")
                if level == 1 and key in NEVER_REDACTED:
                    raise _malformed("a claim that must stay in clear was redacted")
                claims[key] = self.value(value, level)
        return claims

    def array(self, elements: Sequence[object], level: int) -> list[object]:
        _check_depth(level)
        claims = []
        for element in elements:
            if type(element) is CBORTag and element.tag == _REDACTED_ELEMENT:
                content = self.open(element.value, _ELEMENT)
                if content is not None:
                    claims.append(self.value(content[0], level))
            else:
                claims.append(self.value(element, level))
        return claims

    def open(self, redacted: object, shape: int) -> list[object] | None:
        """The content behind a hash without its salt; None for a decoy and for what stays hidden."""
        if not isinstance(redacted, bytes):
            raise _malformed("a redacted claim hash is not a byte string")
        if redacted in self.seen:
            raise _malformed("the same hash stands there twice")
        self.seen.add(redacted)
        disclosure = self.shown.get(redacted)
        if disclosure is None:
            self.undisclosed += 1
            return None
        salt, *content = _decode(disclosure)
        if not (isinstance(salt, bytes) and len(salt) == SALT_BYTES):
            raise _malformed("a disclosure has no salt of 16 bytes")
        if not content:
            self.decoys += 1
            return None
        if len(content) != shape - 1:
            raise _mismatch("a disclosure stands in the wrong kind of place")
        if shape == _ENTRY and not cbor.is_label(content[1]):
            raise _malformed("a disclosed key is neither an integer nor text of 1 to 255 bytes")
        return content


def _decode(disclosure: bytes) -> list[object]:
    try:
        array = cbor.decode(disclosure)
    except WireError:
        raise _malformed("a disclosure is not well formed") from None
    if not (isinstance(array, list) and _DECOY <= len(array) <= _ENTRY):
        raise _malformed("a disclosure is not an array of one to three parts")
    return array


def _join(header: dict[object, object], payload: dict[object, object]) -> dict[object, object]:
    if any(payload[key] != value for key, value in header.items() if key in payload):
        raise _malformed("header and payload disagree about a claim")
    return {**header, **payload}


def _check_depth(level: int) -> None:
    if level > MAX_DEPTH:
        raise _malformed("nested too deep")


def _mismatch(reason: str) -> DisclosureError:
    return DisclosureError(Code.DISCLOSURE_MISMATCH, f"disclosures: {reason}")


def _malformed(reason: str) -> DisclosureError:
    return DisclosureError(Code.MALFORMED, f"claims set: {reason}")
