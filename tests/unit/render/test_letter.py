"""The letter of good standing on its page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from card_samples import qr_text
from cicpa_credentials import render
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import MissingGlyphError, RenderError
from cicpa_credentials.members import Category, LetterView, association
from cicpa_credentials.render import Fonts, Page, Phrase, Template, page_of
from cicpa_credentials.render.layout import Code, Rectangle, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

FONTS: Final = Fonts()
MARGIN: Final = 28.0
VIEW: Final = LetterView(
    name="林知夏",
    name_latin="LIN Zhixia",
    number="110007310042",
    category=Category.PRACTISING,
    association=association("100000"),
    joined=date(2017, 3, 16),
    as_of=date(2026, 5, 31),
    reader="The Institute of Examplia",
    issued_on=date(2026, 6, 1),
    valid_until=date(2026, 8, 30),
)
LONG: Final = replace(
    VIEW,
    name="阿布都热依木·阿布都克里木·麦麦提明·吐尔逊尼亚孜·艾力江",
    name_latin="Abdurehim Abdulkerim Memtimin Tursunniyaz Elijanoghli-Ghojaniyaz",
    reader="The Registrar of the Public Company Accounting Oversight and Professional Licensing Commission of the "
    "United Provinces, International Recognition Unit",
)


def laid_out(view: LetterView = VIEW, *, digits: int = 440, template: Template | None = None) -> Page:
    return page_of(view, qr_text(digits), template=template or Template())


def own(page: Page) -> list[Text]:
    return [one for one in page.layers[1].primitives if isinstance(one, Text)]


def said(page: Page) -> str:
    return " ".join(one.text for one in own(page))


def boxes(page: Page) -> Iterator[tuple[float, float, float, float]]:
    """What every text takes up: left, top, right, bottom."""
    start = {"START": 0.0, "MIDDLE": 0.5, "END": 1.0}
    for layer in page.layers:
        for one in layer.primitives:
            if isinstance(one, Text):
                width = FONTS.width(one.text, one.face, size=one.size, tracking=one.tracking)
                left = one.x - width * start[one.anchor.name]
                yield left, one.y - 0.75 * one.size, left + width, one.y + 0.2 * one.size


def assert_clear(page: Page) -> None:
    """No text reaches beyond the margins, another text, the code or the seal but for its rim."""
    found = list(boxes(page))
    for i, (left, top, right, bottom) in enumerate(found):
        assert left >= MARGIN - 0.01
        assert right <= page.width - MARGIN + 0.01
        for other in found[i + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart
    (seal,) = page.seals
    for left, top, right, bottom in found:
        x, y = min(max(seal.x, left), right), min(max(seal.y, top), bottom)
        assert (x - seal.x) ** 2 + (y - seal.y) ** 2 >= (0.85 * seal.radius) ** 2


LONGEST: Final = replace(LONG, name="龘" * 78, name_latin="a" * 20 + (" " + "a" * 20) * 5)


@pytest.mark.parametrize(
    "view", [VIEW, LONG, LONGEST, replace(VIEW, reader=None), replace(VIEW, name="林", name_latin="Li")]
)
def test_everything_has_its_own_place(view: LetterView) -> None:
    assert_clear(laid_out(view))


def test_it_says_who_what_since_when_and_as_of_when() -> None:
    text = said(laid_out())
    assert (
        "This is to certify that LIN Zhixia (林知夏) has been a member of the Chinese Institute of Certified Public "
        "Accountants (CICPA) since 16 March 2017, and was a practising member of the Institute in good standing as of "
        "31 May 2026." in text
    )
    assert "valid up to and including 30 August 2026." in text
    assert "To: The Institute of Examplia" in text
    assert "Certificate number 110007310042" in text
    assert text.endswith("The Chinese Institute of Certified Public Accountants 1 June 2026")


def test_dates_are_never_broken() -> None:
    for line in (one.text for one in own(laid_out(LONG))):
        assert not re.search(r"(\b\d{1,2}|January|May|August|March|June)$", line)


def test_without_a_reader_it_is_for_whom_it_may_concern() -> None:
    assert "TO WHOM IT MAY CONCERN" in said(laid_out(replace(VIEW, reader=None)))


def test_a_name_in_latin_letters_alone_stands_there_once() -> None:
    text = said(laid_out(replace(VIEW, name="Jane O’Brien", name_latin="Jane O’Brien")))
    assert "certify that Jane O'Brien has been" in text
    assert "Registered name" not in text


def test_the_other_category_is_named() -> None:
    text = said(laid_out(replace(VIEW, category=Category.NON_PRACTISING)))
    assert "was a non-practising member" in text
    assert "Non-practising member" in text


def test_it_is_in_english_on_upright_a4_whatever_is_asked_for() -> None:
    page = page_of(VIEW, qr_text(), layout="card", lang="zh")
    assert (page.width, page.height) == (210, 297)
    assert said(page) == said(laid_out())


def test_cicpa_seals_it() -> None:
    (seal,) = laid_out().seals
    assert (seal.name, seal.radius) == ("中国注册会计师协会", 18.0)


def test_an_institute_without_an_article_is_named_as_it_is() -> None:
    renamed = replace(VIEW.association, en="CICPA Institute")
    assert "a member of CICPA Institute (CICPA)" in said(laid_out(replace(VIEW, association=renamed)))


@pytest.mark.parametrize(("digits", "version", "pixels"), [(440, 10, 7), (723, 13, 6), (798, 14, 5)])
def test_the_code_is_as_large_as_its_panel_allows(digits: int, version: int, pixels: int) -> None:
    (code,) = [one for one in laid_out(digits=digits).layers[1].primitives if isinstance(one, Code)]
    assert (code.symbol.version, round(code.symbol.module / 25.4 * 300)) == (version, pixels)
    quiet = 4 * code.symbol.module
    panel = max(
        (one for one in laid_out().layers[0].primitives if isinstance(one, Rectangle) and one.fill == "#ffffff"),
        key=lambda one: one.width,
    )
    assert panel.x <= code.x - quiet + 0.01
    assert code.x + code.symbol.side + quiet <= panel.x + panel.width + 0.01
    assert code.y + code.symbol.side + quiet <= panel.y + panel.height + 0.01


class TestRefusals:
    def test_a_code_too_full_names_what_could_be_shorter(self) -> None:
        with pytest.raises(RenderError) as refused:
            laid_out(digits=1400)
        assert refused.value.code is ErrorCode.DOES_NOT_FIT
        assert "reader" in str(refused.value)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"reader": "W" * 200}, "reader"), ({"name": "龘" * 150}, "name"), ({"name_latin": "W" * 200}, "name_latin")],
    )
    def test_what_is_too_long_is_named_and_not_quoted(self, changes: dict[str, str], field: str) -> None:
        with pytest.raises(RenderError) as refused:
            laid_out(replace(VIEW, **changes))  # type: ignore[arg-type]
        assert refused.value.code is ErrorCode.DOES_NOT_FIT
        assert str(refused.value).startswith(f"{field}: ")

    def test_a_character_that_no_font_has_is_named(self) -> None:
        with pytest.raises(MissingGlyphError) as refused:
            laid_out(replace(VIEW, reader="\ue863"))
        assert refused.value.code is ErrorCode.MISSING_GLYPH


class TestTemplate:
    def test_words_and_logo_are_the_hosts(self) -> None:
        template = Template(
            captions={"letter": Phrase(zh="证明", en="Certificate of Good Standing")}, logo=lambda *_: ()
        )
        texts = {one.text for one in laid_out(template=template).layers[0].primitives if isinstance(one, Text)}
        assert {"证明", "CERTIFICATE OF GOOD STANDING"} <= texts

    def test_what_is_the_same_on_every_letter_is_kept(self) -> None:
        template = Template()
        first, second = (laid_out(view, template=template) for view in (VIEW, LONG))
        assert first.layers[0] is second.layers[0]
        assert first.layers[0].lasting


class TestPictures:
    def test_the_picture_is_read_back(self) -> None:
        pytest.importorskip("zxingcpp")
        picture = Image.open(BytesIO(render.png(VIEW, qr_text())))
        assert picture.size == (2480, 3508)

    def test_a_letter_can_be_tried_out_without_drawing(self) -> None:
        render.require_drawable(VIEW, qr_text())
        with pytest.raises(RenderError) as refused:
            render.require_drawable(replace(VIEW, reader="W" * 200), qr_text())
        assert refused.value.code is ErrorCode.DOES_NOT_FIT
