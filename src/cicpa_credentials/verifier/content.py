"""What a credential says, read into the view of its kind (docs/wire-format.md §Verification, step 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

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

__all__ = ["CONTENT", "Facts", "certificate_view", "letter_view"]

CONTENT: Final[Mapping[CredentialKind, int]] = MappingProxyType(
    {CredentialKind.CERTIFICATE: int(Claim.CERTIFICATE), CredentialKind.LETTER: int(Claim.LETTER)}
)
"""The claim that holds what is a kind's own."""

_NAME, _GENDER, _CATEGORY, _JOINED, _NUMBER = (
    BY_NAME[name] for name in ("name", "gender", "category", "approval_date", "number")
)
_DAY: Final = timedelta(days=1)
_LETTER: Final = {field.name: field for field in LETTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a view is made from.

    Attributes:
        subject: the claim `sub`.
        content: the claim that is the kind's own.
        particular: reads one particular of those that stand there; raises `RecordError`.
        association: whose key made the signature.
        issued_at: aware UTC.
        expires_at: aware UTC.
    """

    subject: object
    content: Mapping[Any, Any]
    particular: Callable[[Field, Mapping[Any, Any]], Any]
    association: Association
    issued_at: datetime
    expires_at: datetime

    def read(self, field: Field) -> Any:  # noqa: ANN401 - each row has its own type
        """One particular."""
        return self.particular(field, self.content)


def certificate_view(facts: Facts) -> CertificateView:
    """The face of a certificate.

    Raises:
        RecordError: `content_invalid`.
    """
    return CertificateView(
        name=facts.read(_NAME),
        gender=facts.read(_GENDER),
        number=_NUMBER.decode(facts.subject),
        category=facts.read(_CATEGORY),
        association=facts.association,
        joined=facts.read(_JOINED),
    )


def letter_view(facts: Facts) -> LetterView:
    """What a letter of good standing says; its days must follow each other as they do in life, and not for long.

    Raises:
        RecordError: `content_invalid`.
    """
    reader = _LETTER["reader"]
    view = LetterView(
        name=facts.read(_LETTER["name"]),
        name_latin=facts.read(_LETTER["name_latin"]),
        number=_NUMBER.decode(facts.subject),
        category=facts.read(_LETTER["category"]),
        association=facts.association,
        joined=facts.read(_LETTER["approval_date"]),
        as_of=facts.read(_LETTER["as_of"]),
        reader=facts.read(reader) if reader.label in facts.content else None,
        issued_on=_day_of(facts.issued_at),
        valid_until=_day_of(facts.expires_at - timedelta(seconds=1)),
    )
    if not view.joined <= view.as_of <= view.issued_on:
        raise RecordError(Code.CONTENT_INVALID, "as_of: not from the date of joining to that of issue")
    if facts.expires_at - facts.issued_at > MAX_LETTER_VALIDITY + _DAY:
        raise RecordError(Code.CONTENT_INVALID, "times: longer than any letter lasts")
    return view


def _day_of(moment: datetime) -> date:
    try:
        return moment.astimezone(CHINA).date()
    except OverflowError:
        raise RecordError(Code.CONTENT_INVALID, "times: a day beyond the calendar") from None
