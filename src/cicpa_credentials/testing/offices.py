"""Associations with certified keys, under one root: all from numbers, so that the same come out in every run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.keys.mandate import CertifiedSigner, KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import RootAuthority, mandate_of
from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.members.values import Category
from cicpa_credentials.testing.frozen import NOW, FrozenClock, seeded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509

    from cicpa_credentials.keys.signer import Signer

__all__ = ["ROOT_LASTS", "Office", "certified_office", "nearest_first", "root_authority", "signing_key"]

ROOT_LASTS: Final = timedelta(days=7300)
_ROOT_SINCE: Final = NOW - timedelta(days=3650)
_KEY_SINCE: Final = NOW - timedelta(days=365)
_KEY_UNTIL: Final = NOW + timedelta(days=3650 - 1)
_NEAREST: Final = "110000"
_OFFICES: Final = 1_000_000
_BOTH: Final = frozenset(Category)


@cache
def signing_key(number: int) -> InProcessSigner:
    """The P-256 key of this number: everybody knows it, and it is the same in every run.

    Args:
        number: from 1 on.
    """
    return InProcessSigner(ec.derive_private_key(number, ec.SECP256R1()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An association that issues with one certified key.

    Attributes:
        signer: the key, with what it may sign.
        certificate: says so.
        state: what has become of the key.
        since: from when on, unless it is active.
    """

    signer: CertifiedSigner
    certificate: x509.Certificate
    state: KeyState = KeyState.ACTIVE
    since: datetime | None = None

    @property
    def entry(self) -> TrustedIssuer:
        """What a trust bundle says of it."""
        return TrustedIssuer.of((self.certificate,), state=self.state, since=self.since)

    @classmethod
    def certified(
        cls,
        association: str,
        *,
        by: RootAuthority,
        key: Signer,
        categories: frozenset[Category] = _BOTH,
        not_before: datetime = _KEY_SINCE,
        not_after: datetime = _KEY_UNTIL,
    ) -> Office:
        """Let a root certify a key; see `RootAuthority.certify_issuer`."""
        # The serial number comes from what is certified, not from how many certificates the root has made before.
        serial = seeded(key.public_key.thumbprint, association, sorted(map(int, categories)), not_before, not_after)
        certificate = replace(by, random_bytes=serial).certify_issuer(
            key.public_key,
            association=ASSOCIATIONS[association],
            categories=categories,
            not_before=not_before,
            not_after=not_after,
        )
        return cls(signer=CertifiedSigner(signer=key, mandate=mandate_of(certificate)), certificate=certificate)


def nearest_first(associations: Iterable[str]) -> list[str]:
    """Codes of associations as strategies draw them: a failing example shrinks to Beijing, where that is among them."""
    return sorted(associations, key=lambda code: (code != _NEAREST, code))


@cache
def root_authority(number: int = 1) -> RootAuthority:
    """The root of this number: ten years old at `NOW`, and good for ten more."""
    return RootAuthority.create(
        signing_key(number),
        name=f"Test Root {number}",
        valid_for=ROOT_LASTS,
        clock=FrozenClock(_ROOT_SINCE),
        random_bytes=seeded("root", number),
    )


@cache
def certified_office(association: str, root: int = 1) -> Office:
    """The office of an association under the root of this number; its key has been certified for a year at `NOW`."""
    return Office.certified(association, by=root_authority(root), key=signing_key(_OFFICES * root + int(association)))
