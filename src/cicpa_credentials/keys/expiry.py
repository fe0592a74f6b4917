"""One warning, for machines to notice, when the certified window of a signing key is about to end."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.keys.mandate import CertifiedSigner

__all__ = ["LOGGER", "WARN_WITHIN", "ExpiryWarning"]

LOGGER: Final = "cicpa_credentials.keys"
"""The name of the logger that is told."""

WARN_WITHIN: Final = timedelta(days=30)
"""How long before the end, unless the host says otherwise: time enough for a rotation with a licensed CA."""

_log: Final = logging.getLogger(LOGGER)


class ExpiryWarning:
    """Warns once for each key, whoever holds it: a store, an HSM or a KMS.

    The log record has the attributes `event` (`key_window_ending`), `kid` (hex), `association`, `not_after` (ISO 8601).
    """

    __slots__ = ("_told",)

    def __init__(self) -> None:
        self._told: set[bytes] = set()

    def look_at(self, signer: CertifiedSigner, *, at: datetime, within: timedelta = WARN_WITHIN) -> None:
        """Warn if the signer's window ends within some time, and if that was not said before.

        Args:
            signer: the key with its mandate.
            at: the present moment, aware.
            within: how long before the end is soon enough to warn.
        """
        mandate = signer.mandate
        if mandate.not_after - at > within:
            return
        kid = signer.public_key.kid
        if kid in self._told:
            return
        self._told.add(kid)
        facts = {
            "event": "key_window_ending",
            "kid": kid.hex(),
            "association": mandate.association,
            "not_after": mandate.not_after.isoformat(),
        }
        _log.warning("the certified window of a signing key ends soon", extra=facts)
