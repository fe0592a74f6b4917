"""The letter of good standing: approved by CICPA, signed with its key, recorded before it leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members.associations import CICPA, association
from cicpa_credentials.members.fields import LETTER
from cicpa_credentials.members.profile import GOOD_STANDING_VCT, MAX_LETTER_VALIDITY
from cicpa_credentials.members.rules import require_complete_for_letter
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.members.view import LetterView
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.labels import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from cicpa_credentials.issuer.registration import Registrar
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members.approval import Approval
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.status import StatusReference

__all__ = ["LETTER_VALIDITY", "IssuedLetter", "LetterRequest", "register_letter", "sign_letter"]

LETTER_VALIDITY: Final = timedelta(days=90)
"""How long a letter lasts unless the host says otherwise."""

_READER: Final = next(field for field in LETTER if field.name == "reader")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterRequest(Discreet):
    """A letter to be issued; see `Issuer.issue_letter`.

    Raises:
        RecordError: `approval_missing`.
        ValueError: for a validity that no letter can have.
    """

    record: MemberRecord
    approval: Approval | None
    as_of: date
    reader: str | None
    valid_for: timedelta
    request_id: str | None
    actor: str | None

    def __post_init__(self) -> None:
        if not timedelta(seconds=1) <= self.valid_for <= MAX_LETTER_VALIDITY:
            raise ValueError(f"a letter lasts for {MAX_LETTER_VALIDITY.days} days at most")

    def view(self, at: datetime) -> LetterView:
        """What the letter will say when it is signed at a moment.

        Raises:
            IncompleteRecordError: `incomplete_record`, with every missing field.
            RecordError: `approval_missing`, `as_of_invalid`; `invalid_record` for a reader who cannot be named so.
        """
        require_complete_for_letter(self.record)
        # A complete record has them all; its types cannot say so.
        known: Any = self.record
        today = at.astimezone(CHINA).date()
        if self.approval is None:
            raise _refusal(Code.APPROVAL_MISSING, "approval: is missing")
        if not known.approval_date <= self.approval.on <= today:
            raise _refusal(Code.APPROVAL_MISSING, "approved_on: must be from the date of joining up to today")
        if not known.approval_date <= self.as_of <= today:
            raise _refusal(Code.AS_OF_INVALID, "as_of: must be from the date of joining up to today")
        return LetterView(
            name=known.name,
            name_latin=known.name_latin,
            number=known.number,
            category=known.category,
            association=association(CICPA),
            joined=known.approval_date,
            as_of=self.as_of,
            reader=None if self.reader is None else _READER.from_json(self.reader),
            issued_on=today,
            valid_until=(at + self.valid_for).astimezone(CHINA).date(),
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IssuedLetter(Discreet):
    """A letter of good standing as it leaves the issuer. There is nothing in it to be disclosed.

    Attributes:
        credential: the COSE_Sign1 that is printed.
        base_url: the page that the QR code opens.
        view: what it says.
        issued_at: the moment of signing, aware UTC, whole seconds.
        expires_at: the end of validity, which is the end of a day in China, aware UTC.
    """

    credential: bytes
    base_url: str
    view: LetterView
    issued_at: datetime
    expires_at: datetime

    @property
    def qr_text(self) -> str:
        """The credential as QR text."""
        return transport.encode(self.credential, base_url=self.base_url)


def sign_letter(
    view: LetterView,
    status: StatusReference | None,
    *,
    signer: Signer,
    protected: bytes,
    base_url: str,
    issued_at: datetime,
) -> IssuedLetter:
    """Sign a letter (docs/wire-format.md §Letter of good standing).

    Args:
        view: what it says.
        status: its place in a status list.
        signer: CICPA's key.
        protected: the encoded protected header of a bearer credential.
        base_url: the page that the QR code opens.
        issued_at: the moment of signing, aware UTC, whole seconds.

    Raises:
        KeyHandlingError: `signing_failed`.
    """
    last = view.valid_until
    expires_at = datetime(last.year, last.month, last.day, tzinfo=CHINA).astimezone(UTC) + timedelta(days=1)
    claims: dict[int, object] = {
        int(Claim.ISS): view.association.code,
        int(Claim.SUB): view.number,
        int(Claim.EXP): int(expires_at.timestamp()),
        int(Claim.IAT): int(issued_at.timestamp()),
        int(Claim.VCT): GOOD_STANDING_VCT,
    }
    if status is not None:
        claims[int(Claim.STATUS)] = status.to_claim()
    claims[int(Claim.LETTER)] = dict(_particulars(view))
    payload = cbor.encode(claims)
    signature = signer.sign(sign1.to_be_signed(protected, payload))
    return IssuedLetter(
        credential=sign1.assemble(protected, payload, signature),
        base_url=base_url,
        view=view,
        issued_at=issued_at,
        expires_at=expires_at,
    )


def register_letter(
    register: Registrar,
    request: LetterRequest,
    view: LetterView,
    sign: Callable[[LetterView, StatusReference], IssuedLetter],
    *,
    kid: bytes,
) -> IssuedLetter:
    """Issue a letter through a register, in the three steps of `registration.py`.

    Args:
        register: says whether the member is in good standing, and keeps the approval.
        request: what is to be issued.
        view: what it will say.
        sign: makes the letter.
        kid: the identifier of the key that signs.

    Raises:
        RegisterError: what the register refuses, or that it fails; nothing has left then.
        KeyHandlingError: `signing_failed`.
    """
    approval: Any = request.approval  # `view` has looked at it
    with register.batch() as batch:
        reference = batch.reserve_letter(
            number=view.number,
            category=view.category,
            association=view.association.code,
            as_of=view.as_of,
            request_id=request.request_id,
        )
    letter = sign(view, reference)
    with register.batch() as batch:
        batch.record_letter(
            reference,
            as_of=view.as_of,
            approval=approval,
            kid=kid,
            issued_at=letter.issued_at,
            expires_at=letter.expires_at,
            credential_digest=hashlib.sha256(letter.credential).digest(),
            actor=request.actor,
        )
    return letter


def _particulars(view: LetterView) -> Iterator[tuple[int | None, object]]:
    """The letter's own map; it says `joined` where a record says `approval_date`."""
    values = {
        "name": view.name,
        "name_latin": view.name_latin,
        "category": view.category,
        "approval_date": view.joined,
        "as_of": view.as_of,
        "reader": view.reader,
    }
    return ((field.label, field.encode(values[field.name])) for field in LETTER if values[field.name] is not None)


def _refusal(code: Code, problem: str) -> RecordError:
    return RecordError(code, problem, problems=(problem,))
