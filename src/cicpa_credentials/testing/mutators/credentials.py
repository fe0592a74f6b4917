"""Attacks on a credential by those who do not have the issuer's key: forgers, thieves, holders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.members.profile import BEARER_TYP
from cicpa_credentials.testing.mutators import disclosing
from cicpa_credentials.testing.mutators.draft import Draft, opened, reassembled
from cicpa_credentials.testing.mutators.envelopes import Answers, envelope_mutators, longer_head
from cicpa_credentials.testing.mutators.mutation import Mutator, mutator
from cicpa_credentials.testing.offices import signing_key
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header, Typ

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["CREDENTIAL_MUTATORS", "transplanted"]

_SD_CLAIMS: Final = int(Header.SD_CLAIMS)
_TYP, _KID, _CRIT = int(Header.TYP), int(Header.KID), int(Header.CRIT)
_CNF, _EXP, _SUB, _STATUS = int(Claim.CNF), int(Claim.EXP), int(Claim.SUB), int(Claim.STATUS)
_YEAR: Final = 31_536_000
_THIEF: Final = 667

_ENVELOPE: Final = envelope_mutators(
    Answers(
        altered=frozenset(
            {
                Code.MALFORMED,
                Code.NOT_A_CERTIFICATE,
                Code.UNSUPPORTED,
                Code.UNKNOWN_ISSUER,
                Code.BAD_SIGNATURE,
                Code.DISCLOSURE_MISMATCH,
            }
        ),
        forged=Code.BAD_SIGNATURE,
        swapped=frozenset({Code.UNSUPPORTED, Code.BAD_SIGNATURE}),
    )
)


def _reclaimed(data: bytes, change: Callable[[dict[Any, Any]], dict[Any, Any] | None], **headers: Any) -> bytes | None:  # noqa: ANN401 - CBOR
    """Other claims under the old signature."""
    claims = change(cbor.decode_map(opened(data).payload))
    return None if claims is None else reassembled(data, payload=cbor.encode(claims), **headers)


# -- what it says


@mutator(Code.BAD_SIGNATURE)
def longer_life(data: bytes, _: Pick) -> bytes | None:
    """The end of validity is a year later."""
    return _reclaimed(data, lambda claims: {**claims, _EXP: claims[_EXP] + _YEAR})


@mutator(Code.BAD_SIGNATURE)
def another_member(data: bytes, pick: Pick) -> bytes | None:
    """The certificate number is another one."""
    return _reclaimed(data, lambda claims: {**claims, _SUB: f"{pick(10**12):012}"})


@mutator(Code.BAD_SIGNATURE)
def status_cut_out(data: bytes, _: Pick) -> bytes | None:
    """It names no status list any more, so that it could not be revoked."""
    return _reclaimed(data, lambda claims: _without(claims, _STATUS))


@mutator(Code.NOT_A_CERTIFICATE)
def holder_key_stripped(data: bytes, _: Pick) -> bytes | None:
    """A bound certificate without its holder's key: anybody could show it."""
    return _reclaimed(data, lambda claims: _without(claims, _CNF))


@mutator(Code.BAD_SIGNATURE)
def holder_key_stripped_and_renamed(data: bytes, _: Pick) -> bytes | None:
    """The same, and its type says that it never had one."""
    protected = cbor.encode({**opened(data).protected, _TYP: BEARER_TYP})
    return _reclaimed(data, lambda claims: _without(claims, _CNF), protected_bytes=protected)


@mutator(Code.BAD_SIGNATURE)
def holder_key_exchanged(data: bytes, _: Pick) -> bytes | None:
    """A thief's key in the place of the holder's."""
    thief = {1: signing_key(_THIEF).public_key.to_cose_key()}
    return _reclaimed(data, lambda claims: {**claims, _CNF: thief} if _CNF in claims else None)


@mutator(Code.NOT_A_CERTIFICATE)
def other_type(data: bytes, pick: Pick) -> bytes:
    """Its type is that of something else which the same key may sign, or that of the other form of certificate."""
    message = opened(data)
    other = BEARER_TYP if message.protected.get(_TYP) != BEARER_TYP else int(Typ.SD_CWT)
    typ = (other, "application/statuslist+cwt", "application/vnd.cicpa.trust-bundle", "application/cwt")[pick(4)]
    return reassembled(data, protected_bytes=cbor.encode({**message.protected, _TYP: typ}))


# -- who signed


@mutator(Code.UNKNOWN_ISSUER)
def strangers_key(data: bytes, _: Pick) -> bytes:
    """Somebody whom no bundle knows signed it, and says so."""
    stranger = signing_key(_THIEF)
    return Draft.of(data).with_headers({_KID: stranger.public_key.kid}).signed(stranger)


# -- what anybody can write beside the signature


@mutator(Code.UNSUPPORTED)
def smuggled_header(data: bytes, pick: Pick) -> bytes:
    """A header that nobody signed: an algorithm, a key, a type, claims, something critical."""
    headers: tuple[dict[Any, Any], ...] = (
        {1: -9},
        {_CRIT: []},
        {_KID: b"another"},
        {13: b""},
        {15: {_EXP: 2**40}},
        {_TYP: 293},
        {"x": 1},
    )
    return reassembled(data, unprotected={**opened(data).unprotected, **headers[pick(len(headers))]})


@mutator(Code.MALFORMED)
def empty_disclosures(data: bytes, _: Pick) -> bytes:
    """A list of disclosures that is empty, so that a check which runs over it finds nothing."""
    return reassembled(data, unprotected={**opened(data).unprotected, _SD_CLAIMS: []})


def _showing(change: Callable[[Sequence[bytes], Pick], list[bytes] | None]) -> Mutator[bytes]:
    def changed(data: bytes, pick: Pick) -> bytes | None:
        message = opened(data)
        shown = change(disclosing.disclosures_in(message), pick)
        return None if shown is None else reassembled(data, unprotected={**message.unprotected, _SD_CLAIMS: shown})

    made = mutator(Code.DISCLOSURE_MISMATCH)(changed)
    return replace(made, name=f"{change.__name__}_disclosures", about=change.__doc__ or "")


def transplanted(donor: bytes) -> Mutator[bytes]:
    """The attack of showing the disclosures of another certificate beside one's own.

    Args:
        donor: a credential that carries disclosures; not the one that is attacked.
    """

    @mutator(Code.DISCLOSURE_MISMATCH)
    def transplanted_disclosures(data: bytes, pick: Pick) -> bytes:
        """A disclosure of another certificate stands there too."""
        message, others = opened(data), disclosing.disclosures_in(donor)
        shown = [*disclosing.disclosures_in(message), others[pick(len(others))]]
        return reassembled(data, unprotected={**message.unprotected, _SD_CLAIMS: shown})

    return transplanted_disclosures


CREDENTIAL_MUTATORS: Final[tuple[Mutator[bytes], ...]] = (
    *_ENVELOPE,
    longer_head,
    longer_life,
    another_member,
    status_cut_out,
    holder_key_stripped,
    holder_key_stripped_and_renamed,
    holder_key_exchanged,
    other_type,
    strangers_key,
    smuggled_header,
    empty_disclosures,
    *map(_showing, disclosing.CHANGES),
)
"""What must not pass by a verifier that holds the certificate valid, shown or as it is printed."""


def _without(claims: Mapping[Any, Any], label: int) -> dict[Any, Any] | None:
    return {key: value for key, value in claims.items() if key != label} if label in claims else None
