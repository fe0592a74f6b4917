from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from card_samples import outcome, qr_text
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import MissingGlyphError, RenderError
from cicpa_credentials.members.fields import BY_NAME, DETAILS
from cicpa_credentials.render import Language, PresentationView, page_of
from cicpa_credentials.render.layout import Code, Page
from page_geometry import assert_clear, assert_code_is_clear, level_texts, primitives

LANGUAGES = pytest.mark.parametrize("lang", Language)
NAMES = tuple(field.name for field in DETAILS)
UNTIL = datetime(2026, 4, 20, 16, 40, tzinfo=UTC)  # past midnight in China


def shown(
    fields: tuple[str, ...] = ("birth_date",),
    *,
    audience: str | None = "bank.example",
    until: datetime | None = UNTIL,
    lang: Language = Language.ZH,
    digits: int = 900,
) -> Page:
    view = PresentationView(fields=fields, audience=audience, expires_at=until)
    return page_of(view, qr_text(digits), lang=lang)


def written(page: Page) -> list[str]:
    return [one.text for one in level_texts(page)]


@LANGUAGES
@pytest.mark.parametrize("audience", ["bank.example", None])
@pytest.mark.parametrize("count", range(len(NAMES) + 1))
def test_nothing_overlaps_however_many_details_are_shown(count: int, audience: str | None, lang: Language) -> None:
    page = shown(NAMES[:count], audience=audience, until=UNTIL if audience else None, lang=lang)
    assert_clear(page)
    assert_code_is_clear(page)
    assert {getattr(BY_NAME[name], lang) for name in NAMES[:count]} <= set(written(page))


@LANGUAGES
@settings(max_examples=60, deadline=None)
@given(audience=st.text(alphabet="银行W. 𬭎", min_size=1, max_size=60))
@example(audience="https://portal.bank.example/customers/check?branch=beijing")
@example(audience="中国工商银行股份有限公司北京市分行营业部信贷审批中心")
def test_whatever_the_audience_it_fits_or_is_refused_by_name(audience: str, lang: Language) -> None:
    page = outcome(lambda: shown(audience=audience, lang=lang))
    if isinstance(page, Page):
        assert_clear(page)
    else:
        assert page.code is ErrorCode.DOES_NOT_FIT
        assert str(page).startswith("audience: ")


def test_a_long_audience_is_refused_and_never_quoted() -> None:
    with pytest.raises(RenderError) as refusal:
        shown(audience="行" * 70)
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert "行" not in str(refusal.value)


def test_a_line_break_in_the_audience_is_no_character_to_be_drawn() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        shown(audience="bank\nexample")
    assert refusal.value.code is ErrorCode.MISSING_GLYPH


def test_the_end_is_told_in_china_s_time() -> None:
    assert "2026年4月21日 00:40（北京时间）" in written(shown())
    assert "21 April 2026, 00:40 (UTC+8)" in written(shown(lang=Language.EN))


@LANGUAGES
def test_a_bearer_s_presentation_says_that_anybody_could_replay_it(lang: Language) -> None:
    bound, bearer = shown(lang=lang), shown(audience=None, until=None, lang=lang)
    for words, page in (("任何人", bearer), ("anybody", bearer)):
        assert words in "".join(written(page))
        assert words not in "".join(written(bound))


def test_only_details_are_shown_and_the_rest_is_refused_unquoted() -> None:
    for name in ("id_number", "name", "no such thing"):
        with pytest.raises(RenderError) as refusal:
            shown((name,))
        assert refusal.value.code is ErrorCode.FIELD_UNKNOWN
        assert name not in str(refusal.value)


@pytest.mark.parametrize(("digits", "version", "side"), [(1690, 22, 45), (2250, 25, 50), (2550, 27, 53)])
def test_codes_are_as_large_as_phones_and_printers_need_them(digits: int, version: int, side: float) -> None:
    page = shown(digits=digits)
    (code,) = [one for one in primitives(page) if isinstance(one, Code)]
    assert code.symbol.version == version
    assert code.symbol.module >= 0.40
    assert code.symbol.side >= side - 1
    assert_code_is_clear(page)


def test_an_over_full_code_is_refused_and_names_what_could_go() -> None:
    with pytest.raises(RenderError) as refusal:
        shown(("photo", "inspections", "birth_date"), digits=2700)
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert "photo, inspections, birth_date" in str(refusal.value)


def test_cards_of_one_height_share_their_ground() -> None:
    one, other = shown(("email",)), shown(("mobile",))
    assert one.layers[0] is other.layers[0]
    assert all(a is not b for a, b in combinations((shown().layers[0], shown(("email", "mobile")).layers[0]), 2))
