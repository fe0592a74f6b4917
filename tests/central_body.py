"""A central body and an association at the command line: stores, requests, certificates, bundles, all in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.keys.store import KeyEntry, KeyStore

if TYPE_CHECKING:
    from pathlib import Path

    from counter import Counter, Said

SECRET: Final = "correct horse battery staple"
ENV: Final = ("--passphrase-env", "SECRET")
BEIJING: Final = "110000"


@dataclass(frozen=True, kw_only=True)
class CentralBody:
    """Calls the commands; what must work is checked on the way."""

    counter: Counter

    def __post_init__(self) -> None:
        self.counter.environ["SECRET"] = SECRET

    def path(self, name: str) -> Path:
        return self.counter.folder / name

    def try_keys(self, command: str, store: str, *more: object) -> Said:
        """Call a command of `cicpa keys` that needs the passphrase."""
        return self.counter("keys", command, self.path(store), *more, *ENV)

    def keys(self, command: str, store: str, *more: object) -> str:
        said = self.try_keys(command, store, *more)
        assert said.status == 0, said.err
        return said.out.strip()

    def root(self, store: str = "root", *, valid_for: int = 3650) -> Path:
        """A store with a root; its certificate."""
        self.keys("init", store)
        out = self.path(f"{store}.pem")
        if out.exists():
            out.unlink()
        self.keys("root", store, "--name", f"The {store}", "--out", out, "--valid-for", valid_for)
        return out

    def certified(self, store: str = "beijing", *more: object, of: str = BEIJING, by: str = "root") -> str:
        """A key with its certificate, `STORE-N.pem`; its identifier."""
        if not self.path(store).exists():
            self.keys("init", store)
        number = len(self.entries(store)) + 1
        kid = self.keys("new", store, "--association", of)
        request, certificate = self.path(f"{store}-{number}.csr"), self.path(f"{store}-{number}.pem")
        self.keys("csr", store, "--out", request)
        self.keys("certify", by, request, "--association", of, "--out", certificate, *more)
        self.keys("import-certificate", store, certificate)
        return kid

    def entries(self, store: str) -> tuple[KeyEntry, ...]:
        return KeyStore.inspect(self.path(store))

    def try_build(self, out: str, *more: object, store: str = "root") -> Said:
        return self.counter("trust", "build", *more, "--store", self.path(store), "--out", self.path(out), *ENV)

    def build(self, out: str, *more: object, store: str = "root") -> str:
        said = self.try_build(out, *more, store=store)
        assert said.status == 0, said.err
        return said.out

    def trust(self, command: str, *more: Any) -> Said:  # noqa: ANN401 - paths and options
        return self.counter("trust", command, *more)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.counter.now += timedelta(**time)
