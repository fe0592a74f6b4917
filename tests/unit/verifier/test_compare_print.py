"""Comparing pages of our own making with what was signed: honest ones agree, and every change is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials import render, schemas
from cicpa_credentials.errors import Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import Category, Gender, association
from cicpa_credentials.scan import Block, PrintedPage, printed_pages
from cicpa_credentials.verifier import Outcome, Verdict, VerificationError
from cicpa_credentials.verifier.printed import PrintCheck, compare_print
from cicpa_credentials.verifier.wording import verdict_on
from cicpa_credentials.wording import advice
from office import BUNDLE, CERTIFICATE, bundle, clock, evaluate, issue, issuer
from papers import FACE, compared, paper, portrait
from pki import NOW
from sample_records import record
from secretariat import letter, member
from secretariat import read as read_letter

if TYPE_CHECKING:
    from cicpa_credentials.issuer import IssuedCertificate

ISSUED: Final = issue()
NAMES: Final = (
    "䶮",
    "王伟",
    "䶮㛃𬭎𫖯",
    "阿卜杜·热合曼",
    "阿布都热依木·阿布都克里木·麦麦提明·吐尔逊尼亚孜",
    "Alexander Maximilian von Habsburg-Lothringen",
    "Mary O\u2019Neill",
)
FORMS: Final = (("card", "zh"), ("card", "en"), ("a4", "zh"), ("a4", "en"))
AGREES: Final = PrintCheck(outcome=Outcome.PASSED, compared=FACE)
LETTER_PARTS: Final = {
    *("name", "name_latin", "number", "category", "approval_date", "as_of", "reader", "issued_on", "valid_until")
}


class TestAnHonestPageAgrees:
    @pytest.mark.parametrize(
        ("name", "layout", "lang"),
        [*((name, "card", "zh") for name in NAMES), *((NAMES[4], *form) for form in FORMS[1:])],
    )
    def test_on_every_layout_with_every_name(self, name: str, layout: str, lang: str) -> None:
        issued = issue(record(name=name))
        report = compared(issued.qr_text, paper(issued.view, issued.qr_text, layout=layout, lang=lang))
        assert (report.verdict, report.printed) == (Verdict.VALID, AGREES)

    def test_of_the_other_category(self) -> None:
        issued = issue(record(category="non_practising", firm=None, firm_transfers=None))
        assert compared(issued.qr_text, paper(issued.view, issued.qr_text, layout="a4")).printed == AGREES

    @pytest.mark.parametrize("association_code", ["100000", "440300", "650000"])
    def test_of_every_length_of_an_associations_name(self, association_code: str) -> None:
        view = replace(ISSUED.view, association=association(association_code))
        (page,) = printed_pages(paper(view, ISSUED.qr_text, lang="en"))
        report = evaluate(ISSUED.qr_text)
        assert report.certificate is not None
        own = replace(report, certificate=replace(report.certificate, view=view))
        assert compare_print(own, [page]).printed == AGREES

    def test_of_an_association_that_had_another_name_when_it_was_made(self) -> None:
        renamed = bundle(TrustedIssuer.of((CERTIFICATE,), names=("浦江注册会计师协会", "Pujiang Institute of CPAs")))
        page = paper(ISSUED.view, ISSUED.qr_text)
        report = compared(ISSUED.qr_text, page, read=lambda text: evaluate(text, renamed))
        assert report.require_valid().view.association.zh == "浦江注册会计师协会"
        assert report.printed == AGREES

    @pytest.mark.parametrize(
        ("name", "latin", "reader"),
        [
            ("林知夏", "LIN Zhixia", None),
            ("阿卜杜·热合曼", "Abdul\u2019 Rehman", "The Institute of Examplia"),
            ("Ana Lima", "Ana Lima", "The Registrar of the " + "Very " * 28 + "Long Name"),
        ],
    )
    def test_a_letter(self, name: str, latin: str, reader: str | None) -> None:
        issued = letter(member(name=name, name_latin=latin), reader=reader)
        report = compared(issued.qr_text, render.pdf(issued.view, issued.qr_text), read=read_letter)
        assert report.printed is not None
        assert (report.verdict, report.printed.outcome) == (Verdict.VALID, Outcome.PASSED)
        assert {*report.printed.compared} == LETTER_PARTS - ({"name"} if name == latin else set())

    def test_with_the_colours_and_a_word_of_a_host(self) -> None:
        template = render.Template(captions={"name": render.Phrase(zh="持证人", en="Holder")})
        assert compared(ISSUED.qr_text, paper(ISSUED.view, ISSUED.qr_text, template=template)).printed == AGREES

    def test_and_the_json_form_says_so(self) -> None:
        told = compared(ISSUED.qr_text, paper(ISSUED.view, ISSUED.qr_text)).to_dict()
        assert told["printed"] == {"outcome": "passed", "compared": [*FACE], "differing": []}
        assert schemas.problems("report", told) == ()


CHANGES: Final[dict[str, Any]] = {
    "name": "王小明",
    "gender": Gender.MALE,
    "association": association("110000"),
    "category": Category.NON_PRACTISING,
    "number": "110007310043",
    "approval_date": date(2017, 3, 17),
}


def changed(issued: IssuedCertificate, name: str, value: Any) -> Any:  # noqa: ANN401 - each field has its own type
    return replace(issued.view, **{"joined" if name == "approval_date" else name: value})


class TestAChangedPageIsFound:
    @pytest.mark.parametrize(("layout", "lang"), [FORMS[0], FORMS[3]])
    @pytest.mark.parametrize("name", CHANGES)
    def test_by_each_field(self, name: str, layout: str, lang: str) -> None:
        view = changed(ISSUED, name, CHANGES[name])
        report = compared(ISSUED.qr_text, paper(view, ISSUED.qr_text, layout=layout, lang=lang))
        assert (report.verdict, report.code) == (Verdict.INVALID, Code.PRINT_DIFFERS)
        assert report.printed == PrintCheck(outcome=Outcome.FAILED, compared=FACE, differing=(name,))
        assert schemas.problems("report", report.to_dict()) == ()

    @pytest.mark.parametrize(("signed", "printed"), [("王伟", "王伟明"), ("王伟明", "王伟"), ("王伟", "大王伟")])
    def test_where_one_name_is_part_of_the_other(self, signed: str, printed: str) -> None:
        issued = issue(record(name=signed))
        report = compared(issued.qr_text, paper(replace(issued.view, name=printed), issued.qr_text))
        assert report.printed is not None
        assert report.printed.differing == ("name",)

    def test_where_the_longer_name_goes_on_in_a_second_line(self) -> None:
        long = "阿布都热依木·阿布都克里木·麦麦提明·吐尔逊尼亚孜"
        for part in ("阿布都热依木·阿布都克里木·", "麦麦提明·吐尔逊尼亚孜"):
            issued = issue(record(name=part))
            report = compared(issued.qr_text, paper(replace(issued.view, name=long), issued.qr_text))
            assert report.code is Code.PRINT_DIFFERS

    def test_on_a_letter_too(self) -> None:
        issued = letter(member(), reader="The Institute of Examplia")
        changes: dict[str, Any] = {
            "name": "林知秋",
            "name_latin": "LIN Zhiqiu",
            "number": "110007310043",
            "category": Category.NON_PRACTISING,
            "joined": date(2016, 3, 16),
            "as_of": issued.view.as_of.replace(day=11),
            "reader": None,
            "issued_on": date(2026, 6, 2),
            "valid_until": date(2026, 12, 31),
        }
        for field, value in changes.items():
            assert getattr(issued.view, field) != value
            page = render.pdf(replace(issued.view, **{field: value}), issued.qr_text)
            report = compared(issued.qr_text, page, read=read_letter)
            assert report.code is Code.PRINT_DIFFERS
            assert report.printed is not None
            name = "approval_date" if field == "joined" else field
            assert name in report.printed.differing
            # a sentence names several; and two days that were one are told apart by their number alone
            assert {*report.printed.differing} <= {name, "name_latin", "approval_date", "issued_on"}

    def test_the_photo_when_its_digest_is_shown(self) -> None:
        issued = issuer().issue(record(), photo=render.photo_evidence(portrait(1)))
        shown = Holder(issued, clock=clock()).present(["photo"]).qr_text
        agrees = compared(shown, paper(issued.view, issued.qr_text, photo=portrait(1)))
        assert agrees.printed == PrintCheck(outcome=Outcome.PASSED, compared=(*FACE, "photo"))
        swapped = compared(shown, paper(issued.view, issued.qr_text, photo=portrait(2)))
        assert (swapped.verdict, swapped.code) == (Verdict.INVALID, Code.PRINT_DIFFERS)
        assert swapped.printed == PrintCheck(outcome=Outcome.FAILED, compared=(*FACE, "photo"), differing=("photo",))

    def test_a_failure_of_the_code_itself_comes_first_and_an_open_question_after(self) -> None:
        page = paper(changed(ISSUED, "name", "王小明"), ISSUED.qr_text)
        expired = compared(ISSUED.qr_text, page, read=lambda text: evaluate(text, at=NOW.replace(year=2028)))
        assert expired.code is Code.EXPIRED
        unsure = compared(ISSUED.qr_text, page, read=lambda text: evaluate(text, at=NOW.replace(month=8)))
        assert evaluate(ISSUED.qr_text, at=NOW.replace(month=8)).verdict is Verdict.INDETERMINATE
        assert (unsure.verdict, unsure.code) == (Verdict.INVALID, Code.PRINT_DIFFERS)

    def test_nobody_gets_a_certificate_out_of_such_a_report(self) -> None:
        report = compared(ISSUED.qr_text, paper(changed(ISSUED, "name", "王小明"), ISSUED.qr_text))
        with pytest.raises(VerificationError) as refused:
            report.require_valid()
        assert refused.value.code is Code.PRINT_DIFFERS
        assert verdict_on(report).remedy == advice(Code.PRINT_DIFFERS).meaning


def page_with(*texts: str, is_picture: bool = False) -> PrintedPage:
    return PrintedPage(
        number=1,
        blocks=tuple(Block(text=text, covered=False) for text in texts),
        text="".join(texts),
        photos=frozenset(),
        is_picture=is_picture,
    )


CAPTIONS: Final = ("姓名", "性别", "所在地区（注协）", "会员类别", "会员证书编号", "入会时间")


class TestWhatIsNoPageOfOursIsNotCompared:
    @pytest.mark.parametrize(
        "page",
        [
            page_with(),
            page_with("附件一", "王伟", "110007310042"),
            page_with(*CAPTIONS[:4], "王小明"),
            page_with(*CAPTIONS, "王小明", is_picture=True),
        ],
        ids=["without text", "somebody's own page", "a form", "a scan with a machine's guess at its text"],
    )
    def test_and_the_report_says_so(self, page: PrintedPage) -> None:
        report = compare_print(evaluate(ISSUED.qr_text), [page])
        assert (report.verdict, report.printed) == (Verdict.VALID, PrintCheck(outcome=Outcome.NOT_CHECKED))
        assert schemas.problems("report", report.to_dict()) == ()

    def test_one_of_several_is_enough(self) -> None:
        report = compare_print(evaluate(ISSUED.qr_text), [page_with("附件一"), page_with(*CAPTIONS, "王小明")])
        assert report.code is Code.PRINT_DIFFERS

    def test_without_a_signature_that_holds_there_is_nothing_to_compare(self) -> None:
        report = evaluate("hello", BUNDLE)
        assert compare_print(report, [page_with(*CAPTIONS)]) is report

    def test_a_presentation_has_no_values_to_compare(self) -> None:
        shown = Holder(ISSUED, clock=clock()).present(["birth_date"]).qr_text
        page = render.pdf(render.PresentationView(fields=("birth_date",)), shown)
        assert compared(shown, page).printed == PrintCheck(outcome=Outcome.NOT_CHECKED)
