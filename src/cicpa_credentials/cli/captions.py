"""A certificate's particulars as captions and values, in the order in which they are printed on its face."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.members import (
    ASSOCIATIONS,
    AssociationTransfer,
    Category,
    FirmTransfer,
    Gender,
    Inspection,
    LetterView,
    PhotoEvidence,
)
from cicpa_credentials.members.fields import BY_NAME, DETAIL_BY_NAME, LETTER
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cicpa_credentials.cli.language import Language
    from cicpa_credentials.verifier import VerifiedCertificate

__all__ = ["local", "particulars", "shown"]

_DIGEST: Final = Phrase(zh="SHA-256 {digest}", en="SHA-256 {digest}")
_DIGEST_AND_PORTRAIT: Final = Phrase(
    zh="小头像（{size} 字节），SHA-256 {digest}", en="portrait of {size} bytes, SHA-256 {digest}"
)
_ISSUED: Final = Phrase(zh="签发时间", en="Issued")
_EXPIRES: Final = Phrase(zh="有效期至", en="Valid until")
_KEY: Final = Phrase(zh="签发密钥", en="Signing key")


def particulars(certificate: VerifiedCertificate, language: Language) -> Iterator[tuple[str, str, str]]:
    """Everything that was signed and shown: the face first, then details, then the times and the key.

    Yields:
        Name, caption and value.
    """
    view = certificate.view
    latin = view.name_latin if isinstance(view, LetterView) else None
    gender = None if isinstance(view, LetterView) else language.of(view.gender)
    for name, value in (
        ("name", view.name),
        ("name_latin", latin),
        ("gender", gender),
        ("number", view.number),
        ("category", language.of(view.category)),
        ("association", f"{language.of(view.association)} ({view.association.code})"),
        ("approval_date", view.joined.isoformat()),
    ):
        if value is not None:
            yield name, language.of(BY_NAME[name]), value
    if isinstance(view, LetterView):
        yield from _as_of(view, language)
    for name, value in certificate.details.items():
        yield name, language.of(DETAIL_BY_NAME[name]), shown(value, language)
    # a letter is compared with a page that says days
    begins, ends = (view.issued_on, view.valid_until) if isinstance(view, LetterView) else (None, None)
    yield "issued_on", language.of(_ISSUED), str(begins or local(certificate.issued_at))
    yield "valid_until", language.of(_EXPIRES), str(ends or local(certificate.expires_at))
    yield "kid", language.of(_KEY), certificate.kid.hex()


def _as_of(view: LetterView, language: Language) -> Iterator[tuple[str, str, str]]:
    """What only a letter says."""
    for field in LETTER:
        value = {"as_of": view.as_of, "reader": view.reader}.get(field.name)
        if value is not None:
            yield field.name, language.of(field), shown(value, language)


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
        case PhotoEvidence():
            said = _DIGEST if value.portrait is None else _DIGEST_AND_PORTRAIT
            return language.of(said).format(digest=value.sha256.hex(), size=len(value.portrait or b""))
    return str(value)
