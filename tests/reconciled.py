"""An association with a register, its lists and its bundle, held against each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials import audit
from cicpa_credentials.members.values import Category
from cicpa_credentials.status import StatusList, StatusListToken
from forgers import Forger
from key_stores import Clock
from office import DAY, KEY, SHANGHAI, bundle, issuer
from registers import create
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cicpa_credentials.audit import Reconciliation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.register import Register

PRACTISING: Final = Category.PRACTISING
LIST: Final = f"https://status.example.org/{SHANGHAI}/1"


@dataclass(kw_only=True)
class House:
    """The association, and what a forger with its database can do."""

    folder: Path
    register: Register
    clock: Clock
    forger: Forger
    lists: tuple[bytes, ...] = ()
    runs: int = 0

    def issue(self, number: str, **changes: Any) -> IssuedCertificate:  # noqa: ANN401 - whatever `Issuer.issue` takes
        making = issuer(register=self.register, at=self.clock.now)
        return making.issue(record(number=number), photo=PHOTO, **changes)

    def publish(self, *, by: Signer = KEY, **changes: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - parts of a token
        """The lists as they are now, signed."""
        published = self.register.publish(SHANGHAI)
        return tuple(token(one.uri, one.entries, at=self.clock, by=by, **changes) for one in published)

    def bundle(self, lists: Iterable[bytes] = (), **changes: Any) -> TrustBundle:  # noqa: ANN401 - whatever `bundle` takes
        given: dict[str, Any] = {"status_lists": tuple(lists), "issued": self.clock.now}
        return bundle(**(given | {"expires": self.clock.now + 30 * DAY} | changes))

    @property
    def out(self) -> Path:
        return self.folder / f"out-{self.runs}"

    def reconcile(self, **changes: Any) -> Reconciliation:  # noqa: ANN401 - whatever `reconcile` takes
        self.runs += 1
        given: dict[str, Any] = {"out": self.out, "clock": self.clock, "processes": 1}
        if "bundle" not in changes:
            given["bundle"] = self.bundle(self.publish())
        return audit.reconcile(self.register, **(given | changes))

    def found(self, **changes: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever `reconcile` takes
        """Code and severity of all that is found."""
        self.reconcile(**changes)
        return [(one["code"], one["severity"]) for one in self.lines()]

    def lines(self, name: str = "findings.jsonl") -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / name).read_text(encoding="utf-8").splitlines()]

    def codes(self, issued: Iterable[IssuedCertificate]) -> Path:
        """A file with the codes of certificates."""
        path = self.folder / f"codes-{self.runs}.txt"
        path.write_text("".join(f"{one.qr_text}\n" for one in issued), encoding="utf-8")
        return path


def token(
    uri: str,
    entries: StatusList,
    *,
    at: Clock,
    by: Signer = KEY,
    **changes: Any,  # noqa: ANN401 - parts of a token
) -> bytes:
    given: dict[str, Any] = {"issued": at.now, "expires": at.now + 30 * DAY, "ttl": 7 * DAY}
    return StatusListToken(uri=uri, entries=entries, **(given | changes)).sign(by)


def house(place: str | Path, folder: Path) -> Iterator[House]:
    clock = Clock()
    with create(place, clock=clock) as register:
        made = House(folder=folder, register=register, clock=clock, forger=Forger(place=place))
        made.issue("310000000001")
        made.issue("310000000002")
        register.checkpoint(KEY)
        yield made
