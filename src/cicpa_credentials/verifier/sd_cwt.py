"""Any SD-CWT, ours or not: the draft's own verification, with the issuer's key given (SD-CWT §9).

`Verifier` checks member certificates. This is for those who meet other credentials of the same kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.disclosure import DEFAULT_SD_ALG, Resolved, disclosures_of, resolve
from cicpa_credentials.errors import BindingError, Code, WireError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.confirmation import confirmation_key
from cicpa_credentials.verifier.binding import KB_CWT_TYPS, check_key_binding, is_number
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header, Typ
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.verifier.policy import Policy

__all__ = ["verify_sd_cwt", "verify_sd_kbt"]

_SD_CWT: Final = "application/sd-cwt"
_SUFFIX: Final = "+sd-cwt"


def verify_sd_kbt(data: bytes, *, issuer_key: PublicKey, policy: Policy, now: datetime) -> Resolved:
    """Verify a key binding token and the SD-CWT inside it.

    Args:
        data: the token.
        issuer_key: the key that must have signed the SD-CWT.
        policy: audience, nonce and leeway.
        now: the moment of verification, aware UTC.

    Returns:
        The validated disclosed claims set.

    Raises:
        CicpaError: with the code of the first check that fails.
    """
    token = Sign1.decode(data)
    if token.protected.get(Header.TYP) not in KB_CWT_TYPS:
        raise BindingError(Code.BINDING_MISSING, "typ: not a key binding token")
    credential = Sign1.from_value(token.protected.get(Header.KCWT))
    resolved = _verify(credential, issuer_key, policy, now)
    holder_key = confirmation_key(resolved.claims)
    check_key_binding(token, resolved.claims, holder_key=holder_key, policy=policy, now=now)
    return resolved


def verify_sd_cwt(data: bytes, *, issuer_key: PublicKey, policy: Policy, now: datetime) -> Resolved:
    """Verify an SD-CWT as it comes from its issuer, with or without disclosures, but with no proof of who shows it.

    Args, returns and raises: as `verify_sd_kbt`; `binding_missing` where the policy requires that proof or has a nonce.
    """
    if policy.require_holder_binding or policy.nonce is not None:
        raise BindingError(Code.BINDING_MISSING, "an SD-CWT by itself proves nobody's key")
    return _verify(Sign1.decode(data), issuer_key, policy, now)


def _verify(message: Sign1, issuer_key: PublicKey, policy: Policy, now: datetime) -> Resolved:
    protected = message.protected
    typ = protected.get(Header.TYP)
    if not (typ in (int(Typ.SD_CWT), _SD_CWT) or (isinstance(typ, str) and typ.endswith(_SUFFIX))):
        raise WireError(Code.NOT_A_CERTIFICATE, "typ: not an SD-CWT")
    row = algorithm(protected.get(Header.ALG))
    issuer_key.verify(message.to_be_signed(), message.signature, algorithm=row)
    header_claims: Any = protected.get(Header.CWT_CLAIMS)
    if header_claims is not None and not isinstance(header_claims, Mapping):
        raise WireError(Code.MALFORMED, "CWT Claims: not a map")
    encrypted = message.unprotected.get(Header.SD_AEAD_ENCRYPTED_CLAIMS, [b""])
    if not (isinstance(encrypted, (list, tuple)) and encrypted):
        raise WireError(Code.MALFORMED, "sd_aead_encrypted_claims: not a list with one entry at least")
    resolved = resolve(
        cbor.decode_map(message.payload),
        disclosures_of(message),
        sd_alg=protected.get(Header.SD_ALG, DEFAULT_SD_ALG),
        header_claims=header_claims,
    )
    _check_present(resolved.claims, certified=Header.X5CHAIN in protected)
    _check_claims(resolved.claims, policy, now.timestamp())
    return resolved


def _check_present(claims: Mapping[Any, Any], *, certified: bool) -> None:
    """The claims that every SD-CWT has (SD-CWT §7, table 2); `sub` may be hidden.

    Args:
        claims: the validated disclosed claims set.
        certified: whether a certificate in the protected header names the issuer, so that `iss` need not.
    """
    issued_by_somebody = isinstance(claims.get(Claim.ISS), str) or (certified and Claim.ISS not in claims)
    if Claim.CNF not in claims or not issued_by_somebody:
        raise WireError(Code.MALFORMED, "claims: cnf or iss is missing or of the wrong type")


def _check_claims(claims: Mapping[Any, Any], policy: Policy, now: float) -> None:
    """The times of an SD-CWT (SD-CWT §9 step 3) and its audience (§9 step 8)."""
    if not all(is_number(claims[claim]) for claim in (Claim.NBF, Claim.IAT, Claim.EXP) if claim in claims):
        raise WireError(Code.MALFORMED, "claims: a time is not a finite number")
    begins, issued, ends = (claims.get(claim) for claim in (Claim.NBF, Claim.IAT, Claim.EXP))
    starts = [time for time in (begins, issued) if time is not None]
    if ends is not None and any(time >= ends for time in starts):
        raise WireError(Code.CONTENT_INVALID, "times: the end comes before the beginning")
    if begins is not None and issued is not None and begins > issued:
        raise WireError(Code.CONTENT_INVALID, "times: issued before it begins to be valid")
    leeway = policy.leeway.total_seconds()
    if any(time > now + leeway for time in starts):
        raise WireError(Code.NOT_YET_VALID, "times: not valid yet")
    if ends is not None and ends <= now - leeway:
        raise WireError(Code.EXPIRED, "times: expired")
    if Claim.AUD in claims and claims[Claim.AUD] != policy.audience and not policy.unsafe_any_audience:
        raise BindingError(Code.AUDIENCE_MISMATCH, "aud: the credential is for another reader than this one")
