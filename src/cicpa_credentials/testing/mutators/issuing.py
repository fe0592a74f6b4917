"""Attacks on verifiers by an issuer: claims that no certificate has, under a signature that holds.

Whoever steals an issuing key can do all this, and so can a host's programming error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash
from cicpa_credentials.errors import Code
from cicpa_credentials.testing.mutators.disclosing import SALT, disclosures_in
from cicpa_credentials.testing.mutators.draft import Draft, opened, resigned
from cicpa_credentials.testing.mutators.mutation import SignedMutator, signed_mutator
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header, Tag, Typ

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["ISSUER_MUTATORS", "TIMELESS"]

_ISS, _EXP, _NBF, _IAT = map(int, (Claim.ISS, Claim.EXP, Claim.NBF, Claim.IAT))
_CNF, _VCT, _STATUS, _CERTIFICATE = map(int, (Claim.CNF, Claim.VCT, Claim.STATUS, Claim.CERTIFICATE))
_TYP, _CRIT, _SD_ALG, _SD_CLAIMS = map(int, (Header.TYP, Header.CRIT, Header.SD_ALG, Header.SD_CLAIMS))
_NAME, _GENDER = 1, 2
_IDENTITY: Final = (1).to_bytes(32, "little")  # the point of Ed25519 for which one signature fits all
_WEAK_HASHES: Final = (-14, -15, -17, -18, -45)
_DEEP: Final = 15_000
_SHORT_MAP: Final = 23

TIMELESS: Final[tuple[object, ...]] = (
    math.nan,
    math.inf,
    -math.inf,
    1e300,
    1_790_000_000.5,
    True,
    "2030-01-01",
    b"\x00",
    -1,
    2**63,
    2**64 - 1,
    CBORTag(0, "2030-01-01T00:00:00Z"),
    CBORTag(1, math.nan),
    [],
    {},
)
"""Moments that compare with nothing, or with everything."""


@signed_mutator(Code.MALFORMED)
def timeless(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A moment is a float, NaN, infinite, a truth value, a text, a tagged one, or beyond all calendars."""
    claim, moment = (_EXP, _NBF, _IAT)[pick(3)], TIMELESS[pick(len(TIMELESS))]
    return Draft.of(data).with_claims({claim: moment}).signed(signer)


@signed_mutator(Code.MALFORMED)
def float_end(data: bytes, _: Pick, signer: Signer) -> bytes:
    """The end is the same number, as a float."""
    draft = Draft.of(data)
    return draft.with_claims({_EXP: float(draft.payload[_EXP])}).signed(signer)


