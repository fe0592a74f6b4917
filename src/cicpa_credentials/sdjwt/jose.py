"""Our keys and algorithms by the names of JOSE (RFC 7517, RFC 7518, RFC 8037)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.algorithms import Algorithm, KeyKind, algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.sdjwt import base64url
from cicpa_credentials.wire.labels import CoseKey, Curve, KeyType

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer

__all__ = ["ALGORITHMS", "algorithm_name", "from_jwk", "to_jwk"]

# An ES256 of JOSE has always meant one curve, so its twin in COSE is the one that names both (RFC 9864 §2.1).
ALGORITHMS: Final[Mapping[str, Algorithm]] = MappingProxyType(
    {
        "ES256": algorithm(-9),
        "ES384": algorithm(-51),
        "ES512": algorithm(-52),
        "EdDSA": algorithm(-8),
        "Ed25519": algorithm(-19),
    }
)
"""The allow-list by the `alg` header (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): the first fit is signed with."""

_TYPES: Final = {
    ("EC", "P-256"): (KeyType.EC2, Curve.P_256),
    ("EC", "P-384"): (KeyType.EC2, Curve.P_384),
    ("EC", "P-521"): (KeyType.EC2, Curve.P_521),
    ("OKP", "Ed25519"): (KeyType.OKP, Curve.ED25519),
}


def algorithm_name(signer: Signer) -> str:
    """The `alg` of what a signer signs.

    Raises:
        KeyHandlingError: `unsupported` where JOSE has no name for its algorithm, or only one that we do not use.
    """
    for name, row in ALGORITHMS.items():
        if signer.public_key.kind in row.key_kinds and _digest(signer.algorithm) == _digest(row):
            return name
    raise KeyHandlingError(Code.UNSUPPORTED, "the signer's algorithm has no name in JOSE that we use")


def to_jwk(key: PublicKey) -> dict[str, Any]:
    """The key as JWK (RFC 7518 §6.2.1, RFC 8037 §2).

    Raises:
        KeyHandlingError: `unsupported` for RSA, which `from_jwk` does not read.
    """
    if key.kind is KeyKind.RSA:
        raise KeyHandlingError(Code.UNSUPPORTED, "RSA keys are for verifying only")
    plain: Any = key.key
    kind: Any = OKPAlgorithm if isinstance(plain, Ed25519PublicKey) else ECAlgorithm
    jwk: dict[str, Any] = kind.to_jwk(plain, as_dict=True)
    return jwk


def from_jwk(jwk: object) -> PublicKey:
    """Read a JWK: EC or Ed25519; what else it says of its use is passed over.

    Raises:
        KeyHandlingError: `malformed`, also for a private key; `unsupported`; `key_not_valid` for one of small order.
        WireError: `malformed`.
    """
    if not isinstance(jwk, Mapping) or "d" in jwk:
        raise KeyHandlingError(Code.MALFORMED, "JWK: not a public key")
    # No look-up: what stands there may be unhashable.
    known = [labels for names, labels in _TYPES.items() if names == (jwk.get("kty"), jwk.get("crv"))]
    if not known:
        raise KeyHandlingError(Code.UNSUPPORTED, "JWK: key type or curve is not in the allow-list")
    parameters: dict[object, object] = {int(CoseKey.KTY): known[0][0], int(CoseKey.CRV): int(known[0][1])}
    for name, label in (("x", CoseKey.X), ("y", CoseKey.Y)):
        if isinstance(jwk.get(name), str):
            parameters[int(label)] = base64url.decode(jwk[name])
    return PublicKey.from_cose_key(parameters)


def _digest(row: Algorithm) -> str | None:
    return row.hash.name if row.hash else None
