"""What all verifications of an audit rest on, in a form that travels to any process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.status import Archive, StatusLists
from cicpa_credentials.verifier.cose import CoseEvaluation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.verifier import Policy

__all__ = ["Footing", "Ground", "ground_of", "known_ground"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What an audit rests on.

    Attributes:
        bundle: the trust bundle's bytes.
        root: the SHA-256 fingerprint of the root that signed it.
        status_lists: status list tokens beside those of the bundles.
        policy: the verifier's own rules.
        at: the moment for which all answers hold, aware UTC.
        earlier: where that moment is past, the bundles that were kept of earlier days, each with the fingerprint of
            the root that signed it; none where it is the present.
    """

    bundle: bytes
    root: bytes
    status_lists: tuple[bytes, ...]
    policy: Policy
    at: datetime
    earlier: tuple[tuple[bytes, bytes], ...] | None = None

    @classmethod
    def of(
        cls,
        bundle: TrustBundle,
        *,
        status_lists: Sequence[bytes],
        policy: Policy,
        at: datetime,
        archive: Archive | None,
    ) -> Self:
        """What an audit rests on that is given these.

        Args:
            bundle: who is believed.
            status_lists: as the attribute.
            policy: likewise.
            at: likewise.
            archive: what was kept of earlier days, where the moment is past.
        """
        return cls(
            bundle=bundle.encoded,
            root=fingerprint(bundle.root),
            status_lists=(*(archive.lists if archive else ()), *status_lists),
            policy=policy,
            at=at,
            earlier=tuple((one.encoded, fingerprint(one.root)) for one in archive.bundles) if archive else None,
        )

    @property
    def digest(self) -> bytes:
        """SHA-256 over all of it: the same for two audits that must agree on every certificate."""
        parts = [self.bundle, self.root, *self.status_lists, repr(self.policy).encode(), self.at.isoformat().encode()]
        if self.earlier is not None:
            parts += [b"earlier", *(part for one in self.earlier for part in one)]
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A footing with all that is done once: the bundle loaded, its chains and its status lists verified.

    Attributes:
        trust: who is believed.
        lists: the status lists that can be.
        given: how many status lists there were.
        policy: as in the footing.
        at: as in the footing.
    """

    trust: Trust
    lists: StatusLists
    given: int
    policy: Policy
    at: datetime

    @classmethod
    def of(cls, footing: Footing) -> Ground:
        """Load it.

        Raises:
            CicpaError: as `TrustBundle.load` and `StatusLists.add`.
        """
        bundle = TrustBundle.load(footing.bundle, root=footing.root)
        trust: Trust = bundle
        if footing.earlier is None:
            lists = StatusLists(bundle)
            for token in footing.status_lists:
                lists.add(token)
        else:
            kept = [TrustBundle.load(encoded, root=root) for encoded, root in footing.earlier]
            trust, lists = Archive(kept, lists=footing.status_lists).at(footing.at, newest=bundle)
        given = len(trust.status_lists) + len(footing.status_lists)
        return cls(trust=trust, lists=lists, given=given, policy=footing.policy, at=footing.at)

    @property
    def held(self) -> int:
        """How many status lists there are that can be believed."""
        return self.given - len(self.lists.refused)

    def evaluation(self, received: str | bytes) -> CoseEvaluation:
        """A verification that is about to begin."""
        return CoseEvaluation(
            received, bundle=self.trust, lists=self.lists, policy=self.policy, now=self.at, access_code=None
        )


_KEPT: Final = 4
_known: dict[bytes, Ground] = {}


def known_ground(digest: bytes) -> Ground | None:
    """The ground of the footing with this digest; none where this process has not been given it yet.

    Executors differ in how a worker could be prepared beforehand, if at all; and a worker that was replaced meanwhile
    has forgotten. So a job names its footing by digest, and whoever does not have it asks.
    """
    return _known.get(digest)


def ground_of(footing: Footing) -> Ground:
    """The ground of a footing, loaded once in each process.

    Raises:
        CicpaError: see `Ground.of`.
    """
    digest = footing.digest
    ground = _known.get(digest)
    if ground is None:
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known)), None)
        ground = _known[digest] = Ground.of(footing)
    return ground
