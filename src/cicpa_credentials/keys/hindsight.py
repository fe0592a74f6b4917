"""A trust bundle of an earlier day, with what has become known about its keys since (docs/decisions/0019).

What a bundle grants is a matter of its day. What has become of a key is not: a key that is found compromised in May was
not safe in March only because nobody knew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import by_kid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer

__all__ = ["Hindsight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindsight:
    """Who is believed about an earlier moment; stands where a `TrustBundle` does (`keys.trust.Trust`).

    Attributes:
        bundle: the newest one that had been issued by then; the oldest at hand where none had, whose window then does
            not cover the moment.
        latest: the newest one of all, which has the last word about the keys.
        status_lists: status list tokens of that bundle and of every later one, still encoded, each once; many of them
            may be younger than the moment.
    """

    bundle: TrustBundle
    latest: TrustBundle
    status_lists: tuple[bytes, ...]
    _by_kid: Mapping[bytes, tuple[TrustedIssuer, ...]]

    @classmethod
    def at(cls, moment: datetime, *, bundles: Iterable[TrustBundle]) -> Hindsight:
        """Look back from the newest of some bundles.

        Args:
            moment: aware.
            bundles: one or more in any order, all of them loaded against a root that the verifier believes.
        """
        newest_first = sorted(bundles, key=lambda bundle: bundle.sequence, reverse=True)
        due = (number for number, bundle in enumerate(newest_first, 1) if bundle.issued <= moment)
        since = newest_first[: next(due, len(newest_first))]
        return cls(
            bundle=since[-1],
            latest=since[0],
            status_lists=tuple(dict.fromkeys(token for bundle in since for token in bundle.status_lists)),
            _by_kid=by_kid(_entries(since)),
        )

    @property
    def sequence(self) -> int:
        """See `TrustBundle.sequence`."""
        return self.bundle.sequence

    @property
    def issued(self) -> datetime:
        """See `TrustBundle.issued`."""
        return self.bundle.issued

    @property
    def expires(self) -> datetime:
        """See `TrustBundle.expires`."""
        return self.bundle.expires

    def find(self, kid: bytes) -> tuple[TrustedIssuer, ...]:
        """Every entry whose key has this identifier, those included that a later bundle dropped."""
        return self._by_kid.get(kid, ())


def _entries(newest_first: Sequence[TrustBundle]) -> Iterator[TrustedIssuer]:
    """What each certificate's newest bundle says about it; a key that leaked, leaked for all its certificates."""
    told: set[x509.Certificate] = set()
    leaks: dict[PublicKey, datetime | None] = {}
    for bundle in newest_first:
        for entry in bundle.issuers:
            if entry.chain[0] not in told:
                leaked = leaks.get(entry.public_key)
                yield replace(entry, state=KeyState.COMPROMISED, since=leaked) if leaked else entry
        for entry in bundle.issuers:
            told.add(entry.chain[0])
            leaks.setdefault(entry.public_key, entry.since if entry.state is KeyState.COMPROMISED else None)
