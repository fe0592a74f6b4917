"""The salted disclosed claim (SD-CWT §5.1): its three shapes, its hash, and what may never be redacted."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORSimpleValue

from cicpa_credentials.errors import Code, DisclosureError, WireError
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header, Simple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cicpa_credentials.wire.sign1 import Sign1

__all__ = [
    "DEFAULT_SD_ALG",
    "MAX_DEPTH",
    "NEVER_REDACTED",
    "PLAIN",
    "REDACTED_KEYS",
    "SALT_BYTES",
    "disclosures_of",
    "hasher",
    "redacted_hash",
]

PLAIN: Final = frozenset({int, str, bytes, bool, type(None)})
"""The types that hold nothing: no walk goes into them."""

SALT_BYTES: Final = 16
"""Bytes of a salt (SD-CWT §5.1)."""

MAX_DEPTH: Final = 16
"""Levels a claims set may have (SD-CWT §6.5)."""

DEFAULT_SD_ALG: Final = -16
"""SHA-256 in the COSE Algorithms registry (RFC 9054 §3.2), the hash where `sd_alg` is absent (SD-CWT §7)."""

REDACTED_KEYS: Final = CBORSimpleValue(Simple.REDACTED_CLAIM_KEYS)
"""The map key under which the hashes of redacted entries stand (SD-CWT §5.1)."""

NEVER_REDACTED: Final = frozenset(
    map(int, (Claim.ISS, Claim.AUD, Claim.EXP, Claim.NBF, Claim.IAT, Claim.CTI, Claim.CNF, Claim.CNONCE))
)
"""The top-level claims that an issuer must leave in clear (SD-CWT §7, table 2)."""

_SD_CLAIMS: Final = int(Header.SD_CLAIMS)  # looking a member of an IntEnum up costs where certificates are verified

_HASHES: Final[Mapping[int, Callable[..., Any]]] = MappingProxyType(
    {DEFAULT_SD_ALG: hashlib.sha256, -43: hashlib.sha384, -44: hashlib.sha512}
)


def hasher(sd_alg: object) -> Callable[..., Any]:
    """The hash function of an `sd_alg` header.

    Raises:
        DisclosureError: `unsupported`.
    """
    function = _HASHES.get(sd_alg) if isinstance(sd_alg, int) else None
    if function is None:
        raise DisclosureError(Code.UNSUPPORTED, "sd_alg: not a hash we support")
    return function


def redacted_hash(disclosure: bytes, function: Callable[..., Any] = hashlib.sha256) -> bytes:
    """The redacted claim hash: over the disclosure encoded as a CBOR byte string, header included (SD-CWT §5.1)."""
    digest: bytes = function(cbor.bstr(disclosure)).digest()
    return digest


def disclosures_of(message: Sign1) -> tuple[bytes, ...]:
    """The disclosures that a credential carries: none, or a list that is not empty (SD-CWT §9 step 2).

    Raises:
        WireError: `malformed`.
    """
    if _SD_CLAIMS not in message.unprotected:
        return ()
    disclosures = message.unprotected[_SD_CLAIMS]
    if isinstance(disclosures, (list, tuple)) and disclosures and all(isinstance(one, bytes) for one in disclosures):
        return tuple(disclosures)
    raise WireError(Code.MALFORMED, "sd_claims: not a list of byte strings with one entry at least")
