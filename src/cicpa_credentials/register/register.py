"""The register: what was issued, and what became of it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import insert

from cicpa_credentials.clock import utc_now
from cicpa_credentials.register import migrations, publication, queries
from cicpa_credentials.register.batch import Batch
from cicpa_credentials.register.chain import Chain, head_of
from cicpa_credentials.register.checkpoint import Checkpoint
from cicpa_credentials.register.database import Database
from cicpa_credentials.register.entries import moment, seconds
from cicpa_credentials.register.lifecycle import EventKind
from cicpa_credentials.register.places import DEFAULT_LIST_SIZE, Places
from cicpa_credentials.register.schema import CHECKPOINTS
from cicpa_credentials.register.snapshot import Snapshot
from cicpa_credentials.register.standing import Cause, change, change_letters
from cicpa_credentials.register.verification import verify_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from sqlalchemy import Connection

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members.reasons import (
        Reason,
        ReissueReason,
        ResumptionReason,
        RevocationReason,
        SuspensionReason,
    )
    from cicpa_credentials.members.values import Category
    from cicpa_credentials.register.entries import Entry, Event
    from cicpa_credentials.register.publication import PublishedList
    from cicpa_credentials.register.verification import ChainReport
    from cicpa_credentials.status import Status

__all__ = ["Register"]

_BUSY_TIMEOUT: Final = timedelta(seconds=30)
_CLOCK_TOLERANCE: Final = timedelta(minutes=5)


class Register:
    """A register; `create` and `open` make one.

    It may be shared by threads, and by any number of processes that each open it. Whatever touches the database raises
    RegisterError: `register_busy` when another writer does not come to an end in time, `register_unavailable` when the
    database cannot be reached, `storage_failed` when it does not do as told. A change that raises has changed nothing,
    with one exception that no database can rule out: if the way to it breaks in the very moment of the commit, the
    change may have been made. `find_request` and `history` tell.
    """

    __slots__ = ("_clock", "_clock_tolerance", "_database", "_places")

    def __init__(
        self,
        database: Database,
        places: Places,
        *,
        clock: Callable[[], datetime],
        clock_tolerance: timedelta,
    ) -> None:
        self._database = database
        self._places = places
        self._clock = clock
        self._clock_tolerance = clock_tolerance

    @classmethod
    def create(
        cls,
        url_or_path: str | os.PathLike[str],
        *,
        list_base_uri: str,
        list_size: int = DEFAULT_LIST_SIZE,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
        busy_timeout: timedelta = _BUSY_TIMEOUT,
        clock_tolerance: timedelta = _CLOCK_TOLERANCE,
    ) -> Self:
        """Make an empty register.

        Args:
            url_or_path: a file (SQLite; not on a network drive), or the URL of a PostgreSQL database that is there.
            list_base_uri: what the names of all its status lists begin with: an https URI that ends with a slash; it is
                in every QR code, so let it be short.
            list_size: entries of a status list.
            clock: the current moment, aware.
            random_bytes: where places in lists come from.
            busy_timeout: how long a change waits for another writer.
            clock_tolerance: how far the clock may be behind the last event.

        Raises:
            RegisterError: `register_exists`; `register_foreign` where another application's tables stand; `malformed`
                for what is no URL; `unsupported` for another database; and as the class says.
            ValueError: for a base URI or size that no list can have.
        """
        places = Places(base_uri=list_base_uri, list_size=list_size, random_bytes=random_bytes)
        database = Database(url_or_path, busy_timeout=busy_timeout)
        with database.closed_on_failure():
            migrations.create(database, places.settings)
        return cls(database, places, clock=clock, clock_tolerance=clock_tolerance)

    @classmethod
    def open(
        cls,
        url_or_path: str | os.PathLike[str],
        *,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = os.urandom,
        busy_timeout: timedelta = _BUSY_TIMEOUT,
        clock_tolerance: timedelta = _CLOCK_TOLERANCE,
    ) -> Self:
        """Open a register, and bring its tables up to date.

        It never makes one: in an empty register that stands where it does not belong, everything could be issued again.

        Args:
            url_or_path: as for `create`.
            clock: as for `create`.
            random_bytes: as for `create`.
            busy_timeout: as for `create`.
            clock_tolerance: as for `create`.

        Raises:
            RegisterError: `register_foreign` where there is none; `register_newer` where newer code made it;
                `malformed`, `unsupported` as for `create`; and as the class says.
        """
        database = Database(url_or_path, busy_timeout=busy_timeout)
        with database.closed_on_failure():
            places = Places.remembered(migrations.upgrade(database), random_bytes=random_bytes)
        return cls(database, places, clock=clock, clock_tolerance=clock_tolerance)

    def close(self) -> None:
        """Close all connections; the register opens new ones when it is used again."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Register({self._database.name!r})"

    @property
    def list_base_uri(self) -> str:
        """What the names of all its status lists begin with."""
        return self._places.base_uri

    @property
    def name(self) -> str:
        """Where it is: a file's path, or a URL without its password."""
        return str(self._database.path or self._database.name)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the whole register, for those who go through all of it; writers do not wait meanwhile."""
        with self._database.reading() as connection:
            yield Snapshot(connection)

    @contextmanager
    def batch(self, *, rehearsal: bool = False) -> Iterator[Batch]:
        """One transaction for many certificates: kept when the block ends, dropped when it raises.

        Args:
            rehearsal: drop it in any case.

        Raises:
            RegisterError: `clock_set_back`, and as the class says.
        """
        with self._writing() as (connection, chain):
            yield Batch(connection, chain=chain, places=self._places)
            if rehearsal:
                connection.rollback()

    def revoke(
        self, number: str, category: Category, *, reason: RevocationReason, actor: str, document: str | None = None
    ) -> Entry:
        """Withdraw a member's certificate for good, and with it the letters of good standing that have not expired.

        Args:
            number: certificate number.
            category: which certificate; the last one that was issued is meant.
            reason: why.
            actor: who does it, as the host names its users.
            document: the number of the decision that it rests on. There is no place for a remark: what is written here
                is never deleted.

        Returns:
            The certificate's entry as it is now.

        Raises:
            RegisterError: `not_registered`; `illegal_transition` where it has ended already; `malformed`;
                `clock_set_back`; and as the class says.
        """
        return self._change(EventKind.REVOKED, number, category, reason=reason, actor=actor, document=document)

    def suspend(
        self, number: str, category: Category, *, reason: SuspensionReason, actor: str, document: str | None = None
    ) -> Entry:
        """Withdraw a member's certificate for a time, and the letters with it; see `revoke`."""
        return self._change(EventKind.SUSPENDED, number, category, reason=reason, actor=actor, document=document)

    def resume(
        self, number: str, category: Category, *, reason: ResumptionReason, actor: str, document: str | None = None
    ) -> Entry:
        """End a suspension, of the letters too; see `revoke`."""
        return self._change(EventKind.RESUMED, number, category, reason=reason, actor=actor, document=document)

    def revoke_letters(
        self, number: str, category: Category, *, reason: RevocationReason, actor: str, document: str | None = None
    ) -> tuple[Entry, ...]:
        """Withdraw a member's letters of good standing, and leave the certificate as it is; see `revoke`.

        Returns:
            The letters that were withdrawn: all that were neither expired nor withdrawn before.
        """
        cause = Cause.of(EventKind.REVOKED, actor=actor, reason=reason, document=document)
        with self._writing() as (connection, chain):
            return change_letters(connection, chain, EventKind.REVOKED, number, category, cause=cause)

    def supersede(
        self, number: str, category: Category, *, reason: ReissueReason, actor: str, document: str | None = None
    ) -> Entry:
        """End a certificate whose successor is in another register; see `revoke`.

        A successor in this register ends it by itself: `Issuer.issue` is told what it replaces.
        """
        return self._change(EventKind.SUPERSEDED, number, category, reason=reason, actor=actor, document=document)

    def find(self, number: str, category: Category) -> Entry | None:
        """The certificate of a number and category that was issued last, whatever became of it."""
        with self._database.reading() as connection:
            return queries.last(connection, number, category)

    def find_by_digest(self, credential_digest: bytes) -> Entry | None:
        """The certificate whose signed bytes have this SHA-256 digest."""
        with self._database.reading() as connection:
            return queries.by_digest(connection, credential_digest)

    def find_request(self, request_id: str) -> Entry | None:
        """The certificate that was issued last on a request; None as long as it is only reserved."""
        with self._database.reading() as connection:
            return queries.of_request(connection, request_id)

    def history(self, number: str) -> tuple[Event, ...]:
        """All that happened to the certificates and letters of a number, in order."""
        with self._database.reading() as connection:
            return queries.history(connection, number)

    def due(self, association: str) -> tuple[Entry, ...]:
        """The valid certificates of an association whose members passed an inspection or were transferred since."""
        with self._database.reading() as connection:
            return queries.due(connection, association)

    def statuses(self, list_uri: str) -> tuple[tuple[int, Status], ...]:
        """Index and status of every certificate of a list that is not valid, in the order of indexes.

        Raises:
            RegisterError: `not_registered` for a list that the register does not have.
        """
        with self._database.reading() as connection:
            return tuple(publication.statuses(connection, list_uri, at=self._clock()))

    def publish(self, association: str) -> tuple[PublishedList, ...]:
        """The status lists of an association as they are now, ready to be signed.

        Writers wait meanwhile, and so do other publishers: of two publications, the later one in time is also the one
        that knows more.
        """
        with self._writing() as (connection, chain):
            return tuple(publication.lists_of(connection, association, at=moment(chain.now)))

    def checkpoint(self, signer: Signer) -> Checkpoint:
        """Sign the end of the chain of events, and keep the signature in the register.

        Keep a copy elsewhere: whoever can cut events off can cut off the checkpoints in the register with them.

        Raises:
            KeyHandlingError: `signing_failed`.
        """
        with self._database.reading() as connection:
            head = replace(head_of(connection), at=seconds(self._clock()))
        # Not in one transaction with what follows: a key in an HSM takes its time, and the head stays true.
        checkpoint = Checkpoint.sign(head, signer)
        with self._database.writing() as connection:
            connection.execute(insert(CHECKPOINTS), {"encoded": checkpoint.encoded})
        return checkpoint

    def verify_chain(self, *, keys: Sequence[PublicKey], checkpoints: Iterable[bytes] = ()) -> ChainReport:
        """Go through every event and every certificate, and report what is not as it was written.

        It takes some 150 bytes of memory for each certificate and letter that was ever recorded.

        Args:
            keys: the keys whose checkpoints are believed, retired ones among them.
            checkpoints: checkpoints that were kept elsewhere.
        """
        with self._database.reading() as connection:
            return verify_chain(connection, keys=keys, checkpoints=checkpoints)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, Chain]]:
        with self._database.writing() as connection:
            yield connection, Chain(connection, clock=self._clock, tolerance=self._clock_tolerance)

    def _change(
        self, kind: EventKind, number: str, category: Category, *, reason: Reason, actor: str, document: str | None
    ) -> Entry:
        cause = Cause.of(kind, actor=actor, reason=reason, document=document)
        with self._writing() as (connection, chain):
            return change(connection, chain, kind, number, category, cause=cause)
