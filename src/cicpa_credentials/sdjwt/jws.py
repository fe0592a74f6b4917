"""Signed JWTs in compact form (RFC 7515 §7.1): PyJWT writes and verifies them, with our keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jwt import PyJWS
from jwt.algorithms import Algorithm as JwtAlgorithm
from jwt.exceptions import InvalidAlgorithmError, PyJWTError

from cicpa_credentials.errors import Code, KeyHandlingError, WireError
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.sdjwt import base64url
from cicpa_credentials.sdjwt.compact import MAX_TEXT
from cicpa_credentials.sdjwt.jose import ALGORITHMS, algorithm_name, from_jwk, to_jwk
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.keys.algorithms import Algorithm
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["Jws", "dumps", "sign"]

_PARTS: Final = 3


class _OurKeys(JwtAlgorithm):
    """Hands a signature over to a `Signer`, or its check to a `PublicKey`: so a key may be in an HSM here too."""

    to_jwk = staticmethod(to_jwk)  # type: ignore[assignment]  # what PyJWT writes as text or dict is a dict here
    from_jwk = staticmethod(from_jwk)

    def __init__(self, row: Algorithm) -> None:
        self._row = row

    def prepare_key(self, key: Any) -> Any:  # noqa: ANN401 - as PyJWT has it
        return key

    def sign(self, msg: bytes, key: Signer) -> bytes:
        return key.sign(msg)

    def verify(self, msg: bytes, key: PublicKey, sig: bytes) -> bool:
        key.verify(msg, sig, algorithm=self._row)
        return True


def _our_jws() -> PyJWS:
    """A PyJWT that knows no algorithm but ours: neither `none` nor one with a shared secret."""
    jws = PyJWS(algorithms=[])
    for name, row in ALGORITHMS.items():
        jws.register_algorithm(name, _OurKeys(row))
    return jws


_JWS: Final = _our_jws()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Jws(Discreet):
    """A JWT as received; nothing in it is verified yet.

    Attributes:
        text: its compact form: this is what `verify` looks at.
        header: the JOSE header.
        payload: the claims set.
    """

    text: str
    header: Mapping[str, Any]
    payload: dict[str, Any]

    @classmethod
    def decode(cls, text: str) -> Jws:
        """Take a JWT apart.

        Raises:
            WireError: `malformed`; `unsupported` where a critical header parameter is not understood.
        """
        parts = text.split(".")
        if len(parts) != _PARTS:
            raise WireError(Code.MALFORMED, "JWT: three parts are expected")
        header, payload, _ = map(base64url.decode, parts)
        decoded = cls(text=text, header=_object(header), payload=_object(payload))
        # RFC 7515 §4.1.11: all critical parameters must be understood. We define none.
        if "crit" in decoded.header:
            raise WireError(Code.UNSUPPORTED, "JWT: critical header parameters are not understood")
        return decoded

    def verify(self, key: PublicKey) -> None:
        """Check the signature (RFC 7515 §5.2).

        Raises:
            KeyHandlingError: `bad_signature`; `unsupported` where the algorithm is not in the allow-list, or not one
                for this kind of key.
            WireError: `malformed` for a header that no JWT may have.
        """
        typed: Any = key
        try:
            _JWS.decode_complete(self.text, typed, algorithms=tuple(ALGORITHMS))
        except InvalidAlgorithmError:
            raise KeyHandlingError(Code.UNSUPPORTED, "the signature algorithm is not in the allow-list") from None
        except PyJWTError:
            raise WireError(Code.MALFORMED, "JWT: a header parameter is wrong") from None


def sign(payload: Mapping[str, Any], *, typ: str, signer: Signer, headers: Mapping[str, Any] | None = None) -> str:
    """Write a JWT.

    Args:
        payload: the claims set.
        typ: what kind of JWT it is (RFC 8725 §3.11).
        signer: signs.
        headers: further header parameters.

    Raises:
        KeyHandlingError: `signing_failed`; `unsupported` for a kind of key that JOSE has no algorithm for.
    """
    typed: Any = signer
    named = {**(headers or {}), "typ": typ}
    return _JWS.encode(dumps(payload), typed, algorithm=algorithm_name(signer), headers=named)


def dumps(value: object) -> bytes:
    """JSON as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _object(data: bytes) -> dict[str, Any]:
    value = json_text.decode(data, what="JWT", max_bytes=MAX_TEXT)
    if not isinstance(value, dict):
        raise WireError(Code.MALFORMED, "JWT: a JSON object is expected")
    return value
