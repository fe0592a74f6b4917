"""One entry of a trust bundle: a key that is believed, for what, and what has become of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.errors import Code, KeyHandlingError, RecordError, TrustError
from cicpa_credentials.keys.mandate import KeyState, Mandate
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.times import moment, utc
from cicpa_credentials.keys.x509 import MAX_CHAIN, Purpose, load_certificate, mandate_of, verify_chain
from cicpa_credentials.members.associations import Association, association
from cicpa_credentials.members.values import Category
from cicpa_credentials.wire.labels import BundleIssuer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cryptography import x509

__all__ = ["TrustedIssuer", "by_kid"]

_STATES: Final = (KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED)
_CATEGORIES: Final = {int(category): category for category in Category}
_NAMES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """A key that a trust bundle vouches for.

    Attributes:
        association: who issues with it, by the names that the bundle gives.
        chain: its certificate first, then any intermediate; the root is not in it.
        mandate: what it may sign: at most what its certificate says.
        public_key: the key.
        state: what has become of it.
        since: from when on it is retired or compromised, aware UTC; none while it is active.
    """

    association: Association
    chain: tuple[x509.Certificate, ...]
    mandate: Mandate
    public_key: PublicKey
    state: KeyState = KeyState.ACTIVE
    since: datetime | None = None

    @classmethod
    def of(
        cls,
        chain: tuple[x509.Certificate, ...],
        *,
        names: tuple[str, str] | None = None,
        state: KeyState = KeyState.ACTIVE,
        since: datetime | None = None,
        mandate: Mandate | None = None,
    ) -> TrustedIssuer:
        """Make an entry from a certificate chain.

        Args:
            chain: the issuing certificate, then any intermediate.
            names: the association's Chinese and English names, where they have changed since this library was made.
            state: what has become of the key.
            since: from when on, unless the key is active.
            mandate: what the key may sign, where that is less than its certificate says.

        Raises:
            TrustError: `malformed` or `out_of_scope` where the parts contradict each other; `unsupported` or
                `key_not_valid` for a key that does not sign.
        """
        if not chain:
            raise TrustError(Code.MALFORMED, "trust bundle: an issuer has no certificate")
        certified = mandate_of(chain[0])
        mandate = mandate or certified
        if (state is KeyState.ACTIVE) is not (since is None):
            raise TrustError(Code.MALFORMED, "trust bundle: a key's state and its moment do not fit together")
        within = (
            mandate.association == certified.association
            and mandate.categories <= certified.categories
            and certified.not_before <= mandate.not_before < mandate.not_after <= certified.not_after
        )
        if not within:
            raise TrustError(Code.OUT_OF_SCOPE, "trust bundle: an entry grants more than its certificate does")
        try:
            public_key = PublicKey(chain[0].public_key())
        except KeyHandlingError as error:
            raise TrustError(error.code, "trust bundle: an issuer's key is not one that signs") from None
        known = association(mandate.association)
        return cls(
            association=replace(known, zh=names[0], en=names[1]) if names else known,
            chain=chain,
            mandate=mandate,
            public_key=public_key,
            state=state,
            since=since and utc(since),
        )

    def order(self) -> tuple[str, datetime, bytes]:
        """What a bundle's entries are sorted by: association, window, key."""
        return self.association.code, self.mandate.not_before, self.public_key.thumbprint

    def require_chain(self, roots: Sequence[x509.Certificate]) -> None:
        """Check the chain up to one of the roots, at the start of the key's window: what it signed then stays signed.

        Raises:
            TrustError: `bundle_untrusted` where none of the roots is the chain's; else see `verify_chain`.
        """
        failure = TrustError(Code.BUNDLE_UNTRUSTED, "trust bundle: an issuer's chain leads to no root that is believed")
        for root in roots:
            # A root and its successor may well have one name, so all of that name are tried.
            if root.subject == self.chain[-1].issuer:
                try:
                    verify_chain(self.chain, root=root, at=self.mandate.not_before, purpose=Purpose.ISSUING)
                except TrustError as error:
                    failure = error
                else:
                    return
        raise failure

    def to_map(self) -> dict[int, Any]:
        """The entry as it stands in the bundle."""
        entry: dict[int, Any] = {
            int(BundleIssuer.ASSOCIATION): self.association.code,
            int(BundleIssuer.NAMES): [self.association.zh, self.association.en],
            int(BundleIssuer.X5CHAIN): [certificate.public_bytes(Encoding.DER) for certificate in self.chain],
            int(BundleIssuer.CATEGORIES): sorted(map(int, self.mandate.categories)),
            int(BundleIssuer.NOT_BEFORE): int(self.mandate.not_before.timestamp()),
            int(BundleIssuer.NOT_AFTER): int(self.mandate.not_after.timestamp()),
            int(BundleIssuer.STATE): _STATES.index(self.state),
        }
        if self.since is not None:
            entry[int(BundleIssuer.SINCE)] = int(self.since.timestamp())
        return entry

    @classmethod
    def from_map(cls, entry: object) -> TrustedIssuer:
        """Read an entry; the chain is not checked yet.

        Raises:
            TrustError: `malformed` or `out_of_scope`.
        """
        try:
            return cls._from_map(entry)
        except (AttributeError, IndexError, KeyError, RecordError, TypeError, ValueError):
            raise TrustError(Code.MALFORMED, "trust bundle: an issuer's entry is not well formed") from None

    @classmethod
    def _from_map(cls, entry: Any) -> TrustedIssuer:  # noqa: ANN401 - whatever a bundle holds; `from_map` guards
        code = entry[BundleIssuer.ASSOCIATION]
        names = entry[BundleIssuer.NAMES]
        if len(names) != _NAMES or not all(isinstance(text, str) and text for text in (code, *names)):
            raise ValueError
        chain = entry[BundleIssuer.X5CHAIN]
        if not 1 <= len(chain) <= MAX_CHAIN:
            raise ValueError
        since = entry.get(BundleIssuer.SINCE)
        return cls.of(
            tuple(load_certificate(der) for der in chain),
            names=(names[0], names[1]),
            state=_state(entry[BundleIssuer.STATE]),
            since=None if since is None else moment(since),
            mandate=Mandate(
                association=code,
                categories=frozenset(_CATEGORIES[number] for number in entry[BundleIssuer.CATEGORIES]),
                not_before=moment(entry[BundleIssuer.NOT_BEFORE]),
                not_after=moment(entry[BundleIssuer.NOT_AFTER]),
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """The entry in JSON form (schemas/bundle-view.schema.json)."""
        return {
            "kid": self.public_key.kid.hex(),
            "association": self.association.code,
            "name_zh": self.association.zh,
            "name_en": self.association.en,
            "algorithm": str(self.public_key.kind),
            "categories": [category.json_name for category in sorted(self.mandate.categories)],
            "not_before": self.mandate.not_before.isoformat(),
            "not_after": self.mandate.not_after.isoformat(),
            "state": self.state.value,
            "since": self.since.isoformat() if self.since else None,
        }


def by_kid(entries: Iterable[TrustedIssuer]) -> Mapping[bytes, tuple[TrustedIssuer, ...]]:
    """Entries by their keys' identifiers, in their order: identifiers may collide."""
    found: defaultdict[bytes, tuple[TrustedIssuer, ...]] = defaultdict(tuple)
    for entry in entries:
        found[entry.public_key.kid] += (entry,)
    return MappingProxyType(dict(found))


def _state(number: object) -> KeyState:
    if type(number) is not int or number < 0:
        raise ValueError
    return _STATES[number]
