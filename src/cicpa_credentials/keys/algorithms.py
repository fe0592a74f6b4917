"""The frozen allow-list of signature algorithms, one row for each (RFC 9053 §2, RFC 9864, RFC 8230).

What is not in the table is neither signed nor verified. An algorithm is bound to the kinds of key it may be used with,
so a message cannot choose how a key is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from cicpa_credentials.errors import Code, KeyHandlingError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ALGORITHMS", "Algorithm", "KeyKind", "algorithm", "default_algorithm"]


class KeyKind(StrEnum):
    """The kinds of key there are for us."""

    P_256 = "P-256"
    P_384 = "P-384"
    P_521 = "P-521"
    ED25519 = "Ed25519"
    RSA = "RSA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One row of the allow-list.

    Attributes:
        id: the number in the COSE Algorithms registry.
        name: the registry's name.
        key_kinds: the keys it may be used with.
        hash: the digest under the signature; none where the scheme hashes by itself.
        ecdsa: the scheme as `cryptography` has it, for the ECDSA rows.
        may_sign: whether we sign with it, or only verify.
    """

    id: int
    name: str
    key_kinds: frozenset[KeyKind]
    hash: HashAlgorithm | None = None
    ecdsa: ECDSA | None = None
    may_sign: bool = True


def _ecdsa(number: int, name: str, key_kinds: frozenset[KeyKind], digest: HashAlgorithm) -> Algorithm:
    return Algorithm(id=number, name=name, key_kinds=key_kinds, hash=digest, ecdsa=ECDSA(digest))


_ANY_CURVE: Final = frozenset({KeyKind.P_256, KeyKind.P_384, KeyKind.P_521})

_ROWS: Final = (
    # RFC 9864: fully specified, and what we sign with.
    _ecdsa(-9, "ESP256", frozenset({KeyKind.P_256}), SHA256()),
    _ecdsa(-51, "ESP384", frozenset({KeyKind.P_384}), SHA384()),
    _ecdsa(-52, "ESP512", frozenset({KeyKind.P_521}), SHA512()),
    Algorithm(id=-19, name="Ed25519", key_kinds=frozenset({KeyKind.ED25519})),
    # RFC 9053 §2.1 and §2.2: their older namesakes name a hash, not a curve.
    _ecdsa(-7, "ES256", _ANY_CURVE, SHA256()),
    _ecdsa(-35, "ES384", _ANY_CURVE, SHA384()),
    _ecdsa(-36, "ES512", _ANY_CURVE, SHA512()),
    Algorithm(id=-8, name="EdDSA", key_kinds=frozenset({KeyKind.ED25519})),
    # RFC 8230 §2: for reading what others signed.
    Algorithm(id=-37, name="PS256", key_kinds=frozenset({KeyKind.RSA}), hash=SHA256(), may_sign=False),
)

ALGORITHMS: Final[Mapping[int, Algorithm]] = MappingProxyType({row.id: row for row in _ROWS})
"""The allow-list by COSE algorithm number."""


def algorithm(number: object) -> Algorithm:
    """The row of a COSE algorithm number.

    Raises:
        KeyHandlingError: `unsupported` for anything that is not in the list.
    """
    row = ALGORITHMS.get(number) if isinstance(number, int) else None
    if row is None:
        raise KeyHandlingError(Code.UNSUPPORTED, "the signature algorithm is not in the allow-list")
    return row


def default_algorithm(kind: KeyKind) -> Algorithm:
    """The fully specified algorithm that a key of this kind signs with (RFC 9864).

    Raises:
        KeyHandlingError: `unsupported` for a kind that only verifies.
    """
    for row in _ROWS:
        if kind in row.key_kinds and row.may_sign:
            return row
    raise KeyHandlingError(Code.UNSUPPORTED, f"{kind} keys are for verifying only")
