"""From a request to a reserved place, and from that to a certificate or letter that is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import bindparam, insert, update

from cicpa_credentials.errors import AlreadyIssuedError, Code, RegisterError
from cicpa_credentials.members import shapes
from cicpa_credentials.register import inputs
from cicpa_credentials.register.inputs import checked
from cicpa_credentials.register.lifecycle import EventKind
from cicpa_credentials.register.rows import find_in_place, find_last_of_request, reference_of
from cicpa_credentials.register.schema import CREDENTIALS
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cicpa_credentials.members.profile import CredentialKind
    from cicpa_credentials.members.values import Category
    from cicpa_credentials.register.chain import Chain
    from cicpa_credentials.register.places import Places
    from cicpa_credentials.register.rows import AnyRow
    from cicpa_credentials.status import StatusReference

__all__ = ["About", "Reservations", "about", "already_issued"]

About: TypeAlias = tuple[str, int, str, str]
"""Number, category, association and kind of what is to be issued."""

_RESERVE: Final = insert(CREDENTIALS)
_FILLED: Final = ("status", "recorded", "kid", "issued_at", "expires_at", "digest", "photo_digest")
_RECORD: Final = (
    update(CREDENTIALS)
    .where(CREDENTIALS.c.id == bindparam("row"))
    .values({column: bindparam(f"new_{column}") for column in _FILLED})
)


def about(number: str, category: Category, association: str, kind: CredentialKind) -> About:
    """What is to be issued, looked at.

    Raises:
        RegisterError: `malformed`.
    """
    return (
        checked(shapes.certificate_number, number, "number"),
        int(category),
        checked(shapes.association_code, association, "association"),
        str(kind),
    )


def already_issued(row: AnyRow, message: str) -> AlreadyIssuedError:
    """The refusal that names what there is."""
    return AlreadyIssuedError(message, credential_digest=row.digest, list_uri=row.uri, index=row.idx)


class Reservations:
    """The reservations of one transaction."""

    __slots__ = ("_chain", "_connection", "_places")

    def __init__(self, connection: Connection, *, chain: Chain, places: Places) -> None:
        self._connection = connection
        self._chain = chain
        self._places = places

    def earlier(self, what: About, request_id: str | None) -> AnyRow | None:
        """What a request led to when it was made before.

        Raises:
            RegisterError: `request_conflict` where it was about something else; `malformed`.
        """
        if request_id is None:
            return None
        row = find_last_of_request(self._connection, checked(inputs.request, request_id, "request_id"))
        if row is not None and (row.number, row.category, row.association, row.kind) != what:
            raise RegisterError(Code.REQUEST_CONFLICT, "this request was about another certificate")
        return row

    def place(self, earlier: AnyRow | None, what: About, request_id: str | None) -> StatusReference:
        """The place that the request has had since it was cut off, or a new one."""
        if earlier is not None and earlier.status is None:
            return reference_of(earlier)
        number, category, association, kind = what
        list_id, reference = self._places.draw(self._connection, association)
        values = {
            "request_id": request_id or self._places.random_bytes(16).hex(),
            "number": number,
            "category": category,
            "association": association,
            "kind": kind,
            "list_id": list_id,
            "idx": reference.index,
            "reserved_at": self._chain.now,
        }
        self._connection.execute(_RESERVE, values)
        return reference

    def row_in(self, reference: StatusReference) -> AnyRow:
        """Whatever has a place.

        Raises:
            RegisterError: `not_registered`.
        """
        row = find_in_place(self._connection, reference)
        if row is None:
            raise RegisterError(Code.NOT_REGISTERED, "nothing was registered in this place")
        return row

    def reserved(self, reference: StatusReference, kind: CredentialKind) -> AnyRow:
        """The reservation that has a place.

        Raises:
            AlreadyIssuedError: `already_issued` where it is one no more.
            RegisterError: `not_registered`; `request_conflict` where it is for another kind of credential.
        """
        row = self.row_in(reference)
        if row.status is not None:
            raise already_issued(row, "a certificate was issued in this place")
        if row.kind != kind:
            raise RegisterError(Code.REQUEST_CONFLICT, "this place was reserved for another kind of credential")
        return row

    def fill(self, row: AnyRow, signed: tuple[object, ...], *, actor: str | None, reason: str | None = None) -> None:
        """Turn a reservation into what was signed for it, which is valid from now on.

        Args:
            row: the reservation.
            signed: the facts that it lacked, in the order of `chain.FACTS`.
            actor: who had it issued.
            reason: why it replaces others.
        """
        facts = (row.request_id, row.number, row.category, row.association, row.uri, row.idx, *signed)
        recorded = self._chain.append(EventKind.ISSUED, row.id, facts=facts, actor=actor, reason=reason)
        filled = zip(_FILLED, (int(Status.VALID), recorded, *signed), strict=True)
        self._connection.execute(_RECORD, {f"new_{column}": value for column, value in filled} | {"row": row.id})
