"""What a credential says, read into the view of its kind (docs/wire-format.md §Verification, step 11)."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cicpa_credentials.clock import CHINA
from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members.fields import BY_NAME, LETTER
from cicpa_credentials.members.profile import MAX_LETTER_VALIDITY, CredentialKind
from cicpa_credentials.members.view import CertificateView, LetterView
from cicpa_credentials.wire.labels import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from cicpa_credentials.members.associations import Association
    from cicpa_credentials.members.fields import Field

__all__ = ["CONTENT", "Reader", "certificate_view", "letter_view"]

CONTENT: Final[Mapping[CredentialKind, int]] = MappingProxyType(
    {CredentialKind.CERTIFICATE: int(Claim.CERTIFICATE), CredentialKind.LETTER: int(Claim.LETTER)}
)
"""The claim that holds what is a kind's own."""

Reader: TypeAlias = "Callable[[Field, Mapping[Any, Any]], Any]"
"""How a form of credential reads one particular from among those that stand together."""

_NAME, _GENDER, _CATEGORY, _JOINED, _NUMBER = (
    BY_NAME[name] for name in ("name", "gender", "category", "approval_date", "number")
)
_DAY: Final = timedelta(days=1)
_LETTER: Final = {field.name: field for field in LETTER}


def certificate_view(
    content: Mapping[Any, Any], read: Reader, *, subject: object, association: Association
) -> CertificateView:
    """The face of a certificate.

    Args:
        content: the claim that is the certificate's own.
        read: finds one particular there; raises `RecordError`.
        subject: the claim `sub`.
        association: whose key made the signature.

    Raises:
        RecordError: `content_invalid`.
    """
    return CertificateView(
        name=read(_NAME, content),
        gender=read(_GENDER, content),
        number=_NUMBER.decode(subject),
        category=read(_CATEGORY, content),
        association=association,
        joined=read(_JOINED, content),
    )


def letter_view(
    content: Mapping[Any, Any],
    read: Reader,
    *,
    subject: object,
    association: Association,
    issued_at: datetime,
    expires_at: datetime,
) -> LetterView:
    """What a letter of good standing says; its days must follow each other as they do in life, and not for long.

    Args:
        content: the claim that is the letter's own.
        read: as for `certificate_view`.
        subject: the claim `sub`.
        association: whose key made the signature.
        issued_at: aware UTC.
        expires_at: aware UTC.

    Raises:
        RecordError: `content_invalid`.
    """
    reader = _LETTER["reader"]
    view = LetterView(
        name=read(_LETTER["name"], content),
        name_latin=read(_LETTER["name_latin"], content),
        number=_NUMBER.decode(subject),
        category=read(_LETTER["category"], content),
        association=association,
        joined=read(_LETTER["approval_date"], content),
        as_of=read(_LETTER["as_of"], content),
        reader=read(reader, content) if reader.label in content else None,
        issued_on=_day_of(issued_at),
        valid_until=_day_of(expires_at - timedelta(seconds=1)),
    )
    if not view.joined <= view.as_of <= view.issued_on:
        raise RecordError(Code.CONTENT_INVALID, "as_of: not from the date of joining to that of issue")
    if expires_at - issued_at > MAX_LETTER_VALIDITY + _DAY:
        raise RecordError(Code.CONTENT_INVALID, "times: longer than any letter lasts")
    return view


def _day_of(moment: datetime) -> date:
    try:
        return moment.astimezone(CHINA).date()
    except OverflowError:
        raise RecordError(Code.CONTENT_INVALID, "times: a day beyond the calendar") from None
