"""Comparing a page with what was signed (docs/decisions/0020).

A genuine code can be put on a page that says something else. Of a PDF file that was made here the text can be read and
compared; that finds the forger who changed a name in the file. It cannot find one who drew the name as a picture: that
the text agrees is no proof of what a reader sees, and what was signed is always shown for people to compare.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.members.fields import BY_NAME
from cicpa_credentials.members.fields import LETTER as LETTER_FIELDS
from cicpa_credentials.members.view import LetterView
from cicpa_credentials.verifier.report import Outcome, Verdict
from cicpa_credentials.verifier.wording.letters import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cicpa_credentials.members.values import Category, Gender
    from cicpa_credentials.members.view import CertificateView
    from cicpa_credentials.scan.printed import PrintedPage
    from cicpa_credentials.verifier.report import Report, VerifiedCertificate

__all__ = ["PrintCheck", "compare_print"]

_FACE: Final = ("name", "gender", "association", "category", "number", "approval_date")
_LETTER: Final = {field.name: field for field in LETTER_FIELDS}
_CAPTIONS: Final = (
    tuple(BY_NAME[name].zh for name in _FACE),
    tuple(BY_NAME[name].en for name in _FACE),
    (*(_LETTER[name].en for name in ("name_latin", "category", "as_of")), BY_NAME["number"].en),
)
"""What stands on a page of ours, in one language or the other; a template may have its own word for one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintCheck:
    """How pages compare with what was signed.

    Attributes:
        outcome: `passed`, `failed`, or `not_checked` where no page was one of ours with text in it.
        compared: names of what was compared: of fields, and `issued_on` and `valid_until` of a letter.
        differing: those that the page says otherwise, or hides.
    """

    outcome: Outcome
    compared: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The comparison in JSON form."""
        return {"outcome": self.outcome.value, "compared": list(self.compared), "differing": list(self.differing)}


def compare_print(report: Report, pages: Iterable[PrintedPage]) -> Report:
    """Compare the pages that bear a code with what was signed, and judge the code and its pages together.

    Args:
        report: on the code.
        pages: those of a PDF file on which it stands (`scan.printed_pages`).

    Returns:
        The report with `printed` set; `invalid`, for `print_differs`, where a page says something else. The same report
        where no signature holds, so that there is nothing to compare.
    """
    if report.certificate is None:
        return report
    ours = [page for page in pages if _is_ours(page)]
    found = [one for page in ours for one in _compared(page, report.certificate)]
    differing = tuple(dict.fromkeys(name for name, agrees in found if not agrees))
    outcome = Outcome.FAILED if differing else Outcome.PASSED if found else Outcome.NOT_CHECKED
    check = PrintCheck(outcome=outcome, compared=tuple(dict.fromkeys(name for name, _ in found)), differing=differing)
    return replace(report, verdict=Verdict.INVALID if differing else report.verdict, printed=check)


def _is_ours(page: PrintedPage) -> bool:
    """Whether it has the captions of one of our pages; a scan with a machine's guess at its text has not been read."""
    text = _squeezed(page.text)
    missing = [sum(_squeezed(caption) not in text for caption in captions) for captions in _CAPTIONS]
    return not page.is_picture and min(missing) <= 1


def _compared(page: PrintedPage, certificate: VerifiedCertificate) -> Iterator[tuple[str, bool]]:
    """Each thing that is compared, and whether it agrees."""
    view = certificate.view
    blocks = [_squeezed(block.text) for block in page.blocks if not block.covered]
    for name, forms in _letter(view) if isinstance(view, LetterView) else _face(view):
        there = next((form for form in map(_squeezed, forms) if form in blocks), None)
        if there is not None:
            blocks.remove(there)  # two fields of the same value need two blocks
        yield name, there is not None
    if isinstance(view, LetterView):
        text = _squeezed(page.text)
        for name, words in _sentences(view):
            yield name, _squeezed(words) in text
    photo = certificate.details.get("photo")
    if photo is not None:
        yield "photo", photo.sha256 in page.photos


def _face(view: CertificateView) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values on a certificate's face, each as it may be written."""
    said, joined = view.association, long_date(view.joined)
    known = ASSOCIATIONS.get(said.code, said)  # a bundle may have another name for it than the page had
    yield "name", (view.name,)
    yield "gender", _either(view.gender)
    yield "association", (said.zh, said.en, known.zh, known.en)
    yield "category", _either(view.category)
    yield "number", (view.number,)
    yield "approval_date", (joined.zh, joined.en)


def _either(choice: Gender | Category) -> tuple[str, ...]:
    return (choice.zh, choice.en)


def _letter(view: LetterView) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The particulars in a letter's table, its reader and its day."""
    if view.name != view.name_latin:
        yield "name", (view.name,)
    yield "name_latin", (view.name_latin,)
    yield "number", (view.number,)
    yield "category", (view.category.en,)
    yield "approval_date", (long_date(view.joined).en,)
    yield "as_of", (long_date(view.as_of).en,)
    yield "reader", ("TO WHOM IT MAY CONCERN" if view.reader is None else f"To: {view.reader}",)
    yield "issued_on", (long_date(view.issued_on).en,)


def _sentences(view: LetterView) -> Iterator[tuple[str, str]]:
    """What a letter says in its running text."""
    both = view.name_latin if view.name == view.name_latin else f"{view.name_latin} ({view.name})"
    yield "name_latin", f"certify that {both} has been a member of"
    yield "approval_date", f"since {long_date(view.joined).en}, and was a {view.category.en.lower()} of"
    yield "as_of", f"in good standing as of {long_date(view.as_of).en}."
    yield "valid_until", f"up to and including {long_date(view.valid_until).en}."


def _squeezed(text: str) -> str:
    """A text without spaces and breaks, which a page may set as it likes; and with the apostrophe of our letters."""
    return unicodedata.normalize("NFC", "".join(text.split())).replace("\u2019", "'")
