"""Sealing what a batch has drawn, by the process that holds the keys (extra `sign`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cicpa_credentials.cli.seal.source import seals_of
from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.store import KeyPurpose, KeyStore
from cicpa_credentials.members import Category, association
from cicpa_credentials.render.seal import seal_names
from cicpa_credentials.sealing import Seal, seal_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.render import UnsealedPdf

__all__ = ["Sealer"]


class Sealer:
    """Seals certificates with the keys of a store, unlocked once for all those of an association and category."""

    __slots__ = ("_clock", "_complete", "_seals")

    def __init__(self, store: KeyStore, *, complete: bool, clock: Callable[[], datetime]) -> None:
        """Look nowhere yet.

        Args:
            store: the seals' keys.
            complete: whether a certificate must get all of its seals.
            clock: the time of sealing.
        """

        @cache
        def seals(code: str, category: Category) -> tuple[Seal, ...]:
            return _at_hand(store, seal_names(association(code), category), complete=complete)

        self._seals = seals
        self._complete = complete
        self._clock = clock

    def require_ready(self, code: str, category: Category) -> None:
        """Refuse what could not be sealed, before it is registered.

        Args:
            code: of the association that issues the certificate.
            category: of the member.

        Raises:
            KeyHandlingError: `key_not_found` where a seal is missing; `key_not_valid` for one that is not in force now.
        """
        now = self._clock()
        for seal in self._seals(code, category):
            seal.require_in_force(now)

    def seal(self, unsealed: UnsealedPdf, code: str, category: Category) -> bytes:
        """The sealed file; see `seal_pdf`, whose errors are raised.

        Args:
            unsealed: the certificate.
            code: as for `require_ready`.
            category: likewise.
        """
        return seal_pdf(
            unsealed.pdf,
            seals=self._seals(code, category),
            places=unsealed.places,
            complete=self._complete,
            clock=self._clock,
        )


def _at_hand(store: KeyStore, names: tuple[str, ...], *, complete: bool) -> tuple[Seal, ...]:
    """The seals of a certificate, of which the first must be there whatever is left open.

    Which are kept is asked before any is unlocked, because that takes its time, for each line that is refused.
    """
    kept = {association(one.association).zh for one in store.entries() if one.purpose is KeyPurpose.SEAL}
    if not kept.issuperset(names if complete else names[:1]):
        raise KeyHandlingError(Code.KEY_NOT_FOUND, "a seal that these certificates bear is not at hand")
    return seals_of(store, names)
