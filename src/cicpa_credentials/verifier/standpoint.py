"""Where a verifier stands, now and looking back (docs/decisions/0019-past-moments.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.clock import past, utc_now
from cicpa_credentials.status import Archive, StatusLists
from cicpa_credentials.verifier.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.keys.trust import Trust, TrustBundle
    from cicpa_credentials.status.archive import View

__all__ = ["Standpoint"]


class Standpoint:
    """What every verifier stands on, whatever form of certificate it reads.

    Attributes:
        lists: the status lists at hand: the bundle's, and what the host adds to them.
    """

    def __init__(
        self,
        bundle: TrustBundle,
        *,
        policy: Policy | None = None,
        archive: Archive | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take what all verifications share.

        Args:
            bundle: who is believed: the newest at hand.
            policy: this verifier's own rules.
            archive: earlier bundles and status lists, for answers about past moments.
            clock: the current moment, aware UTC; read once for each verification.
        """
        self._bundle = bundle
        self.lists = StatusLists(bundle)
        self._policy = policy or Policy()
        self._archive = archive or Archive(())
        self._looked_back: tuple[datetime, View] | None = None
        self._clock = clock

    def _stand(self, at: datetime | None) -> tuple[datetime, Trust, StatusLists]:
        """The moment that an answer is for, who is believed about it, and the status lists that were there by then.

        Raises:
            ValueError: for a moment that has not come yet, or a naive one.
        """
        now = self._clock()
        if at is None:
            return now, self._bundle, self.lists
        at = past(at, now)
        # The last view is kept, for who asks about a day has many certificates.
        if self._looked_back is None or self._looked_back[0] != at:
            self._looked_back = (at, self._archive.at(at, newest=self._bundle))
        return at, *self._looked_back[1]
