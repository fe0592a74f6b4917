"""The lists a verifier holds: whose they are, which is newest, and how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError, StatusError
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.status.entries import MAX_LIST_BYTES
from cicpa_credentials.status.token import StatusListToken
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer

__all__ = ["StatusLists"]


class StatusLists:
    """The newest verified list of each association and name: nobody can speak for another association's list.

    Attributes:
        refused: why tokens were not taken, in their order; a credential that needs one of them is reported as of
            unknown status.
    """

    __slots__ = ("_held", "_trust", "_until", "refused")

    def __init__(self, trust: Trust, *, extra: Iterable[bytes] = (), until: datetime | None = None) -> None:
        """Verify the lists that the bundle carries, once.

        Args:
            trust: the bundle.
            extra: further tokens.
            until: the moment that is asked about, where it is past: lists made later say nothing about it.
        """
        self._trust = trust
        self._until = until
        self._held: dict[tuple[str, str], StatusListToken] = {}
        refused: list[CicpaError] = []
        for token in (*trust.status_lists, *extra):
            try:
                self.add(token)
            except CicpaError as error:
                refused.append(error)
        self.refused = tuple(refused)

    def add(self, data: bytes) -> StatusListToken:
        """Take a token that came by another way: one that a key of the bundle signed, not older than the one held.

        Raises:
            StatusError: `malformed`; `status_rollback` for an older list than the one held; `not_yet_valid` for one
                that was made after the moment that is asked about.
            KeyHandlingError: `unknown_issuer`, `bad_signature`, `key_compromised` or `key_not_valid`.
            WireError: `malformed` or `unsupported`.
        """
        token, associations = self._verify(data)
        if self._until is not None and token.issued > self._until:
            raise StatusError(Code.NOT_YET_VALID, "status list: made after the moment that is asked about")
        names = [(association, token.uri) for association in associations]
        names = [name for name in names if name not in self._held or self._held[name].issued <= token.issued]
        if not names:
            raise StatusError(Code.STATUS_ROLLBACK, "status list: older than one that was seen before")
        self._held.update(dict.fromkeys(names, token))
        return token

    def find(self, uri: str, *, association: str) -> StatusListToken | None:
        """The newest list of that name by that association."""
        return self._held.get((association, uri))

    def _verify(self, data: bytes) -> tuple[StatusListToken, set[str]]:
        """The token, and the associations whose key signed it: several where they share one."""
        kid = Sign1.decode(data, max_bytes=MAX_LIST_BYTES).protected.get(Header.KID)
        error = KeyHandlingError(Code.UNKNOWN_ISSUER, "status list: no key in the trust bundle has its kid")
        found: tuple[StatusListToken, set[str]] | None = None
        for issuer in self._trust.find(kid) if isinstance(kid, bytes) else ():
            try:
                token = StatusListToken.verify(data, issuer.public_key)
                _require_window(issuer, token.issued)
            except KeyHandlingError as failure:
                error = failure
            else:
                found = found or (token, set())
                found[1].add(issuer.mandate.association)
        if found is None:
            raise error
        return found


def _require_window(issuer: TrustedIssuer, issued: datetime) -> None:
    if not issuer.mandate.covers(issued):
        raise KeyHandlingError(Code.KEY_NOT_VALID, "status list: made outside the window of its key")
    # Whoever has a stolen key writes what date they like, and a list by it could make the revoked valid again.
    if issuer.state is KeyState.COMPROMISED:
        raise KeyHandlingError(Code.KEY_COMPROMISED, "status list: its key was compromised")
    if issuer.since is not None and issued > issuer.since:
        raise KeyHandlingError(Code.KEY_NOT_VALID, "status list: made after its key was retired")
