"""What changed between two trust bundles, fact by fact: for whoever signs the next one, and whoever must believe it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cicpa_credentials.keys.root import fingerprint
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members.values import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cryptography import x509

    from cicpa_credentials.keys.trust import TrustBundle

__all__ = ["Aspect", "Change", "Value", "compare"]

Value: TypeAlias = (
    int | str | bytes | datetime | TrustedIssuer | tuple[str, ...] | tuple[bytes, ...] | tuple[Category, ...]
)
"""What a fact can be. Certificates, introductions and status lists stand as their SHA-256 digests."""


class Aspect(StrEnum):
    """Which fact changed: first those of the bundle, then those of one issuing key."""

    SEQUENCE = "sequence"
    ISSUED = "issued"
    EXPIRES = "expires"
    ROOT = "root"
    INTRODUCTIONS = "introductions"
    ANCHORS = "anchors"
    STATUS_LISTS = "status_lists"

    ISSUER = "issuer"
    STATE = "state"
    SINCE = "since"
    CATEGORIES = "categories"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    NAMES = "names"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact that is not as it was.

    Attributes:
        aspect: which fact.
        before: what it was; none where there was nothing.
        after: what it is; none where there is nothing any more.
        issuer: whose it is, as the later bundle has it, or the earlier one for a key that is gone; none for a fact of
            the bundle.
    """

    aspect: Aspect
    before: Value | None
    after: Value | None
    issuer: TrustedIssuer | None = None

    def to_dict(self) -> dict[str, Any]:
        """The change in JSON form: issuers as schemas/bundle-view.schema.json has them, moments in ISO 8601."""
        of = (
            {"association": self.issuer.association.code, "kid": self.issuer.public_key.kid.hex()}
            if self.issuer
            else {}
        )
        return {"aspect": self.aspect.value, **of, "before": _json(self.before), "after": _json(self.after)}


def compare(before: TrustBundle, after: TrustBundle) -> tuple[Change, ...]:
    """What changed from one bundle to another; nothing when they say the same.

    A key is told by its association and its public key, so a renewed certificate shows as a change of its window.

    Returns:
        First the facts of the bundle, then those of the keys, in the order of association, window and key.
    """
    return (*_of_bundle(before, after), *_of_issuers(before.issuers, after.issuers))


_BUNDLE: Final[tuple[tuple[Aspect, Callable[[TrustBundle], Value]], ...]] = (
    (Aspect.SEQUENCE, lambda bundle: bundle.sequence),
    (Aspect.ISSUED, lambda bundle: bundle.issued),
    (Aspect.EXPIRES, lambda bundle: bundle.expires),
    (Aspect.ROOT, lambda bundle: fingerprint(bundle.root)),
    (Aspect.INTRODUCTIONS, lambda bundle: _digests(bundle.introductions)),
    (Aspect.ANCHORS, lambda bundle: _fingerprints(bundle.anchors)),
    (Aspect.STATUS_LISTS, lambda bundle: _digests(bundle.status_lists)),
)

_ISSUER: Final[tuple[tuple[Aspect, Callable[[TrustedIssuer], Value | None]], ...]] = (
    (Aspect.STATE, lambda issuer: issuer.state),
    (Aspect.SINCE, lambda issuer: issuer.since),
    (Aspect.CATEGORIES, lambda issuer: tuple(sorted(issuer.mandate.categories))),
    (Aspect.NOT_BEFORE, lambda issuer: issuer.mandate.not_before),
    (Aspect.NOT_AFTER, lambda issuer: issuer.mandate.not_after),
    (Aspect.NAMES, lambda issuer: (issuer.association.zh, issuer.association.en)),
    (Aspect.CHAIN, lambda issuer: _fingerprints(issuer.chain)),
)


def _of_bundle(before: TrustBundle, after: TrustBundle) -> Iterator[Change]:
    for aspect, fact in _BUNDLE:
        if fact(before) != fact(after):
            yield Change(aspect=aspect, before=fact(before), after=fact(after))


def _of_issuers(before: Sequence[TrustedIssuer], after: Sequence[TrustedIssuer]) -> Iterator[Change]:
    for issuer, old, new in sorted(_pairs(before, after), key=lambda pair: pair[0].order()):
        if old is None or new is None:
            yield Change(aspect=Aspect.ISSUER, before=old, after=new, issuer=issuer)
            continue
        for aspect, fact in _ISSUER:
            if fact(old) != fact(new):
                yield Change(aspect=aspect, before=fact(old), after=fact(new), issuer=issuer)


def _pairs(
    before: Sequence[TrustedIssuer], after: Sequence[TrustedIssuer]
) -> Iterator[tuple[TrustedIssuer, TrustedIssuer | None, TrustedIssuer | None]]:
    """Entries that belong together: of one certificate, or else of one key, for a key may have several entries.

    Each with the entry that stands for both.
    """
    for key in dict.fromkeys(map(_key, (*before, *after))):
        olds, news = ([one for one in entries if _key(one) == key] for entries in (before, after))
        for old in tuple(olds):
            same = next((new for new in news if new.chain[0] == old.chain[0]), None)
            if same is not None:
                olds.remove(old)
                news.remove(same)
                yield same, old, same
        yield from ((new, old, new) for old, new in zip(olds, news, strict=False))
        yield from ((old, old, None) for old in olds[len(news) :])
        yield from ((new, None, new) for new in news[len(olds) :])


def _key(issuer: TrustedIssuer) -> tuple[str, bytes]:
    return issuer.association.code, issuer.public_key.thumbprint


def _fingerprints(certificates: Sequence[x509.Certificate]) -> tuple[bytes, ...]:
    return tuple(map(fingerprint, certificates))


def _digests(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(sha256(part).digest() for part in parts)


def _json(value: object) -> Any:  # noqa: ANN401 - JSON is any of its types
    match value:
        case TrustedIssuer():
            return value.to_dict()
        case Category():
            return value.json_name
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case tuple():
            return [_json(item) for item in value]
    return value
