"""Key stores for tests: a clock that is set by hand, a cheap scrypt, certificates, and a disk that fails on demand."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.keys import pkcs8
from cicpa_credentials.keys.passphrase import ScryptCost
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.store import KeyStore, folder
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from cryptography import x509

    from cicpa_credentials.keys.store import KeyEntry

NOW: Final = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
PASSPHRASE: Final = b"correct horse battery staple"
BEIJING: Final = "110000"
SHANGHAI: Final = "310000"
CHEAP: Final = ScryptCost(n=2, r=1, p=1)
NO_WAIT: Final = timedelta(0)
WINDOW: Final = (-10, 355)
BOTH: Final = frozenset(Category)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def make_scrypt_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pkcs8, "COST", CHEAP)


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def salts(count: int) -> bytes:
    return b"s" * count


@dataclass(kw_only=True)
class Stores:
    """Makes and opens the store of one folder, and certifies its keys."""

    path: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.root = RootAuthority.create(
            InProcessSigner.generate(), name="Root", valid_for=days(3650), clock=lambda: NOW - days(400)
        )

    def create(self) -> KeyStore:
        return KeyStore.create(self.path, PASSPHRASE, clock=self.clock, random_bytes=salts, lock_timeout=NO_WAIT)

    def open(self, passphrase: bytes = PASSPHRASE) -> KeyStore:
        return KeyStore.open(self.path, passphrase, clock=self.clock, random_bytes=salts, lock_timeout=NO_WAIT)

    def certificate(
        self,
        entry: KeyEntry,
        window: tuple[float, float] = WINDOW,
        *,
        of: str | None = None,
        categories: frozenset[Category] = BOTH,
    ) -> x509.Certificate:
        """An issuing certificate whose window is given in days from `NOW` on."""
        return self.root.certify_issuer(
            entry.public_key,
            association=association(of or entry.association),
            categories=categories,
            not_before=NOW + days(window[0]),
            not_after=NOW + days(window[1]),
        )

    def certified(
        self,
        store: KeyStore,
        code: str = BEIJING,
        window: tuple[float, float] = WINDOW,
        *,
        categories: frozenset[Category] = BOTH,
    ) -> KeyEntry:
        """A new key with its certificate."""
        entry = store.new(code)
        return store.attach(entry.kid, [self.certificate(entry, window, categories=categories)])

    def files(self) -> dict[str, bytes]:
        """All that is in the folder, but for the lock."""
        return {one.name: one.read_bytes() for one in self.path.iterdir() if one.name != ".lock"}


class InterceptedOs:
    """The `os` of the store's folder, on whose way to the disk something happens at the n-th call, or from it on.

    Attributes:
        called: the names of the calls so far.
    """

    CHANGES: Final = frozenset({"open", "write", "fsync", "link", "replace", "unlink"})

    def __init__(
        self, act: Callable[[str], None], *, at: int, calls: frozenset[str] = CHANGES, lasting: bool = False
    ) -> None:
        self._act = act
        self._lasting = lasting
        self._at = at
        self._calls = calls
        self.called: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever `os` has under this name
        real = getattr(os, name)
        if name not in self._calls:
            return real

        def call(*args: object, **kwargs: object) -> object:
            self.called.append(name)
            count = len(self.called)
            if count == self._at or (self._lasting and count > self._at):
                self._act(name)
            return real(*args, **kwargs)

        return call

    def install(self, monkeypatch: pytest.MonkeyPatch) -> InterceptedOs:
        monkeypatch.setattr(folder, "os", self)
        return self
