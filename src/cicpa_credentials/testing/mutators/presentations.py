"""Attacks on a presentation: by those whom it passes, and by a dishonest holder."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.disclosure import REDACTED_KEYS
from cicpa_credentials.errors import Code
from cicpa_credentials.testing.mutators import disclosing
from cicpa_credentials.testing.mutators.draft import Draft, opened, reassembled, resigned
from cicpa_credentials.testing.mutators.envelopes import Answers, envelope_mutators, longer_head
from cicpa_credentials.testing.mutators.mutation import Mutator, SignedMutator, mutator, signed_mutator
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.testing.mutators.mutation import Pick

__all__ = ["HOLDER_MUTATORS", "PRESENTATION_MUTATORS"]

_KCWT, _SD_CLAIMS = int(Header.KCWT), int(Header.SD_CLAIMS)
_ISS, _SUB, _AUD, _EXP, _NBF, _IAT, _CNONCE = map(
    int, (Claim.ISS, Claim.SUB, Claim.AUD, Claim.EXP, Claim.NBF, Claim.IAT, Claim.CNONCE)
)
_ENDLESS: Final = (math.inf, math.nan, 2.0**60, "never", True)

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
                Code.BINDING_MISSING,
                Code.BINDING_INVALID,
            }
        ),
        forged=Code.BINDING_INVALID,
        swapped=frozenset({Code.BINDING_INVALID}),
    )
)


def _inside(token: bytes) -> Sign1:
    """The credential in a key binding token."""
    return Sign1.from_value(opened(token).protected[_KCWT])


def _around(token: bytes, shown: Sequence[bytes]) -> bytes:
    """The token's protected header around its credential with other disclosures."""
    inside = _inside(token)
    others = {key: value for key, value in inside.unprotected.items() if key != _SD_CLAIMS}
    headers = {**others, _SD_CLAIMS: list(shown)} if shown else others
    credential = replace(inside, unprotected=headers)
    return cbor.encode({**opened(token).protected, _KCWT: credential.to_value()})


# -- on the way


@mutator(Code.BINDING_MISSING)
def proof_taken_off(token: bytes, _: Pick) -> bytes:
    """The certificate from inside, without proof that somebody holds its key."""
    return _inside(token).encode()


@mutator(Code.BINDING_INVALID)
def disclosure_taken_away(token: bytes, pick: Pick) -> bytes | None:
    """Less is shown than the holder wanted: the last detail is missing, or everything."""
    shown = disclosing.disclosures_in(_inside(token))
    return reassembled(token, protected_bytes=_around(token, (shown[:-1], ())[pick(2)])) if shown else None


@mutator(Code.BINDING_INVALID)
def disclosures_turned_round(token: bytes, _: Pick) -> bytes | None:
    """The details stand in another order than the holder signed."""
    shown = disclosing.disclosures_in(_inside(token))
    return reassembled(token, protected_bytes=_around(token, shown[::-1])) if len(shown) > 1 else None


@mutator(Code.BINDING_INVALID)
def smuggled_token_header(token: bytes, pick: Pick) -> bytes:
    """A header on the token that nobody signed."""
    headers: tuple[dict[Any, Any], ...] = ({1: -9}, {4: b"kid"}, {13: b"x"}, {16: 294}, {99: 1})
    return reassembled(token, unprotected=headers[pick(len(headers))])


@mutator(Code.BINDING_INVALID)
def other_reader(token: bytes, _: Pick) -> bytes:
    """The token names another reader than the one it was signed for."""
    claims = cbor.decode_map(opened(token).payload)
    return reassembled(token, payload=cbor.encode({**claims, _AUD: "somebody.else.example"}))


PRESENTATION_MUTATORS: Final[tuple[Mutator[bytes], ...]] = (
    *_ENVELOPE,
    longer_head,
    proof_taken_off,
    disclosure_taken_away,
    disclosures_turned_round,
    smuggled_token_header,
    other_reader,
)
"""What must not pass by the reader for whom a key binding token was made."""


# -- by the holder


@signed_mutator(Code.BINDING_INVALID)
def endless(token: bytes, pick: Pick, signer: Signer) -> bytes:
    """The token never ends."""
    return Draft.of(token).with_claims({_EXP: _ENDLESS[pick(len(_ENDLESS))]}).signed(signer)


