"""What a verifier keeps of earlier days, so that it can answer for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cicpa_credentials.keys.hindsight import Hindsight
from cicpa_credentials.status.lists import StatusLists

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["Archive", "View"]


class View(NamedTuple):
    """What an archive knows about a moment: who is believed, and the status lists that were there by then."""

    trust: Hindsight
    lists: StatusLists


class Archive:
    """Bundles and status lists that were kept. Nothing in it needs to be in order, or there only once.

    Attributes:
        bundles: the trust bundles.
        lists: the status list tokens that came by another way than in a bundle, still encoded.
    """

    __slots__ = ("bundles", "lists")

    def __init__(self, bundles: Iterable[TrustBundle], *, lists: Iterable[bytes] = ()) -> None:
        """Take what was kept.

        Args:
            bundles: loaded against the root that the verifier pins, or that it pinned then.
            lists: status list tokens that came by another way than in a bundle; one that no key of the bundles signed
                counts for nothing.
        """
        self.bundles = tuple(bundles)
        self.lists = tuple(lists)

    def at(self, moment: datetime, *, newest: TrustBundle) -> View:
        """Look back at a moment, from a bundle and whatever the archive has.

        Every signature is verified here, so a view is for many certificates.

        Args:
            moment: aware.
            newest: the bundle that the verifier believes now.
        """
        trust = Hindsight.at(moment, bundles=(newest, *self.bundles))
        return View(trust, StatusLists(trust, extra=self.lists, until=moment))
