"""Both forms of a certificate, the card and A4, in both languages."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from card_samples import DIGITS, outcome, photo, qr_text, view
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import MissingGlyphError, RenderError
from cicpa_credentials.members import ASSOCIATIONS, Association, Category, CertificateView
from cicpa_credentials.members.fields import FACE
from cicpa_credentials.render import Language, Layout, page_of
from cicpa_credentials.render.fonts import Face, Fonts, bundled
from cicpa_credentials.render.layout import Code, Page, Rectangle, Text
from cicpa_credentials.render.qr import MIN_MODULE, PIXEL
from cicpa_credentials.render.seal import seal
from page_geometry import assert_clear, assert_code_is_clear, extent, level_texts, primitives

PHOTO = photo((300, 420))
CATEGORIES = pytest.mark.parametrize("category", Category)
FORMS = pytest.mark.parametrize(("layout", "lang"), list(product(Layout, Language)))


def laid_out(face: CertificateView, layout: Layout, lang: Language = Language.ZH, *, digits: int = 420) -> Page:
    return page_of(face, qr_text(digits), PHOTO, layout=layout, lang=lang)


def own(page: Page) -> list[str]:
    """What is written on this certificate and not on every one."""
    return [one.text for one in page.layers[1].primitives if isinstance(one, Text)]


@FORMS
@CATEGORIES
def test_nothing_overlaps_on_any_association_s_certificate(category: Category, layout: Layout, lang: Language) -> None:
    for at in ASSOCIATIONS:
        assert_clear(laid_out(view(category=category, at=at), layout, lang))


LONG = "阿卜杜热合曼·买买提艾力·吐尔逊·玉素甫·伊敏江·阿不都"
NAMES = ["伊", "阿卜杜·热合曼", LONG[:30], "一" * 30, "O'Brien-Smith", "䶮㛃𬭎𫖯", "Maximilian Wolfeschlegelstein"]


@FORMS
@settings(max_examples=40, deadline=None)
@given(name=st.text(alphabet="林龘·一Wi 𬭎", min_size=1, max_size=40))
@example(name="伊")
@example(name=LONG[:30])
@example(name="一" * 30)
@example(name="Maximilian Alexander Wolfeschlegel")
def test_whatever_the_name_it_fits_or_is_refused_by_field(layout: Layout, lang: Language, name: str) -> None:
    page = outcome(lambda: laid_out(view(name=name), layout, lang))
    if isinstance(page, Page):
        assert_clear(page)
    else:
        assert page.code is ErrorCode.DOES_NOT_FIT
        assert str(page).startswith("name: ")


@FORMS
@pytest.mark.parametrize("name", NAMES)
def test_names_of_one_and_of_thirty_characters_fit(name: str, layout: Layout, lang: Language) -> None:
    page = laid_out(view(name=name), layout, lang)
    assert_clear(page)
    set_names = [one for one in page.layers[1].primitives if isinstance(one, Text) and one.text in name]
    assert "".join(one.text for one in set_names) == name.replace(" ", "" if len(set_names) > 1 else " ")
    assert all(one.size >= 2.4 for one in set_names)


@FORMS
def test_a_name_that_does_not_fit_is_never_quoted(layout: Layout, lang: Language) -> None:
    with pytest.raises(RenderError) as refusal:
        laid_out(view(name="龘" * 60), layout, lang)
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert "龘" not in str(refusal.value)


@FORMS
def test_an_association_too_long_for_its_place_is_refused_by_field(layout: Layout, lang: Language) -> None:
    institute = Association(code="999999", zh="很" * 60, en="Long" * 60, region_zh="很长", region_en="Long")
    with pytest.raises(RenderError) as refusal:
        laid_out(view(institute=institute), layout, lang)
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert str(refusal.value).startswith("association: ")


def test_a_name_with_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        laid_out(view(name="林\ue863"), Layout.CARD)
    assert refusal.value.code is ErrorCode.MISSING_GLYPH
    assert refusal.value.characters == ("\ue863",)


@FORMS
@CATEGORIES
def test_the_face_is_set_in_full_with_captions_from_the_field_table(
    category: Category, layout: Layout, lang: Language
) -> None:
    page = laid_out(view(category=category), layout, lang)
    texts = {one.text for one in level_texts(page)}
    if lang is Language.ZH:
        values = {"林知夏", "女", "110007310042", category.zh, "北京注册会计师协会", "2017年3月16日"}
        assert values <= set(own(page))
        assert {f"{field.zh}  {field.en}" for field in FACE} <= texts
        assert "中国注册会计师协会" in texts
    else:
        written = " ".join(own(page))
        assert {"林知夏", "Female", "110007310042", "16 March 2017"} <= set(own(page))
        assert "Beijing Institute of Certified Public Accountants" in written.replace("- ", "-")
        assert category.en in written.replace("- ", "-")
        assert {f"{field.en}  {field.zh}" for field in FACE} <= texts
        assert "中国注册会计师协会" in texts


@FORMS
@CATEGORIES
def test_fixed_words_are_set_in_their_own_faces(category: Category, layout: Layout, lang: Language) -> None:
    backdrop = laid_out(view(category=category), layout, lang).layers[0]
    for one in backdrop.primitives:
        if isinstance(one, Text):
            assert [font for font, _ in Fonts().runs(one.text, one.face)] == [bundled(one.face)], one.text
    assert {one.face for one in backdrop.primitives if isinstance(one, Text)} == {Face.SERIF_BOLD, Face.SANS}


@FORMS
def test_a_practising_member_s_certificate_bears_the_association_s_seal_and_then_cicpa_s(
    layout: Layout, lang: Language
) -> None:
    association, institute = laid_out(view(at="440300"), layout, lang).seals
    assert (association.name, institute.name) == ("深圳市注册会计师协会", "中国注册会计师协会")
    assert association.x < institute.x


@FORMS
def test_a_non_practising_member_s_certificate_bears_the_association_s_seal_only(
    layout: Layout, lang: Language
) -> None:
    page = laid_out(view(at="440300", category=Category.NON_PRACTISING), layout, lang)
    assert [place.name for place in page.seals] == ["深圳市注册会计师协会"]


@pytest.mark.parametrize("layout", Layout)
def test_a_member_of_the_institute_itself_gets_its_seal_once(layout: Layout) -> None:
    assert [place.name for place in laid_out(view(at="100000"), layout).seals] == ["中国注册会计师协会"]


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("digits", DIGITS.values())
def test_the_code_lies_on_white_with_its_quiet_zone(digits: int, layout: Layout) -> None:
    page = laid_out(view(), layout, digits=digits)
    assert_code_is_clear(page)
    (code,) = [one for one in primitives(page) if isinstance(one, Code)]
    assert code.symbol.module >= 0.40
    assert 25 <= code.symbol.side <= 35.1


def test_details_behind_an_access_code_fit_a4_up_to_version_22() -> None:
    page = laid_out(view(), Layout.A4, digits=1690)
    (code,) = [one for one in primitives(page) if isinstance(one, Code)]
    assert code.symbol.version == 22
    assert code.symbol.module >= MIN_MODULE
    assert_clear(page)
    assert_code_is_clear(page)


@pytest.mark.parametrize(("layout", "digits"), [(Layout.CARD, 1690), (Layout.A4, 1800)])
def test_a_code_that_is_over_full_is_refused_with_what_would_have_to_go(layout: Layout, digits: int) -> None:
    with pytest.raises(RenderError) as refusal:
        laid_out(view(), layout, digits=digits)
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert "access code" in str(refusal.value)
    assert ("a4" in str(refusal.value)) is (layout is Layout.CARD)


@pytest.mark.parametrize(("layout", "pixels"), [(Layout.CARD, (1600, 1130)), (Layout.A4, (3508, 2480))])
def test_pages_have_whole_pixels(layout: Layout, pixels: tuple[int, int]) -> None:
    page = laid_out(view(), layout)
    assert (round(page.width / PIXEL), round(page.height / PIXEL)) == pixels


def test_a4_keeps_clear_of_the_edge_that_printers_cannot_reach() -> None:
    page = laid_out(view(), Layout.A4)
    ground, *others = primitives(page)
    assert isinstance(ground, Rectangle)
    for one in others:
        box = extent(one)
        assert min(box.left, box.top, page.width - box.right, page.height - box.bottom) >= 4.23  # a sixth of an inch


@pytest.mark.parametrize("layout", Layout)
def test_what_is_the_same_on_every_certificate_is_the_same_object(layout: Layout) -> None:
    one, other = laid_out(view(name="甲"), layout), laid_out(view(name="乙"), layout)
    assert [layer.lasting for layer in one.layers] == [True, False]
    assert one.layers[0] is other.layers[0]
    assert [seal(a) is seal(b) for a, b in zip(one.seals, other.seals, strict=True)] == [True, True]


def test_a_certificate_without_a_photo_is_refused() -> None:
    with pytest.raises(RenderError) as refusal:
        page_of(view(), qr_text())
    assert refusal.value.code is ErrorCode.PHOTO_INVALID