@signed_mutator(Code.BINDING_INVALID)
def outliving(token: bytes, _: Pick, signer: Signer) -> bytes:
    """The token ends after its certificate."""
    return Draft.of(token).with_claims({_EXP: _claims_inside(token)[_EXP] + 1}).signed(signer)


@signed_mutator(Code.BINDING_INVALID)
def timeless_token(token: bytes, _: Pick, signer: Signer) -> bytes:
    """The token has no time at all."""
    return Draft.of(token).with_claims({_IAT: None, _EXP: None, _NBF: None}).signed(signer)


@signed_mutator(Code.PRESENTATION_EXPIRED)
def made_in_advance(token: bytes, _: Pick, signer: Signer) -> bytes:
    """The token begins shortly before its certificate ends, for somebody to use then."""
    ends = _claims_inside(token)[_EXP]
    return Draft.of(token).with_claims({_IAT: ends - 2, _EXP: ends - 1}).signed(signer)


@signed_mutator(Code.AUDIENCE_MISMATCH)
def for_another_reader(token: bytes, _: Pick, signer: Signer) -> bytes:
    """The token was made for somebody else, who passes it on."""
    return Draft.of(token).with_claims({_AUD: "somebody.else.example"}).signed(signer)


@signed_mutator(Code.NONCE_MISMATCH)
def on_another_occasion(token: bytes, _: Pick, signer: Signer) -> bytes | None:
    """The token was made for another occasion, where there was one."""
    draft = Draft.of(token)
    return draft.with_claims({_CNONCE: b"last week"}).signed(signer) if _CNONCE in draft.payload else None


@signed_mutator(Code.BINDING_INVALID)
def two_readers(token: bytes, pick: Pick, signer: Signer) -> bytes:
    """The token names two readers, of whom each picks itself."""
    draft = Draft.of(token)
    here, other = draft.payload[_AUD], "somebody.else.example"
    if pick(2):
        return draft.with_claims({_AUD: [other, here]}).signed(signer)
    parts = (_AUD, other, _AUD, here, _IAT, draft.payload[_IAT])
    return resigned(token, b"\xa3" + b"".join(map(cbor.encode, parts)), signer)


@signed_mutator(Code.BINDING_INVALID)
def speaking_for_another(token: bytes, pick: Pick, signer: Signer) -> bytes:
    """The token says who its issuer or its subject is."""
    return Draft.of(token).with_claims({(_ISS, _SUB)[pick(2)]: "110007310043"}).signed(signer)


@signed_mutator(Code.BINDING_INVALID)
def marks_of_redaction(token: bytes, _: Pick, signer: Signer) -> bytes:
    """The token's own claims hide something."""
    return Draft.of(token).with_claims({5000: {REDACTED_KEYS: [bytes(32)]}}).signed(signer)


@signed_mutator(Code.NOT_A_CERTIFICATE)
def token_in_a_token(token: bytes, _: Pick, signer: Signer) -> bytes:
    """A key binding token stands where the certificate belongs."""
    return Draft.of(token).with_headers({_KCWT: opened(token).to_value()}).signed(signer)


def _shown(change: Callable[[Sequence[bytes], Pick], list[bytes] | None]) -> SignedMutator[bytes]:
    def changed(token: bytes, pick: Pick, signer: Signer) -> bytes | None:
        shown = change(disclosing.disclosures_in(_inside(token)), pick)
        if shown is None:
            return None
        protected = cbor.decode_map(_around(token, shown))
        return replace(Draft.of(token), protected=protected).signed(signer)

    made = signed_mutator(Code.DISCLOSURE_MISMATCH)(changed)
    return replace(made, name=f"{change.__name__}_disclosures_by_the_holder", about=change.__doc__ or "")


HOLDER_MUTATORS: Final[tuple[SignedMutator[bytes], ...]] = (
    endless,
    outliving,
    timeless_token,
    made_in_advance,
    for_another_reader,
    on_another_occasion,
    two_readers,
    speaking_for_another,
    marks_of_redaction,
    token_in_a_token,
    *map(_shown, disclosing.CHANGES),
)
"""What must not pass though the key of the holder signed it."""


def _claims_inside(token: bytes) -> dict[Any, Any]:
    return cbor.decode_map(_inside(token).payload)
