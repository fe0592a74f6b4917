"""Issuing through a register: reserve, sign, record, and only then hand over.

    reserve   a random place in a status list is taken, under the request's name   (first transaction)
    sign      the credential says its place
    record    the register knows the credential, and those it replaces have ended   (second transaction)

Whoever is cut off before the record leaves a reservation, which the same request finds again. So there is never a
credential outside that the register does not know.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.members.values import Discreet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from cicpa_credentials.issuer.issuer import IssuedCertificate
    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members.approval import Approval
    from cicpa_credentials.members.photo import PhotoEvidence
    from cicpa_credentials.members.reasons import ReissueReason
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.members.values import Category
    from cicpa_credentials.members.view import CertificateView
    from cicpa_credentials.status import StatusReference

__all__ = ["IssueRequest", "Registrar", "RegistrarBatch", "issue_registered"]

_Before = TypeVar("_Before")
_After = TypeVar("_After")


class RegistrarBatch(Protocol):
    """One transaction of a register. A step that raises a CicpaError has changed nothing.

    `register.Batch` is one, and says of each step what it takes, keeps and refuses.
    """

    def reserve(
        self,
        *,
        number: str,
        category: Category,
        association: str,
        request_id: str | None,
        replaces: Sequence[StatusReference],
    ) -> StatusReference:
        """Reserve a place in a status list."""
        ...

    def record(
        self,
        reference: StatusReference,
        *,
        kid: bytes,
        issued_at: datetime,
        expires_at: datetime,
        credential_digest: bytes,
        photo_digest: bytes | None,
        replaces: Sequence[StatusReference],
        reason: ReissueReason | None,
        actor: str | None,
    ) -> None:
        """Record what was signed for a reserved place."""
        ...

    def reserve_letter(
        self, *, number: str, category: Category, association: str, as_of: date, request_id: str | None
    ) -> StatusReference:
        """Reserve a place for a letter of good standing, if the member is, and was on that day."""
        ...

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
        actor: str | None,
    ) -> None:
        """Record the letter that was signed for a reserved place, and its approval."""
        ...


class Registrar(Protocol):
    """What keeps the register; `register.Register` is one."""

    def batch(self) -> AbstractContextManager[RegistrarBatch]:
        """One transaction, kept when the block ends without an error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IssueRequest(Discreet):
    """A certificate to be issued; what comes after the photo is for a register.

    Attributes:
        record: the member's particulars.
        holder_key: as for `Issuer.issue`.
        access_code: as for `Issuer.issue`.
        photo: as for `Issuer.issue`.
        request_id: the host's name for the request, at most 100 characters; nothing personal. A request that is made
            again after it was cut off goes on where it was.
        replaces: the certificates that this one takes the place of: the last one of this number and category, if there
            ever was one, and any other that is to end with it.
        reason: why it does.
        actor: who has it issued, as the host names its users.

    Raises:
        ValueError: for a reason without anything that is replaced, or the other way round.
    """

    record: MemberRecord
    holder_key: PublicKey | None = None
    access_code: AccessCode | None = None
    photo: PhotoEvidence | None = None
    request_id: str | None = None
    replaces: tuple[StatusReference, ...] = ()
    reason: ReissueReason | None = None
    actor: str | None = None

    def __post_init__(self) -> None:
        if bool(self.replaces) != (self.reason is not None):
            raise ValueError("what is replaced and the reason for it come together")


_Admission: TypeAlias = "tuple[CertificateView, datetime]"
_Admitted: TypeAlias = "tuple[IssueRequest, _Admission]"
_Reserved: TypeAlias = "tuple[_Admitted, StatusReference]"
_Signed: TypeAlias = "tuple[IssueRequest, StatusReference, IssuedCertificate]"
_Admit: TypeAlias = "Callable[[MemberRecord], _Admission]"
_Sign: TypeAlias = "Callable[[IssueRequest, _Admission, StatusReference], IssuedCertificate]"


def issue_registered(
    register: Registrar, requests: Sequence[IssueRequest], admit: _Admit, sign: _Sign, *, kid: bytes
) -> tuple[IssuedCertificate | CicpaError, ...]:
    """Issue many certificates, or say for each why not; see `Issuer.issue_many`.

    Args:
        register: where they are registered.
        requests: what is to be issued.
        admit: tells what stands on the face and the moment of signing, or refuses the record.
        sign: makes the certificate.
        kid: the identifier of the key that signs.
    """
    admitted = [_attempt(partial(_admitted, admit), request) for request in requests]
    with register.batch() as batch:
        reserved = [_attempt(partial(_reserved, batch), one) for one in admitted]
    signed = [_attempt(partial(_signed, sign), one) for one in reserved]
    with register.batch() as batch:
        recorded = [_attempt(partial(_recorded, batch, kid), one) for one in signed]
    # Not from inside the block: only when the transaction has ended is all of this recorded.
    return tuple(recorded)


def _attempt(step: Callable[[_Before], _After], before: _Before | CicpaError) -> _After | CicpaError:
    """Take one request a step further, unless it has failed already."""
    if isinstance(before, CicpaError):
        return before
    try:
        return step(before)
    except CicpaError as error:
        return error


def _admitted(admit: _Admit, request: IssueRequest) -> _Admitted:
    return request, admit(request.record)


def _reserved(batch: RegistrarBatch, admitted: _Admitted) -> _Reserved:
    request, (view, _) = admitted
    reference = batch.reserve(
        number=view.number,
        category=view.category,
        association=view.association.code,
        request_id=request.request_id,
        replaces=request.replaces,
    )
    return admitted, reference


def _signed(sign: _Sign, reserved: _Reserved) -> _Signed:
    (request, admission), reference = reserved
    return request, reference, sign(request, admission, reference)


def _recorded(batch: RegistrarBatch, kid: bytes, signed: _Signed) -> IssuedCertificate:
    request, reference, issued = signed
    batch.record(
        reference,
        kid=kid,
        issued_at=issued.issued_at,
        expires_at=issued.expires_at,
        credential_digest=hashlib.sha256(issued.credential).digest(),
        photo_digest=request.photo.sha256 if request.photo else None,
        replaces=request.replaces,
        reason=request.reason,
        actor=request.actor,
    )
    return issued
