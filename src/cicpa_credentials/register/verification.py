"""Is the register as it was written? Every event and every certificate is gone through.

What is found: an event that was edited, dropped, moved or put in; a certificate whose facts or standing were edited,
that was dropped, or put in without an event; a chain forged anew before a checkpoint, or cut off before it. What cannot
be found: a legal event that somebody who may write to the database adds after the last checkpoint. So sign checkpoints
often, and keep copies elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from cicpa_credentials.errors import RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register.chain import COVERED, FACTS, GENESIS, Head, event_digest
from cicpa_credentials.register.checkpoint import Checkpoint
from cicpa_credentials.register.lifecycle import EventKind, following
from cicpa_credentials.register.schema import CHECKPOINTS, CREDENTIALS, EVENTS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.register.rows import AnyRow
    from cicpa_credentials.status import Status

__all__ = ["MAX_FINDINGS", "ChainReport", "Finding", "FindingKind", "verify_chain"]

MAX_FINDINGS: Final = 100
"""Findings that are reported at most."""

_ROWS_AT_ONCE: Final = 5_000


class FindingKind(StrEnum):
    """What is wrong."""

    EVENT_ALTERED = "event_altered"
    EVENT_MISSING = "event_missing"
    EVENT_ILLEGAL = "event_illegal"
    CREDENTIAL_ALTERED = "credential_altered"
    EVENTS_CUT_OFF = "events_cut_off"
    CHECKPOINT_CONTRADICTED = "checkpoint_contradicted"
    CHECKPOINT_UNTRUSTED = "checkpoint_untrusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong with the register.

    Attributes:
        kind: what is wrong.
        sequence: the event at which it shows; for a certificate without one, 0.
    """

    kind: FindingKind
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What was gone through, and what was found.

    Attributes:
        head: the end of the chain.
        covered: the last event that a checkpoint vouches for; 0 if there is none.
        findings: all that is wrong, at most `MAX_FINDINGS`; empty when the register is as it was written.
    """

    head: Head
    covered: int
    findings: tuple[Finding, ...]


_EVENTS: Final = (
    select(*COVERED, EVENTS.c.digest.label("stored"), *FACTS)
    .join_from(EVENTS, CREDENTIALS, CREDENTIALS.c.id == EVENTS.c.credential_id, isouter=True)
    .join(LISTS, LISTS.c.id == CREDENTIALS.c.list_id, isouter=True)
    .order_by(EVENTS.c.sequence)
    .execution_options(yield_per=_ROWS_AT_ONCE)
)
_CERTIFICATES: Final = (
    select(CREDENTIALS.c.id, CREDENTIALS.c.kind, CREDENTIALS.c.status, CREDENTIALS.c.recorded)
    .where(CREDENTIALS.c.status.is_not(None) | CREDENTIALS.c.recorded.is_not(None))
    .execution_options(yield_per=_ROWS_AT_ONCE)
)
_CHECKPOINTS: Final = select(CHECKPOINTS.c.encoded).order_by(CHECKPOINTS.c.id)
_WIDTH: Final = len(COVERED)
_KIND: Final = COVERED.index(EVENTS.c.kind)
_CREDENTIAL: Final = COVERED.index(EVENTS.c.credential_id)
_AT: Final = COVERED.index(EVENTS.c.at)


def verify_chain(
    connection: Connection, *, keys: Sequence[PublicKey], checkpoints: Iterable[bytes] = ()
) -> ChainReport:
    """Go through the whole register.

    It takes some 150 bytes of memory for each certificate and letter: whether an event was legal depends on all that
    was before it, and the database's word for that is not taken.

    Args:
        connection: a transaction that sees one state of it.
        keys: the keys whose checkpoints are believed, retired ones among them.
        checkpoints: checkpoints that were kept elsewhere; they are asked like those in the register.
    """
    walk = _Walk()
    stored = (encoded for (encoded,) in connection.execute(_CHECKPOINTS))
    heads = list(walk.believed((*stored, *checkpoints), keys))
    claimed: dict[int, set[bytes]] = {}
    for head in heads:
        claimed.setdefault(head.sequence, set()).add(head.digest)
    for row in connection.execute(_EVENTS):
        walk.event(row)
        if claimed.pop(walk.head.sequence, {walk.head.digest}) != {walk.head.digest}:
            walk.find(FindingKind.CHECKPOINT_CONTRADICTED, walk.head.sequence)
    for sequence in claimed.keys() - {GENESIS.sequence}:
        walk.find(FindingKind.EVENTS_CUT_OFF, sequence)
    walk.certificates(connection.execute(_CERTIFICATES))
    covered = max((head.sequence for head in heads if head.sequence <= walk.head.sequence), default=0)
    return ChainReport(head=walk.head, covered=covered, findings=tuple(walk.findings))


class _Walk:
    """The way through the events, and what they say about each certificate so far.

    Nothing is taken for granted about the rows: in SQLite, anything can stand in any column.
    """

    __slots__ = ("_approved", "_recorded", "_standing", "findings", "head")

    def __init__(self) -> None:
        self.head = GENESIS
        self.findings: list[Finding] = []
        self._standing: dict[object, Status | None] = {}
        self._recorded: dict[object, int] = {}
        self._approved: set[object] = set()

    def find(self, kind: FindingKind, sequence: int) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(kind=kind, sequence=sequence))

    def believed(self, checkpoints: Iterable[object], keys: Sequence[PublicKey]) -> Iterator[Head]:
        for encoded in checkpoints:
            try:
                yield Checkpoint.verify(encoded if isinstance(encoded, bytes) else b"", keys=keys).head
            except RegisterError:
                self.find(FindingKind.CHECKPOINT_UNTRUSTED, 0)

    def event(self, row: AnyRow) -> None:
        event, stored, facts = row[:_WIDTH], row[_WIDTH], row[_WIDTH + 1 :]
        sequence, at, expected = event[0], event[_AT], self.head.sequence + 1
        if type(sequence) is not int or sequence < expected or type(at) is not int:
            self.find(FindingKind.EVENT_ALTERED, self.head.sequence)
            return
        if sequence > expected:
            self.find(FindingKind.EVENT_MISSING, expected)
        elif at < self.head.at or stored != event_digest(
            self.head.digest, event, facts if event[_KIND] == EventKind.ISSUED else None
        ):
            self.find(FindingKind.EVENT_ALTERED, sequence)
        self._replay(sequence, event[_KIND], event[_CREDENTIAL])
        self.head = Head(sequence=sequence, digest=stored, at=at)

    def certificates(self, rows: Iterable[AnyRow]) -> None:
        for credential, kind, status, recorded in rows:
            # a letter is what was approved
            told = CredentialKind.LETTER if credential in self._approved else CredentialKind.CERTIFICATE
            found = self._standing.pop(credential, None), self._recorded.get(credential), told
            if found != (status, recorded, kind):
                self.find(FindingKind.CREDENTIAL_ALTERED, self._recorded.get(credential, 0))
        for credential in self._standing:
            self.find(FindingKind.CREDENTIAL_ALTERED, self._recorded.get(credential, 0))

    def _replay(self, sequence: int, kind: object, credential: object) -> None:
        try:
            what = EventKind(str(kind))
            self._standing[credential] = following(what, self._standing.get(credential))
        except (ValueError, RegisterError):
            self.find(FindingKind.EVENT_ILLEGAL, sequence)
        else:
            if what is EventKind.ISSUED:
                self._recorded[credential] = sequence
            elif what is EventKind.APPROVED:
                self._approved.add(credential)
