"""Attacks on a status list token: by those who want the revoked to be valid again, and by whoever publishes it."""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.testing.mutators.draft import Draft, opened, reassembled, resigned
from cicpa_credentials.testing.mutators.envelopes import Answers, envelope_mutators
from cicpa_credentials.testing.mutators.mutation import Mutator, SignedMutator, mutator, signed_mutator
from cicpa_credentials.testing.offices import signing_key
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["LIST_MUTATORS", "PUBLISHER_MUTATORS"]

_KID, _TYP = int(Header.KID), int(Header.TYP)
_SUB, _EXP, _IAT, _LIST, _TTL = map(int, (Claim.SUB, Claim.EXP, Claim.IAT, Claim.STATUS_LIST, Claim.TTL))
_THIEF: Final = 667
_BOMB_BYTES: Final = 40 << 20
_SHORT_MAP: Final = 23

_ENVELOPE: Final = envelope_mutators(
    Answers(
        altered=frozenset({Code.MALFORMED, Code.UNSUPPORTED, Code.UNKNOWN_ISSUER, Code.BAD_SIGNATURE}),
        forged=Code.BAD_SIGNATURE,
        swapped=frozenset({Code.UNSUPPORTED, Code.BAD_SIGNATURE}),
    )
)


@mutator(Code.BAD_SIGNATURE)
def all_valid(data: bytes, _: Pick) -> bytes:
    """All its entries are valid."""
    claims: dict[Any, Any] = cbor.decode_map(opened(data).payload, max_bytes=len(data))
    size = len(zlib.decompress(claims[_LIST]["lst"]))
    entries = {**claims[_LIST], "lst": zlib.compress(bytes(size) + b"\x00")}
    return reassembled(data, payload=cbor.encode({**claims, _LIST: entries}))


@mutator(Code.UNKNOWN_ISSUER)
def list_of_ones_own(data: bytes, _: Pick) -> bytes:
    """Somebody whom no bundle knows signed it, and says so."""
    thief = signing_key(_THIEF)
    return Draft.of(data).with_headers({_KID: thief.public_key.kid}).signed(thief)


LIST_MUTATORS: Final[tuple[Mutator[bytes], ...]] = (*_ENVELOPE, all_valid, list_of_ones_own)
"""What must not be taken by a verifier that takes the list."""


# -- by whoever publishes it


@signed_mutator(Code.STATUS_ROLLBACK)
def older_list(data: bytes, _: Pick, signer: Signer) -> bytes:
    """An older list, for a verifier that has this one."""
    draft = Draft.of(data)
    return draft.with_claims({_IAT: draft.payload[_IAT] - 1}).signed(signer)


@signed_mutator(Code.KEY_NOT_VALID)
def list_dated_back(data: bytes, _: Pick, signer: Signer) -> bytes:
    """Made, by its own date, before the key was certified."""
    return Draft.of(data).with_claims({_IAT: 1}).signed(signer)


@signed_mutator(Code.MALFORMED)
def list_bomb(data: bytes, _: Pick, signer: Signer) -> bytes:
    """A few kilobytes that inflate to more than any list has."""
    return _listing(data, {"bits": 8, "lst": zlib.compress(bytes(_BOMB_BYTES), 9)}, signer)


@signed_mutator(Code.MALFORMED)
def list_cut_off(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """Its entries are cut off, damaged, or followed by something."""
    content: dict[Any, Any] = dict(Draft.of(data).payload[_LIST])
    lst = content["lst"]
    return _listing(data, {**content, "lst": (lst[:-1], b"", b"x" + lst, lst + b"\x00")[pick(4)]}, signer)


@signed_mutator(Code.MALFORMED)
def unheard_of_width(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """Its entries have a number of bits that there is not."""
    content = dict(Draft.of(data).payload[_LIST])
    return _listing(data, {**content, "bits": (0, 3, 7, 16, -1, True, 2.0, "2")[pick(8)]}, signer)


@signed_mutator(Code.MALFORMED)
def list_timeless(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """One of its moments is a float, NaN, infinite, a text, or beyond all calendars."""
    moment = (math.nan, math.inf, 1.5, True, "2030-01-01", -1, 2**63)[pick(7)]
    return Draft.of(data).with_claims({(_EXP, _IAT, _TTL)[pick(3)]: moment}).signed(signer)


@signed_mutator(Code.MALFORMED)
def no_time_to_live(data: bytes, _: Pick, signer: Signer) -> bytes:
    """It is stale as soon as it is made."""
    return Draft.of(data).with_claims({_TTL: 0}).signed(signer)


@signed_mutator(Code.MALFORMED)
def not_a_list(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """The same key signed it for something else."""
    return (
        Draft.of(data).with_headers({_TYP: ("application/vnd.cicpa", 293, "application/cwt")[pick(3)]}).signed(signer)
    )


@signed_mutator(Code.MALFORMED)
def two_lists(data: bytes, _: Pick, signer: Signer) -> bytes | None:
    """Its entries stand there twice, so that the last, or the first, would count."""
    payload, content = opened(data).payload, Draft.of(data).payload[_LIST]
    count = payload[0] & 0x1F
    if count >= _SHORT_MAP:
        return None
    again = cbor.encode(_LIST) + cbor.encode({**content, "lst": zlib.compress(b"\x00")})
    return resigned(data, bytes([payload[0] + 1]) + payload[1:] + again, signer)


@signed_mutator(Code.MALFORMED)
def nameless(data: bytes, pick: Pick, signer: Signer) -> bytes:
    """It has no name, or none that is text."""
    return Draft.of(data).with_claims({_SUB: ("", 1, b"list", [])[pick(4)]}).signed(signer)


PUBLISHER_MUTATORS: Final[tuple[SignedMutator[bytes], ...]] = (
    older_list,
    list_dated_back,
    list_bomb,
    list_cut_off,
    unheard_of_width,
    list_timeless,
    no_time_to_live,
    not_a_list,
    two_lists,
    nameless,
)
"""What must not be taken though the association's key signed it, by a verifier that has the list it is made of."""


def _listing(data: bytes, content: dict[Any, Any], signer: Signer) -> bytes:
    return Draft.of(data).with_claims({_LIST: content}).signed(signer)
