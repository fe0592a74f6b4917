"""The library by itself as a system: its register on SQLite in a folder that goes away, and keys that are numbers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from cicpa_credentials.clock import CHINA
from cicpa_credentials.holder import Holder
from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.register import (
    EventKind,
    Register,
    ReissueReason,
    ResumptionReason,
    RevocationReason,
    SuspensionReason,
)
from cicpa_credentials.status import StatusListToken
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.testing.model.system import PLACES, Terms
from cicpa_credentials.testing.offices import Office, root_authority, signing_key
from cicpa_credentials.testing.worlds import BASE_URL, LIST_SIZE, LISTS
from cicpa_credentials.verifier import Policy, Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cicpa_credentials.errors import Code
    from cicpa_credentials.members import Category, MemberRecord
    from cicpa_credentials.verifier import Verdict

__all__ = ["LibrarySystem"]

_ACTOR: Final = "model"
_AUDIENCE: Final = "bank.example"
_HOLDER: Final = signing_key(3)
_KEYS: Final = 10_000_000
_NEVER: Final = timedelta(0)
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - TemporaryDirectory makes a name of its own; no disk has to be waited for


class LibrarySystem:
    """See `System`; a wrapper may well be a subclass that does some of it in a host's own way.

    Attributes:
        terms: how long things last.
        register: what was issued, and what became of it.
    """

    def __init__(self, clock: Callable[[], datetime], *, terms: Terms | None = None) -> None:
        self.terms = terms or Terms()
        self._clock = clock
        self._folder = TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
        self.register = Register.create(
            Path(self._folder.name) / "register.db",
            list_base_uri=LISTS,
            list_size=LIST_SIZE,
            clock=clock,
            random_bytes=seeded("model's register"),
        )
        self._root = root_authority()
        self._numbers = count(1)
        self._retired: list[Office] = []
        self._in_use: dict[str, Office] = {}
        self._holders: dict[str, Holder] = {}
        self._sequence = 0
        for association in PLACES:
            self.rotate(association)
        self.publish()

    # -- members

    def issue(self, record: MemberRecord, *, bound: bool, replacing: bool) -> str:
        """See `System.issue`."""
        last = self.register.find(*_whose(record)) if replacing else None
        issuer = Issuer(
            self._in_use[record.association or ""].signer,
            base_url=BASE_URL,
            register=self.register,
            valid_for=self.terms.certificates,
            clock=self._clock,
            random_bytes=seeded("model's salts", next(self._numbers)),
            warn_within=_NEVER,
        )
        issued = issuer.issue(
            record,
            holder_key=_HOLDER.public_key if bound else None,
            replaces=() if last is None else (last.reference,),
            reason=None if last is None else ReissueReason.PARTICULARS_CHANGED,
            actor=_ACTOR,
        )
        self._holders[issued.qr_text] = Holder(issued, clock=self._clock)
        return issued.qr_text

    def present(self, certificate: str, fields: Sequence[str]) -> str:
        """See `System.present`."""
        holder = self._holders[certificate]
        if holder.holder_key is None:
            return holder.present(fields).qr_text
        return holder.present(fields, audience=_AUDIENCE, valid_for=self.terms.presentations, key=_HOLDER).qr_text

    def inspect(self, record: MemberRecord) -> None:
        """See `System.inspect`."""
        self._note(EventKind.INSPECTION_PASSED, record)

    def transfer(self, record: MemberRecord, to: str) -> None:
        """See `System.transfer`; the register is not told where to."""
        del to
        self._note(EventKind.TRANSFERRED, record)

    def _note(self, kind: EventKind, record: MemberRecord) -> None:
        number, category = _whose(record)
        told_once = hashlib.sha256(f"{next(self._numbers)}".encode()).digest()
        today = self._clock().astimezone(CHINA).date()
        with self.register.batch() as batch:
            batch.note(kind, number, category, effective_on=today, content=told_once, actor=_ACTOR)

    def suspend(self, record: MemberRecord) -> None:
        """See `System.suspend`."""
        self.register.suspend(*_whose(record), reason=SuspensionReason.INSPECTION_OVERDUE, actor=_ACTOR)

    def resume(self, record: MemberRecord) -> None:
        """See `System.resume`."""
        self.register.resume(*_whose(record), reason=ResumptionReason.REMEDIED, actor=_ACTOR)

    def revoke(self, record: MemberRecord) -> None:
        """See `System.revoke`."""
        self.register.revoke(*_whose(record), reason=RevocationReason.LEFT, actor=_ACTOR)

    def due(self, association: str) -> list[str]:
        """See `System.due`."""
        return [entry.number for entry in self.register.due(association)]

    # -- keys

    def rotate(self, association: str) -> None:
        """See `System.rotate`."""
        now = self._clock()
        if association in self._in_use:
            self._retired.append(replace(self._in_use[association], state=KeyState.RETIRED, since=now))
        self._in_use[association] = Office.certified(
            association,
            by=self._root,
            key=signing_key(_KEYS + next(self._numbers)),
            not_before=now,
            not_after=now + self.terms.keys,
        )

    def compromise(self, association: str, since: datetime) -> None:
        """See `System.compromise`."""
        lost = self._in_use.pop(association)
        self._retired.append(replace(lost, state=KeyState.COMPROMISED, since=since))

    # -- verifiers

    def publish(self) -> None:
        """See `System.publish`."""
        now = self._clock()
        self._sequence += 1
        made = TrustBundle.build(
            [office.entry for office in (*self._retired, *self._in_use.values())],
            sequence=self._sequence,
            issued=now,
            expires=now + self.terms.bundles,
            signer=self._root.signer,
            root=self._root.certificate,
            status_lists=[token for association in self._in_use for token in self._lists(association)],
        )
        self.receive(made.encoded)

    def _lists(self, association: str) -> list[bytes]:
        tokens = (
            StatusListToken(
                uri=published.uri,
                issued=published.as_of,
                expires=None,
                ttl=self.terms.lists,
                entries=published.entries,
            )
            for published in self.register.publish(association)
        )
        return [token.sign(self._in_use[association].signer) for token in tokens]

    def receive(self, bundle: bytes) -> None:
        """Let verifiers hold this bundle from now on."""
        held = TrustBundle.load(bundle, root=self._root.certificate, minimum_sequence=self._sequence)
        self._anybody = Verifier(held, clock=self._clock)
        self._reader = Verifier(held, policy=Policy(audience=_AUDIENCE), clock=self._clock)

    def verify(self, qr_text: str, *, presented: bool) -> tuple[Verdict, Code | None]:
        """See `System.verify`."""
        report = (self._reader if presented else self._anybody).evaluate(qr_text)
        return report.verdict, report.code

    def close(self) -> None:
        """See `System.close`."""
        self.register.close()
        self._folder.cleanup()


def _whose(record: MemberRecord) -> tuple[str, Category]:
    if record.number is None or record.category is None:
        raise ValueError("a member of the model has a number and a category")
    return record.number, record.category
