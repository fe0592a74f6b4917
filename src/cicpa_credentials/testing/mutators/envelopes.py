"""Attacks on any COSE_Sign1 of ours, whatever is in it: on its bytes, its signature and its algorithm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.testing.mutators.draft import Draft, opened, reassembled
from cicpa_credentials.testing.mutators.mutation import Mutator, mutator
from cicpa_credentials.testing.offices import signing_key
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Header

if TYPE_CHECKING:
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["P_256_ORDER", "Answers", "envelope_mutators", "high_s", "longer_head"]

P_256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256's base point (FIPS 186-4 §D.1.2.3)."""

_STRANGER: Final = 666
_HALF: Final = 32
_DEEP: Final = 15_000
_HEAD: Final = b"\xd2\x84"  # tag 18, four parts
_OTHER_TAGS: Final = (b"\xd0", b"\xd1", b"\xd8\x60", b"\xd8\x61", b"\xd8\x62")  # encrypted, MACed, signed by many
_LYING_HEADS: Final = (
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7b\x00\x00\x0f\xff\xff\xff\xff\xff",
    b"\x9b\x00\x00\x00\x00\xff\xff\xff\xff",
    b"\xbb\x00\x00\x00\x00\xff\xff\xff\xff",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How the reader of one kind of message names what all kinds can suffer.

    Attributes:
        altered: any bit of it was changed.
        forged: the signature is none, or not the right one.
        swapped: another algorithm is named.
    """

    altered: frozenset[Code]
    forged: Code
    swapped: frozenset[Code]


def envelope_mutators(answers: Answers) -> tuple[Mutator[bytes], ...]:
    """The attacks on one kind of message."""
    forged = frozenset({answers.forged})
    return (
        *_SHAPES,
        replace(flipped_bit, expected=answers.altered),
        *(replace(one, expected=forged) for one in (unsigned, weak_signature, strangers_signature)),
        replace(other_algorithm, expected=answers.swapped),
        high_s,
    )


# -- its bytes


# What is malformed is so for all readers. Where `mutator` is given no code, `envelope_mutators` puts in the kind's own.


@mutator(Code.MALFORMED)
def cut_off(data: bytes, pick: Pick) -> bytes:
    """The message ends before its time."""
    return data[: pick(len(data))]


@mutator(Code.MALFORMED)
def trailing_bytes(data: bytes, pick: Pick) -> bytes:
    """Something stands behind the message."""
    return data + (b"\x00", b"\xff", b"\xf6", data)[pick(4)]


@mutator(Code.MALFORMED)
def indefinite_length(data: bytes, _: Pick) -> bytes | None:
    """The array of four parts has no length, but an end."""
    return _HEAD[:1] + b"\x9f" + data[2:] + b"\xff" if data.startswith(_HEAD) else None


@mutator(Code.MALFORMED)
def other_tag(data: bytes, pick: Pick) -> bytes:
    """The message says that it is encrypted, MACed, or signed by several."""
    return _OTHER_TAGS[pick(len(_OTHER_TAGS))] + data[1:]


@mutator(Code.MALFORMED)
def no_tag(data: bytes, _: Pick) -> bytes:
    """The message does not say what it is."""
    return data[1:]


@mutator(Code.MALFORMED)
def bare_payload(data: bytes, _: Pick) -> bytes:
    """The payload alone, signed by nobody, as if it had been verified already."""
    return opened(data).payload


@mutator(Code.MALFORMED)
def deep_nesting(_: bytes, pick: Pick) -> bytes:
    """Arrays, maps or tags inside each other, without end."""
    level = (b"\x81", b"\xa1\x00", b"\xc1", b"\x9f")[pick(4)]
    return level * (_DEEP // len(level))


@mutator(Code.MALFORMED)
def lying_length(_: bytes, pick: Pick) -> bytes:
    """Something that says it is longer than any memory."""
    return _HEAD + _LYING_HEADS[pick(len(_LYING_HEADS))]


_SHAPES: Final = (
    cut_off,
    trailing_bytes,
    indefinite_length,
    other_tag,
    no_tag,
    bare_payload,
    deep_nesting,
    lying_length,
)


@mutator(Code.MALFORMED)
def longer_head(data: bytes, pick: Pick) -> bytes | None:
    """A number that nobody signed is not in its shortest form: the tag's, the array's, or the length of the header."""
    size = len(opened(data).protected_bytes)
    written = _HEAD + cbor.bstr(opened(data).protected_bytes)
    if not data.startswith(written):
        return None
    spelt = b"\xd8\x12\x84", b"\xd2\x98\x04", _HEAD + b"\x5a" + size.to_bytes(4)
    choice = pick(len(spelt))
    return spelt[choice] + data[len(_HEAD) if choice < 2 else len(written) - size :]  # noqa: PLR2004 - the third spells more


@mutator()
def flipped_bit(data: bytes, pick: Pick) -> bytes:
    """One bit is another."""
    changed = bytearray(data)
    changed[pick(len(data))] ^= 1 << pick(8)
    return bytes(changed)


# -- its signature


@mutator()
def unsigned(data: bytes, pick: Pick) -> bytes:
    """The signature is left out, or has another length than any has."""
    signature = opened(data).signature
    return reassembled(data, signature=(b"", signature[:-1], signature + b"\x00")[pick(3)])


@mutator()
def weak_signature(data: bytes, pick: Pick) -> bytes:
    """Both r and s are 0, 1 or the order itself: who forgets to check takes them for a signature of anything."""
    numbers = (0, 1, P_256_ORDER - 1, P_256_ORDER)
    return reassembled(data, signature=b"".join(numbers[pick(4)].to_bytes(_HALF) for _ in "rs"))


@mutator()
def strangers_signature(data: bytes, _: Pick) -> bytes:
    """Somebody else's key signed it, under the kid of the right one."""
    return Draft.of(data).signed(signing_key(_STRANGER))


@mutator()
def other_algorithm(data: bytes, pick: Pick) -> bytes:
    """The header names no algorithm, an unknown one, a MAC, or one that the key is not for."""
    message = opened(data)
    number = (0, "none", -47, 5, -8, -35)[pick(6)]
    return reassembled(data, protected_bytes=cbor.encode({**message.protected, int(Header.ALG): number}))


@mutator()
def high_s(data: bytes, _: Pick) -> bytes | None:
    """The other signature that anybody can make from one by P-256: it is as good, and what is revoked stays so."""
    signature = opened(data).signature
    if len(signature) != 2 * _HALF:
        return None
    return reassembled(data, signature=signature[:_HALF] + _negated(signature[_HALF:]))


def _negated(s: bytes) -> bytes:
    return (P_256_ORDER - int.from_bytes(s)).to_bytes(_HALF)
