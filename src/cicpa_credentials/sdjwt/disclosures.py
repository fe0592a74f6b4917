"""Selective disclosure of any JSON claims (RFC 9901 §4.2 and §7.1): the mechanism, with no idea of a member."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code, DisclosureError, WireError
from cicpa_credentials.sdjwt import base64url
from cicpa_credentials.sdjwt.compact import MAX_TEXT
from cicpa_credentials.sdjwt.jws import dumps
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["SD", "SD_ALG", "SHA_256", "Unpacked", "decoy", "digest", "disclose", "open_disclosure", "unpack"]

SD: Final = "_sd"
"""The claim under which the digests of an object's hidden claims stand (RFC 9901 §4.2.4.1)."""

SD_ALG: Final = "_sd_alg"
"""The claim that names the hash (RFC 9901 §4.1.1)."""

SHA_256: Final = "sha-256"

_ELEMENT: Final = "..."
_RESERVED: Final = frozenset({SD, SD_ALG, _ELEMENT})
_IN_CLEAR: Final = frozenset({"iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})
"""The claims that decide whether a credential holds (RFC 9901 §9.7, SD-JWT VC): nobody may keep them back."""

_SALT_BYTES: Final = 16
_MAX_DEPTH: Final = 16
_IN_ARRAY, _IN_OBJECT = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unpacked:
    """The processed payload (RFC 9901 §7.1), and what stayed hidden.

    Attributes:
        claims: all claims in clear and all disclosed ones; no digest is left in them.
        undisclosed: how many digests have no disclosure: claims kept back, or decoys.
    """

    claims: dict[str, Any]
    undisclosed: int


def disclose(name: str, value: object, *, random_bytes: Callable[[int], bytes]) -> str:
    """The disclosure of an object's claim (RFC 9901 §4.2.1), salted with 16 random bytes."""
    return base64url.encode(dumps([_salt(random_bytes), name, value]))


def decoy(*, random_bytes: Callable[[int], bytes]) -> str:
    """A digest that belongs to nothing (RFC 9901 §4.2.5)."""
    return digest(_salt(random_bytes))


def digest(disclosure: str) -> str:
    """The digest over a disclosure as it is written (RFC 9901 §4.2.3)."""
    return base64url.encode(sha256(disclosure.encode()).digest())


def open_disclosure(disclosure: str) -> list[Any]:
    """What a disclosure says: salt, name and value; without a name for an array's element.

    Raises:
        DisclosureError: `malformed`.
    """
    try:
        content = json_text.decode(base64url.decode(disclosure), what="disclosure", max_bytes=MAX_TEXT)
    except WireError as error:
        raise DisclosureError(Code.MALFORMED, f"disclosures: {error}") from None
    well_formed = (
        isinstance(content, list)
        and len(content) in {_IN_ARRAY, _IN_OBJECT}
        and all(isinstance(text, str) for text in content[:-1])
    )
    if not well_formed:
        raise _malformed("a disclosure is not an array of a salt, perhaps a name, and a value")
    return list(content)


def unpack(payload: Mapping[str, Any], disclosures: Sequence[str]) -> Unpacked:
    """Put disclosed claims back where their digests stand, and drop the digests that stay hidden (RFC 9901 §7.1).

    Args:
        payload: the claims set that was signed.
        disclosures: as they stand between the tildes.

    Raises:
        DisclosureError: `disclosure_mismatch` for a disclosure that has no digest, stands twice or in the wrong kind of
            place, or repeats a claim; `malformed` for a payload or disclosure that breaks the standard's rules;
            `unsupported` for another hash than SHA-256.
    """
    if payload.get(SD_ALG, SHA_256) != SHA_256:
        raise DisclosureError(Code.UNSUPPORTED, "_sd_alg: not a hash we support")
    shown = {digest(disclosure): disclosure for disclosure in disclosures}
    if len(shown) != len(disclosures):
        raise _mismatch("the same disclosure stands there twice")
    run = _Unpacking(shown)
    claims = run.members({name: value for name, value in payload.items() if name != SD_ALG}, 1)
    if not run.seen.issuperset(shown):
        raise _mismatch("a disclosure has no digest in the payload")
    return Unpacked(claims=claims, undisclosed=run.undisclosed)


class _Unpacking:
    """One run: the disclosures by their digests, and what has been seen of them."""

    def __init__(self, shown: Mapping[str, str]) -> None:
        self.shown = shown
        self.seen: set[str] = set()
        self.undisclosed = 0

    def value(self, value: object, level: int) -> object:
        if isinstance(value, dict):
            return self.members(value, level + 1)
        if isinstance(value, list):
            return self.elements(value, level + 1)
        return value

    def members(self, payload: Mapping[str, Any], level: int) -> dict[str, Any]:
        _check_depth(level)
        claims = {name: self.value(value, level) for name, value in payload.items() if name != SD}
        if not _RESERVED.isdisjoint(claims):
            raise _malformed("a reserved name stands where none may")
        digests = payload.get(SD, [])
        if not isinstance(digests, list):
            raise _malformed("_sd holds no array")
        for one in digests:
            content = self.open(one, _IN_OBJECT)
            if content is not None:
                _, name, value = content
                if name in claims:
                    raise _mismatch("a disclosure repeats a claim of its object")
                if name in _RESERVED or (level == 1 and name in _IN_CLEAR):
                    raise _malformed("a claim was hidden that is reserved or must stay in clear")
                claims[name] = self.value(value, level)
        return claims

    def elements(self, array: Sequence[Any], level: int) -> list[Any]:
        _check_depth(level)
        values = []
        for element in array:
            if isinstance(element, dict) and element.keys() == {_ELEMENT}:
                content = self.open(element[_ELEMENT], _IN_ARRAY)
                if content is not None:
                    values.append(self.value(content[1], level))
            else:
                values.append(self.value(element, level))
        return values

    def open(self, redacted: object, shape: int) -> list[Any] | None:
        """What is behind a digest; None for what stays hidden."""
        if not isinstance(redacted, str):
            raise _malformed("a digest is not text")
        if redacted in self.seen:
            raise _malformed("the same digest stands there twice")
        self.seen.add(redacted)
        disclosure = self.shown.get(redacted)
        if disclosure is None:
            self.undisclosed += 1
            return None
        content = open_disclosure(disclosure)
        if len(content) != shape:
            raise _mismatch("a disclosure stands in the wrong kind of place")
        return content


def _salt(random_bytes: Callable[[int], bytes]) -> str:
    return base64url.encode(random_bytes(_SALT_BYTES))


def _check_depth(level: int) -> None:
    if level > _MAX_DEPTH:
        raise _malformed("nested too deep")


def _mismatch(reason: str) -> DisclosureError:
    return DisclosureError(Code.DISCLOSURE_MISMATCH, f"disclosures: {reason}")


def _malformed(reason: str) -> DisclosureError:
    return DisclosureError(Code.MALFORMED, f"claims set: {reason}")
