"""The confirmation claim: the key that a credential is bound to (RFC 8747)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cicpa_credentials.errors import BindingError, CicpaError, Code
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Confirmation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["confirmation_key"]


def confirmation_key(claims: Mapping[Any, Any]) -> PublicKey:
    """The key that a credential is bound to (RFC 8747 §3.2).

    Raises:
        BindingError: `binding_invalid` where there is none that we can use.
    """
    cnf = claims.get(Claim.CNF)
    parameters = cnf.get(Confirmation.COSE_KEY) if isinstance(cnf, cbor.MAPS) else None
    if not isinstance(parameters, cbor.MAPS):
        raise BindingError(Code.BINDING_INVALID, "cnf: no COSE_Key")
    try:
        return PublicKey.from_cose_key(parameters)
    except CicpaError as error:
        raise BindingError(Code.BINDING_INVALID, f"cnf: {error}") from None
