"""A certificate's particulars as captions and values, in the order in which they are printed on its face."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.members import ASSOCIATIONS, AssociationTransfer, Category, FirmTransfer, Gender, Inspection
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.verifier.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.verifier import VerifiedCertificate

__all__ = ["local", "particulars", "shown"]

_ISSUED: Final = Phrase(zh="签发时间", en="Issued")
_EXPIRES: Final = Phrase(zh="有效期至", en="Valid until")
_KEY: Final = Phrase(zh="签发密钥", en="Signing key")


def particulars(certificate: VerifiedCertificate, language: Language) -> Iterator[tuple[str, str]]:
    """Everything that was signed and shown: the face first, then details, then the times and the key."""
    view = certificate.view
    for name, value in (
        ("name", view.name),
        ("gender", language.of(view.gender)),
        ("number", view.number),
        ("category", language.of(view.category)),
        ("association", f"{language.of(view.association)} ({view.association.code})"),
        ("approval_date", view.joined.isoformat()),
    ):
        yield language.of(BY_NAME[name]), value
    for name, value in certificate.details.items():
        yield language.of(BY_NAME[name]), shown(value, language)
    yield language.of(_ISSUED), local(certificate.issued_at)
    yield language.of(_EXPIRES), local(certificate.expires_at)
    yield language.of(_KEY), certificate.kid.hex()


def local(moment: datetime) -> str:
    """A moment as this computer's clock shows it, with its distance from UTC."""
    return moment.astimezone().isoformat(sep=" ", timespec="minutes")


def shown(value: Any, language: Language) -> str:  # noqa: ANN401, PLR0911 - each field has its own type and way
    """A particular's value as people read it."""
    match value:
        case date():
            return value.isoformat()
        case Gender() | Category():
            return language.of(value)
        case tuple():
            return "; ".join(shown(item, language) for item in value)
        case Inspection():
            return f"{value.year} ({value.passed_on})"
        case AssociationTransfer():
            ends = (ASSOCIATIONS[code] for code in (value.from_association, value.to_association))
            return f"{value.on}: {' → '.join(map(language.of, ends))}"
        case FirmTransfer():
            return f"{value.on}: {value.from_firm} → {value.to_firm}"
    return str(value)
