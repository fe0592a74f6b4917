"""Attacks on a certificate as SD-JWT VC: by those whom it passes, and by its issuer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.sdjwt import base64url
from cicpa_credentials.testing.mutators.envelopes import P_256_ORDER
from cicpa_credentials.testing.mutators.mutation import Mutator, SignedMutator, mutator, signed_mutator
from cicpa_credentials.testing.offices import signing_key

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["SD_JWT_ISSUER_MUTATORS", "SD_JWT_MUTATORS"]

_STRANGER: Final = 666
_HALF: Final = 32
_YEAR: Final = 31_536_000
_DEEP: Final = 20_000
_TOO_MUCH: Final = 70_000
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_TIMELESS: Final = ("NaN", "Infinity", "-Infinity", "1e999")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """An SD-JWT taken apart; what is in it is still text."""

    header: str
    payload: str
    signature: str
    disclosures: tuple[str, ...]
    key_binding: str

    @classmethod
    def of(cls, text: str) -> _Parts:
        jwt, *disclosures, key_binding = text.split("~")
        header, payload, signature = jwt.split(".")
        return cls(
            header=header,
            payload=payload,
            signature=signature,
            disclosures=tuple(disclosures),
            key_binding=key_binding,
        )

    def text(self) -> str:
        jwt = f"{self.header}.{self.payload}.{self.signature}"
        return "~".join((jwt, *self.disclosures, self.key_binding))

    def signed(self, signer: Signer) -> str:
        signature = signer.sign(f"{self.header}.{self.payload}".encode())
        return replace(self, signature=base64url.encode(signature)).text()

    def with_header(self, changes: dict[str, Any]) -> _Parts:
        return replace(self, header=_written(_read(self.header) | changes))

    def with_claims(self, changes: dict[str, Any]) -> _Parts:
        return replace(self, payload=_written(_read(self.payload) | changes))


def _read(part: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(base64url.decode(part))
    return content


def _written(content: object) -> str:
    return base64url.encode(json.dumps(content).encode())


def _digest(disclosure: str) -> str:
    return base64url.encode(hashlib.sha256(disclosure.encode()).digest())


# -- on the way


@mutator(Code.MALFORMED, Code.NOT_A_CERTIFICATE, Code.UNSUPPORTED, Code.UNKNOWN_ISSUER, Code.BAD_SIGNATURE)
def changed_character(text: str, pick: Pick) -> str:
    """One character of what is signed is another."""
    end = text.index("~")
    at = pick(end)
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@mutator(Code.BAD_SIGNATURE)
def longer_life(text: str, _: Pick) -> str:
    """The end of validity is a year later."""
    parts = _Parts.of(text)
    return parts.with_claims({"exp": _read(parts.payload)["exp"] + _YEAR}).text()


@mutator(Code.BAD_SIGNATURE)
def details_added(text: str, _: Pick) -> str:
    """A detail was written into what the issuer signed."""
    return _Parts.of(text).with_claims({"details": {"firm": "甲会计师事务所"}}).text()


@mutator(Code.UNSUPPORTED, Code.BAD_SIGNATURE)
def other_algorithm(text: str, pick: Pick) -> str:
    """The header names no algorithm, a shared secret, or one that the key is not for."""
    return _Parts.of(text).with_header({"alg": ("none", "HS256", "ES384", "EdDSA")[pick(4)]}).text()


@mutator(Code.BAD_SIGNATURE)
def strangers_signature(text: str, _: Pick) -> str:
    """Somebody else's key signed it."""
    return _Parts.of(text).signed(signing_key(_STRANGER))


@mutator(Code.BAD_SIGNATURE)
def unsigned(text: str, pick: Pick) -> str:
    """The signature is one of zeros, or has another length than any has."""
    signature = (bytes(64), bytes(63), bytes(65))[pick(3)]
    return replace(_Parts.of(text), signature=base64url.encode(signature)).text()


@mutator(Code.MALFORMED)
def another_spelling(text: str, pick: Pick) -> str | None:
    """The same signature in another spelling: padded, or with bits left over that are not zero."""
    parts = _Parts.of(text)
    last = _DIGITS.index(parts.signature[-1])
    spelt = (parts.signature + "==", parts.signature[:-1] + _DIGITS[last + 1])
    # 64 bytes leave four bits; without any left over, only the padding is another spelling.
    return replace(parts, signature=spelt[pick(2) if last % 16 == 0 else 0]).text()


@mutator(Code.DISCLOSURE_MISMATCH)
def doubled_disclosure(text: str, pick: Pick) -> str | None:
    """One of the disclosures stands there twice."""
    parts = _Parts.of(text)
    if not parts.disclosures:
        return None
    return replace(parts, disclosures=(*parts.disclosures, parts.disclosures[pick(len(parts.disclosures))])).text()


@mutator(Code.DISCLOSURE_MISMATCH)
def unreferenced_disclosure(text: str, _: Pick) -> str:
    """A detail is added that the issuer never hashed."""
    parts = _Parts.of(text)
    return replace(parts, disclosures=(*parts.disclosures, _written(["c2FsdA", "firm", "甲"]))).text()


