"""Reserve before signing, record after: what one transaction of the register does for many certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members.profile import CredentialKind
from cicpa_credentials.register import inputs
from cicpa_credentials.register.entries import moment, seconds
from cicpa_credentials.register.inputs import checked
from cicpa_credentials.register.letters import require_good_standing
from cicpa_credentials.register.lifecycle import EventKind, following, reason_of
from cicpa_credentials.register.reservations import Reservations, about, already_issued
from cicpa_credentials.register.rows import find_last, reference_of, set_status, status_of, the_last
from cicpa_credentials.register.schema import EVENTS
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from cicpa_credentials.members.approval import Approval
    from cicpa_credentials.members.reasons import ReissueReason
    from cicpa_credentials.members.values import Category
    from cicpa_credentials.register.chain import Chain
    from cicpa_credentials.register.places import Places
    from cicpa_credentials.register.rows import AnyRow
    from cicpa_credentials.status import StatusReference

__all__ = ["Batch"]

_NOTED: Final = select(EVENTS.c.sequence).where(EVENTS.c.content == bindparam("content"))


class Batch:
    """One transaction: all that is done in it is kept, or nothing is. `Register.batch` makes one.

    A step that raises an error of ours has done nothing, and those before it still stand. No other writer gets in
    meanwhile, so a batch is short: some hundred certificates.
    """

    __slots__ = ("_chain", "_connection", "_reservations")

    def __init__(self, connection: Connection, *, chain: Chain, places: Places) -> None:
        self._connection = connection
        self._chain = chain
        self._reservations = Reservations(connection, chain=chain, places=places)

    def reserve(
        self,
        *,
        number: str,
        category: Category,
        association: str,
        request_id: str | None = None,
        replaces: Sequence[StatusReference] = (),
    ) -> StatusReference:
        """Reserve a place in a status list for a certificate that is about to be signed.

        A request that was cut off before its certificate was recorded gets the place that it had.

        Args:
            number: certificate number.
            category: which certificate.
            association: GB/T 2260 code of the institute that issues it.
            request_id: the host's name for the request; without one, every call is a request of its own.
            replaces: the certificates that this one takes the place of: the last one of this number and category, if
                there ever was one, and any other that is to end with it (a change of category).

        Raises:
            AlreadyIssuedError: `already_issued` for a request whose certificate was recorded, or a number and category
                whose last certificate is not named.
            RegisterError: `request_conflict` for a request that was about another certificate; `illegal_transition`
                where a certificate cannot be replaced: a suspended one, or a revoked one that is not named;
                `not_registered` for an unknown one among those named; `malformed`.
        """
        what = about(number, category, association, CredentialKind.CERTIFICATE)
        earlier = self._reservations.earlier(what, request_id)
        if earlier is not None and earlier.status is not None and reference_of(earlier) not in replaces:
            raise already_issued(earlier, "the certificate of this request was issued")
        self._ending(number, category, replaces)
        return self._reservations.place(earlier, what, request_id)

    def reserve_letter(
        self, *, number: str, category: Category, association: str, as_of: date, request_id: str | None = None
    ) -> StatusReference:
        """Reserve a place in a status list for a letter of good standing that is about to be signed.

        Args:
            number: certificate number.
            category: of the member.
            association: GB/T 2260 code of the institute that issues the letter.
            as_of: the day as of which it certifies good standing, in China's time.
            request_id: as for `reserve`.

        Raises:
            AlreadyIssuedError: `already_issued` for a request whose letter was recorded.
            RegisterError: `not_registered` for a member without a certificate; `not_in_good_standing` where it is not
                valid now, or none was on that day; `request_conflict`; `malformed`.
        """
        what = about(number, category, association, CredentialKind.LETTER)
        earlier = self._reservations.earlier(what, request_id)
        if earlier is not None and earlier.status is not None:
            raise already_issued(earlier, "the letter of this request was issued")
        require_good_standing(self._connection, number, category, as_of=as_of, now=self._chain.now)
        return self._reservations.place(earlier, what, request_id)

    def record(
        self,
        reference: StatusReference,
        *,
        kid: bytes,
        issued_at: datetime,
        expires_at: datetime,
        credential_digest: bytes,
        photo_digest: bytes | None = None,
        replaces: Sequence[StatusReference] = (),
        reason: ReissueReason | None = None,
        actor: str | None = None,
    ) -> None:
        """Record a certificate that was signed, and end those that it replaces, before it leaves the issuer.

        Args:
            reference: its place, as `reserve` gave it.
            kid: the identifier of the key that signed it.
            issued_at: the moment of signing, aware.
            expires_at: the end of validity, aware.
            credential_digest: SHA-256 of the signed bytes.
            photo_digest: SHA-256 of the portrait.
            replaces: as for `reserve`.
            reason: why they are replaced; needed where there are any.
            actor: who had it issued, as the host names its users.

        Raises:
            AlreadyIssuedError: `already_issued` where the place, or the number and category, has a certificate by now.
            RegisterError: as for `reserve`.
            ValueError: where the reason is missing, or a moment is naive.
        """
        row = self._reservations.reserved(reference, CredentialKind.CERTIFICATE)
        if replaces and reason is None:
            raise ValueError("a certificate is replaced for a reason")
        why = reason_of(EventKind.ISSUED, reason)
        who = None if actor is None else checked(inputs.name, actor, "actor")
        signed = (
            *(kid, seconds(issued_at), seconds(expires_at)),
            checked(inputs.digest, credential_digest, "credential_digest"),
            None if photo_digest is None else checked(inputs.digest, photo_digest, "photo_digest"),
        )
        for old in self._ending(row.number, row.category, replaces):
            self._chain.append(EventKind.SUPERSEDED, old.id, successor_id=row.id, actor=who, reason=why)
            set_status(self._connection, old, Status.SUPERSEDED)
        self._reservations.fill(row, signed, actor=who, reason=why)

    def record_letter(
        self,
        reference: StatusReference,
        *,
        as_of: date,
        approval: Approval,
        kid: bytes,
        issued_at: datetime,
        expires_at: datetime,
        credential_digest: bytes,
        actor: str | None = None,
    ) -> None:
        """Record a letter of good standing that was signed, and who approved it, before it leaves the issuer.

        Args:
            reference: its place, as `reserve_letter` gave it.
            as_of: as for `reserve_letter`: the member may have been suspended since.
            approval: who approved it, on which day; kept as an event of its own.
            kid: as for `record`.
            issued_at: as for `record`.
            expires_at: as for `record`.
            credential_digest: as for `record`.
            actor: as for `record`.

        Raises:
            AlreadyIssuedError: `already_issued` where there is a letter in the place by now.
            RegisterError: as for `reserve_letter`.
            ValueError: where a moment is naive.
        """
        row = self._reservations.reserved(reference, CredentialKind.LETTER)
        require_good_standing(self._connection, row.number, row.category, as_of=as_of, now=self._chain.now)
        who = None if actor is None else checked(inputs.name, actor, "actor")
        digest = checked(inputs.digest, credential_digest, "credential_digest")
        self._reservations.fill(row, (kid, seconds(issued_at), seconds(expires_at), digest, None), actor=who)
        self._chain.append(EventKind.APPROVED, row.id, actor=approval.by, effective_on=approval.on.isoformat())

    def note(
        self,
        kind: EventKind,
        number: str,
        category: Category,
        *,
        effective_on: date,
        content: bytes,
        actor: str,
        association: str | None = None,
    ) -> bool:
        """Note that the member passed an inspection or was transferred, so that a new certificate is due.

        Args:
            kind: which of the two.
            number: certificate number.
            category: which certificate.
            effective_on: the day of it.
            content: SHA-256 of all that it says, by which it is known when it comes again.
            actor: who notes it, as the host names its users.
            association: GB/T 2260 code of the institute that must have issued the certificate; any if not given.

        Returns:
            False where it was noted before; nothing is written then.

        Raises:
            RegisterError: `not_registered`; `out_of_scope` for another association's certificate; `illegal_transition`
                where it has ended; `malformed`, also for a day to come.
        """
        if effective_on > moment(self._chain.now).astimezone(CHINA).date():
            raise RegisterError(Code.MALFORMED, "the day lies in the future")
        if self._connection.execute(_NOTED, {"content": checked(inputs.digest, content, "content")}).first():
            return False
        row = the_last(self._connection, number, category)
        if association is not None and row.association != association:
            raise RegisterError(Code.OUT_OF_SCOPE, "the certificate is another association's")
        following(kind, status_of(row))
        who = checked(inputs.name, actor, "actor")
        self._chain.append(kind, row.id, actor=who, effective_on=effective_on.isoformat(), content=content)
        return True

    def _ending(self, number: str, category: Category, replaces: Sequence[StatusReference]) -> list[AnyRow]:
        """The certificates that end when another is issued: a member never has two of one category in force.

        The last one must be named even if it has ended, so that nobody issues over the head of a revocation.
        """
        last = find_last(self._connection, number, category)
        named = {row.id: row for row in map(self._reservations.row_in, replaces)}
        if last is not None and named.pop(last.id, None) is None:
            if last.status == Status.INVALID:
                raise RegisterError(Code.ILLEGAL_TRANSITION, "the last certificate was revoked: name it to issue anew")
            raise already_issued(last, "the member has a certificate of this category: name it to replace it")
        ending = list(named.values())
        if last is not None and last.status in (Status.VALID, Status.SUSPENDED):
            ending.append(last)
        for row in ending:
            following(EventKind.SUPERSEDED, status_of(row))
        return ending