@signed_mutator(Code.MALFORMED)
def claim_missing(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """One of the claims is missing that every certificate has."""
    claims = _ISS, int(Claim.SUB), _EXP, _IAT, _CERTIFICATE
    return Draft.of(data).with_claims({claims[pick(len(claims))]: None}).signed(signer)


@signed_mutator(Code.MALFORMED)
def doubled_claim(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """A claim stands there twice, so that the last one, or the first, would win."""
    claims = list(Draft.of(data).payload.items())
    if len(claims) >= _SHORT_MAP:
        return None
    key, value = claims[pick(len(claims))]
    written = b"".join(cbor.encode(label) + cbor.encode(content) for label, content in [*claims, (key, value)])
    return resigned(data, bytes([0xA0 + len(claims) + 1]) + written, signer)


@signed_mutator(Code.MALFORMED)
def indefinite_claims(data: bytes, _: Pick, signer: Signer) -> bytes:
    """The map of claims has no length, but an end."""
    return resigned(data, b"\xbf" + opened(data).payload[1:] + b"\xff", signer)


@signed_mutator(Code.MALFORMED)
def trailing_claims(data: bytes, _: Pick, signer: Signer) -> bytes:
    """Something stands behind the map of claims."""
    return resigned(data, opened(data).payload + b"\x00", signer)


@signed_mutator(Code.MALFORMED)
def nested_claims(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A claim goes deeper and deeper."""
    level = (b"\x81", b"\xa1\x00", b"\xc1")[pick(3)]
    return resigned(data, b"\xa1\x01" + level * (_DEEP // len(level)), signer)


@signed_mutator(Code.UNSUPPORTED)
def other_kind(data: bytes, _: Pick, signer: Signer) -> bytes:
    """A kind of credential that there is not."""
    return Draft.of(data).with_claims({_VCT: "urn:cicpa:unheard-of"}).signed(signer)


@signed_mutator(Code.UNSUPPORTED)
def critical_header(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A header says that another one must be understood."""
    return Draft.of(data).with_headers({_CRIT: ([99], [1], [], "all")[pick(4)], 99: True}).signed(signer)


@signed_mutator(Code.OUT_OF_SCOPE)
def foreign_association(data: bytes, _: Pick, signer: Signer) -> bytes:
    """One association issues in the name of another."""
    draft = Draft.of(data)
    return draft.with_claims({_ISS: "650000" if draft.payload[_ISS] != "650000" else "540000"}).signed(signer)


@signed_mutator(Code.KEY_NOT_VALID)
def dated_back(data: bytes, _: Pick, signer: Signer) -> bytes:
    """Issued, by its own date, before the key was certified."""
    return Draft.of(data).with_claims({_IAT: 1}).signed(signer)


@signed_mutator(Code.CONTENT_INVALID)
def ends_before_it_begins(data: bytes, _: Pick, signer: Signer) -> bytes:
    """The end comes before the beginning."""
    draft = Draft.of(data)
    return draft.with_claims({_EXP: draft.payload[_IAT]}).signed(signer)


@signed_mutator(Code.CONTENT_INVALID)
def not_in_normal_form(data: bytes, _: Pick, signer: Signer) -> bytes:
    """The name is not in NFC: it looks like another one, and compares with none."""
    return _faced(data, {_NAME: "\uf90a一"}, signer)


@signed_mutator(Code.CONTENT_INVALID)
def unheard_of_gender(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A value that its table does not have, or of another type."""
    return _faced(data, {_GENDER: (0, 3, -1, True, "female", 1.0)[pick(6)]}, signer)


@signed_mutator(Code.CONTENT_INVALID, Code.MALFORMED)
def redacted_face(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A hash stands where the name belongs; where something is disclosed, no step may take it for a value."""
    hidden = redacted_hash(b"")
    return _faced(data, {_NAME: (CBORTag(int(Tag.REDACTED_ELEMENT), hidden), REDACTED_KEYS)[pick(2)]}, signer)


@signed_mutator(Code.CONTENT_INVALID)
def status_from_behind(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """Its place in the status list counts from the end, or is no number."""
    index = (-1, -500, 1.0, True, "5", None)[pick(6)]
    status = {"status_list": {"idx": index, "uri": "https://status.example.org/1"}}
    return Draft.of(data).with_claims({_STATUS: status}).signed(signer)


@signed_mutator(Code.BINDING_INVALID)
def small_order_holder_key(data: bytes, _: Pick, signer: Signer) -> bytes:
    """The holder's key is a point of Ed25519 for which one signature fits every message."""
    cnf = {1: {1: 1, -1: 6, -2: _IDENTITY}}
    return Draft.of(data).with_headers({_TYP: int(Typ.SD_CWT)}).with_claims({_CNF: cnf}).signed(signer)


@signed_mutator(Code.DISCLOSURE_MISMATCH)
def redefining_disclosure(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A disclosure, hashed by the issuer, says again what must stay in clear: the end, the number, the kind."""
    label = (_EXP, int(Claim.SUB), _VCT)[pick(3)]
    hidden = cbor.encode([SALT, 2**40, label])
    draft = Draft.of(data).with_claims({REDACTED_KEYS: [redacted_hash(hidden)]})
    return draft.with_unprotected({_SD_CLAIMS: [*disclosures_in(data), hidden]}).signed(signer)


@signed_mutator(Code.MALFORMED)
def weak_salt(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """A salt too short to hide anything: a birth date has few values."""
    hidden = cbor.encode([(b"", bytes(15), bytes(17), "0123456789abcdef")[pick(4)], 1, 900])
    draft = Draft.of(data).with_claims({REDACTED_KEYS: [redacted_hash(hidden)]})
    return draft.with_unprotected({_SD_CLAIMS: [*disclosures_in(data), hidden]}).signed(signer)


@signed_mutator(Code.MALFORMED)
def one_hash_twice(data: bytes, _: Pick, signer: Signer) -> bytes | None:
    """One hash stands in two places, so that its claim would be in both."""
    draft = Draft.of(data).with_claims({99: dict(Draft.of(data).payload[_CERTIFICATE])})
    return draft.signed(signer) if disclosures_in(data) else None


@signed_mutator(Code.UNSUPPORTED)
def weak_hash(data: bytes, pick: Pick, signer: Signer) -> bytes | None:
    """The header names a hash that is broken, cut short, or none of ours."""
    if not disclosures_in(data):
        return None
    return Draft.of(data).with_headers({_SD_ALG: _WEAK_HASHES[pick(len(_WEAK_HASHES))]}).signed(signer)


ISSUER_MUTATORS: Final[tuple[SignedMutator[bytes], ...]] = (
    timeless,
    float_end,
    claim_missing,
    doubled_claim,
    indefinite_claims,
    trailing_claims,
    nested_claims,
    other_kind,
    critical_header,
    foreign_association,
    dated_back,
    ends_before_it_begins,
    not_in_normal_form,
    unheard_of_gender,
    redacted_face,
    status_from_behind,
    small_order_holder_key,
    redefining_disclosure,
    weak_salt,
    one_hash_twice,
    weak_hash,
)
"""What must not pass though the key of the credential's issuer signed it."""


def _faced(data: bytes, changes: dict[int, Any], signer: Signer) -> bytes:
    """Other particulars on the face, signed."""
    draft = Draft.of(data)
    return draft.with_claims({_CERTIFICATE: {**draft.payload[_CERTIFICATE], **changes}}).signed(signer)