@mutator(Code.DISCLOSURE_MISMATCH)
def orphaned_disclosures(text: str, _: Pick) -> str | None:
    """Details are shown without the claim that they stand in."""
    parts = _Parts.of(text)
    children = tuple(one for one in parts.disclosures if json.loads(base64url.decode(one))[1:2] != ["details"])
    if not children or len(children) == len(parts.disclosures):
        return None
    return replace(parts, disclosures=children).text()


@mutator(Code.NOT_A_CERTIFICATE)
def without_end(text: str, _: Pick) -> str:
    """More text than any certificate has."""
    return text + "A" * _TOO_MUCH + "~"


@mutator()
def high_s(text: str, _: Pick) -> str | None:
    """The other signature that anybody can make from one by P-256: it is as good, and what is revoked stays so."""
    parts = _Parts.of(text)
    signature = base64url.decode(parts.signature)
    if len(signature) != 2 * _HALF or parts.key_binding:  # the proof of a holder's key is over the signature too
        return None
    twin = signature[:_HALF] + (P_256_ORDER - int.from_bytes(signature[_HALF:])).to_bytes(_HALF)
    return replace(parts, signature=base64url.encode(twin)).text()


SD_JWT_MUTATORS: Final[tuple[Mutator[str], ...]] = (
    changed_character,
    longer_life,
    details_added,
    other_algorithm,
    strangers_signature,
    unsigned,
    another_spelling,
    doubled_disclosure,
    unreferenced_disclosure,
    orphaned_disclosures,
    without_end,
    high_s,
)
"""What must not pass by a verifier that holds the SD-JWT valid."""


# -- by its issuer


@signed_mutator(Code.MALFORMED)
def doubled_claim(text: str, pick: Pick, signer: Signer) -> str:
    """A claim stands there twice, so that the last one, or the first, would win."""
    parts = _Parts.of(text)
    payload = _read(parts.payload)
    name = list(payload)[pick(len(payload))]
    written = f'{{"{name}": {json.dumps(payload[name])}, {json.dumps(payload)[1:]}'
    return replace(parts, payload=base64url.encode(written.encode())).signed(signer)


@signed_mutator(Code.MALFORMED)
def timeless(text: str, pick: Pick, signer: Signer) -> str:
    """The end is NaN, infinite, or a number beyond all bounds."""
    parts = _Parts.of(text)
    ends = _TIMELESS[pick(len(_TIMELESS))]
    written = json.dumps(_read(parts.payload) | {"exp": "END"}).replace('"END"', ends)
    return replace(parts, payload=base64url.encode(written.encode())).signed(signer)


@signed_mutator(Code.MALFORMED)
def end_of_another_kind(text: str, pick: Pick, signer: Signer) -> str:
    """The end is a truth value, a float, a text, or a list."""
    ends = (True, 9e15, "9999999999", 10**30, [1], None)[pick(6)]
    return _Parts.of(text).with_claims({"exp": ends}).signed(signer)


@signed_mutator(Code.UNSUPPORTED)
def critical_header(text: str, pick: Pick, signer: Signer) -> str:
    """A header says that another one must be understood."""
    crit = (["exp"], ["b64"], ["x5c", "kid"], [])[pick(4)]
    return _Parts.of(text).with_header({"crit": crit, "b64": True}).signed(signer)


@signed_mutator(Code.MALFORMED)
def nested_claims(text: str, _: Pick, signer: Signer) -> str:
    """A claim goes deeper and deeper."""
    deep = '{"a":' + "[" * _DEEP
    return replace(_Parts.of(text), payload=base64url.encode(deep.encode())).signed(signer)


@signed_mutator(Code.OUT_OF_SCOPE)
def foreign_association(text: str, _: Pick, signer: Signer) -> str:
    """One association issues in the name of another."""
    parts = _Parts.of(text)
    return parts.with_claims({"iss": "650000" if _read(parts.payload)["iss"] != "650000" else "540000"}).signed(signer)


@signed_mutator(Code.MALFORMED)
def one_digest_twice(text: str, _: Pick, signer: Signer) -> str:
    """One digest stands in two places, so that its claim would be in both."""
    parts = _Parts.of(text)
    return parts.with_claims({"more": {"_sd": _read(parts.payload)["_sd"]}}).signed(signer)


@signed_mutator(Code.DISCLOSURE_MISMATCH)
def redefining_disclosure(text: str, pick: Pick, signer: Signer) -> str:
    """A disclosure, hashed by the issuer, says again what stands in clear."""
    parts = _Parts.of(text)
    other = _written(["c2FsdA", ("name", "category", "sub", "iat")[pick(4)], "another"])
    hidden = parts.with_claims({"_sd": [*_read(parts.payload)["_sd"], _digest(other)]})
    return replace(hidden, disclosures=(*parts.disclosures, other)).signed(signer)


@signed_mutator(Code.UNSUPPORTED)
def weak_hash(text: str, _: Pick, signer: Signer) -> str:
    """The payload names a hash that is cut short."""
    return _Parts.of(text).with_claims({"_sd_alg": "sha-256-32"}).signed(signer)


SD_JWT_ISSUER_MUTATORS: Final[tuple[SignedMutator[str], ...]] = (
    doubled_claim,
    timeless,
    end_of_another_kind,
    critical_header,
    nested_claims,
    foreign_association,
    one_digest_twice,
    redefining_disclosure,
    weak_hash,
)
"""What must not pass though the key of its issuer signed it."""
