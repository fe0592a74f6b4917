"""The key binding token: who shows a credential, to whom, and when (SD-CWT §8.1 and §9)."""

from __future__ import annotations

import hmac
import math
from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORSimpleValue, CBORTag

from cicpa_credentials.errors import BindingError, CicpaError, Code
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header, Simple, Tag, Typ

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.verifier.policy import Policy
    from cicpa_credentials.wire.sign1 import Sign1

__all__ = ["KB_CWT_TYPS", "check_key_binding", "check_occasion", "is_number"]

KB_CWT_TYPS: Final = (int(Typ.KB_CWT), "application/kb+cwt")
"""The `typ` headers of a key binding token (SD-CWT §8.1); no set, for what is looked up may be unhashable."""

# As plain integers: looking a member of an IntEnum up costs on this path.
_ALG, _KCWT, _CWT_CLAIMS = map(int, (Header.ALG, Header.KCWT, Header.CWT_CLAIMS))
_ISS, _SUB, _AUD, _EXP, _NBF, _IAT, _CTI, _CNONCE = map(
    int,
    (Claim.ISS, Claim.SUB, Claim.AUD, Claim.EXP, Claim.NBF, Claim.IAT, Claim.CTI, Claim.CNONCE),
)

_MAX_FLOAT: Final = 2**53
_PLAIN: Final = frozenset({int, str, bytes, bool, float, type(None)})
_MARKS: Final = frozenset(map(int, (Tag.TO_BE_REDACTED, Tag.REDACTED_ELEMENT, Tag.TO_BE_DECOY)))


def check_key_binding(
    token: Sign1, claims: Mapping[Any, Any], *, holder_key: PublicKey, policy: Policy, now: datetime
) -> Mapping[Any, Any]:
    """Check a key binding token against the credential inside it (SD-CWT §9, steps 5, 6 and 8).

    Args:
        token: the token.
        claims: the claims of the credential, whose own signature and times are checked elsewhere.
        holder_key: the key that the credential is bound to.
        policy: who this verifier is, and which nonce it gave.
        now: the moment of verification.

    Returns:
        The token's own claims. One that has a `cti` instead of an `iat` names no time at all: only a nonce of this
        verifier's keeps it from being shown again.

    Raises:
        BindingError: `binding_invalid` for a wrong key, signature or form; `audience_mismatch`; `nonce_mismatch`;
            `presentation_expired` outside the token's time.
    """
    row = token.protected.get(_ALG)
    try:
        holder_key.verify(token.to_be_signed(), token.signature, algorithm=algorithm(row))
        payload = cbor.decode_map(token.payload)
    except CicpaError as error:
        raise BindingError(Code.BINDING_INVALID, f"key binding token: {error}") from None
    _check_form(token, payload)
    check_occasion(payload, claims, policy=policy, now=now)
    return payload


def check_occasion(payload: Mapping[Any, Any], claims: Mapping[Any, Any], *, policy: Policy, now: datetime) -> None:
    """Check when and for whom a credential is shown, whatever the form of the proof (SD-CWT §9, steps 6 and 8).

    Args:
        payload: the claims of the proof, well formed, by the labels of CWT.
        claims: those of the credential.
        policy: who this verifier is, and which nonce it gave.
        now: the moment of verification.

    Raises:
        BindingError: as `check_key_binding`.
    """
    _check_times(payload, claims)
    _check_moment(payload, policy=policy, now=now.timestamp())
    _check_recipient(payload, policy)


def is_number(value: object) -> bool:
    """Whether a value may be a NumericDate: an integer, or a float that is finite and exact (SD-CWT §6.2)."""
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) <= _MAX_FLOAT
    return type(value) is int


def _check_form(token: Sign1, payload: Mapping[Any, Any]) -> None:
    wrong = (
        _CWT_CLAIMS in token.protected
        or _ISS in payload
        or _SUB in payload
        or not isinstance(payload.get(_AUD), str)
        or not isinstance(payload.get(_CNONCE, b""), bytes)
        or (_IAT not in payload and not isinstance(payload.get(_CTI), bytes))
        or (_IAT not in payload and (_EXP in payload or _NBF in payload))
        or not all(is_number(payload[claim]) for claim in (_IAT, _NBF, _EXP) if claim in payload)
        or not all(_is_safe(value) for label, value in token.protected.items() if label != _KCWT)
        or not _is_safe(token.unprotected)
        or not _is_safe(payload)
    )
    if wrong:
        raise BindingError(Code.BINDING_INVALID, "key binding token: a claim or header is missing, wrong or too many")


def _is_safe(value: object) -> bool:
    """Whether a value may stand in any CWT: nothing in it, at any depth, is a mark of redaction (SD-CWT §6.3)."""
    if type(value) in _PLAIN:
        return True
    if isinstance(value, cbor.MAPS):
        return all(cbor.is_label(key) and _is_safe(content) for key, content in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(_is_safe, value))
    if isinstance(value, CBORTag):
        return value.tag not in _MARKS and _is_safe(value.value)
    return not (isinstance(value, CBORSimpleValue) and value.value == Simple.REDACTED_CLAIM_KEYS)


def _check_times(payload: Mapping[Any, Any], claims: Mapping[Any, Any]) -> None:
    """The token's time lies inside the credential's (SD-CWT §9 step 6); what is absent sets no limit."""
    begins, issued, ends = (payload.get(claim) for claim in (_NBF, _IAT, _EXP))
    from_, made, until = (claims.get(claim) for claim in (_NBF, _IAT, _EXP))
    ordered = (
        _at_most(begins, issued)
        and _before(issued, ends)
        and _at_most(ends, until)
        and _at_most(from_, begins)
        and _at_most(made, issued)
        and _before(begins, until)
        and _before(issued, until)
        and _at_most(from_, issued)
    )
    if not ordered:
        raise BindingError(Code.BINDING_INVALID, "key binding token: its time leaves that of the credential")


def _check_moment(payload: Mapping[Any, Any], *, policy: Policy, now: float) -> None:
    leeway = policy.leeway.total_seconds()
    issued = payload.get(_IAT)
    if issued is None:
        return
    ends = payload.get(_EXP, issued + policy.max_presentation_age.total_seconds())
    if max(issued, payload.get(_NBF, issued)) > now + leeway or ends <= now - leeway:
        raise BindingError(Code.PRESENTATION_EXPIRED, "key binding token: its time is over, or has not come")


def _check_recipient(payload: Mapping[Any, Any], policy: Policy) -> None:
    if payload[_AUD] != policy.audience and not policy.unsafe_any_audience:
        raise BindingError(Code.AUDIENCE_MISMATCH, "key binding token: made for another reader than this one")
    nonce = payload.get(_CNONCE)
    if policy.nonce is not None and not (isinstance(nonce, bytes) and hmac.compare_digest(nonce, policy.nonce)):
        raise BindingError(Code.NONCE_MISMATCH, "key binding token: not made for this occasion")


def _at_most(earlier: float | None, later: float | None) -> bool:
    return earlier is None or later is None or earlier <= later


def _before(earlier: float | None, later: float | None) -> bool:
    return earlier is None or later is None or earlier < later
