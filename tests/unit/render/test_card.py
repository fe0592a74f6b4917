from __future__ import annotations

from itertools import combinations, pairwise
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from card_samples import DIGITS, outcome, photo, qr_text, view
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import MissingGlyphError, RenderError
from cicpa_credentials.members import ASSOCIATIONS, Association, Category
from cicpa_credentials.members.fields import FACE
from cicpa_credentials.render.card import CODE_ROOM, HEIGHT, WIDTH, card
from cicpa_credentials.render.fonts import Face, Fonts, bundled
from cicpa_credentials.render.layout import (
    Anchor,
    Circle,
    Code,
    Line,
    Page,
    Picture,
    Polygon,
    Primitive,
    Rectangle,
    Text,
)
from cicpa_credentials.render.photo import portrait
from cicpa_credentials.render.qr import PIXEL, QUIET, symbol
from cicpa_credentials.render.seal import seal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import CertificateView

FONTS = Fonts()
PORTRAIT = portrait(photo((300, 420)))
SYMBOL = symbol(qr_text(), room=CODE_ROOM)
CATEGORIES = pytest.mark.parametrize("category", Category)


def page_of(face: CertificateView, *, digits: int | None = None) -> Page:
    made = SYMBOL if digits is None else symbol(qr_text(digits), room=CODE_ROOM)
    return card(face, made, PORTRAIT, fonts=FONTS)


def primitives(page: Page) -> Iterator[Primitive]:
    for layer in page.layers:
        yield from layer.primitives


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def text_box(text: Text) -> Box:
    """The em boxes of a level text, side by side: Han fill them, Latin stays inside."""
    width = FONTS.width(text.text, text.face, size=text.size, tracking=text.tracking)
    left = text.x - width * {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[text.anchor]
    return Box(left, text.y - 0.88 * text.size, left + width, text.y + 0.12 * text.size)


def extent(primitive: Primitive) -> Box:
    match primitive:
        case Rectangle(x=x, y=y, width=width, height=height) | Picture(x=x, y=y, width=width, height=height):
            return Box(x, y, x + width, y + height)
        case Circle(x=x, y=y, radius=radius, stroke=stroke):
            reach = radius + (stroke.width / 2 if stroke else 0)
            return Box(x - reach, y - reach, x + reach, y + reach)
        case Polygon(points=points):
            return bounds(points)
        case Line(paths=paths):
            return bounds([point for path in paths for point in path])
        case Code(x=x, y=y, symbol=made):
            return Box(x, y, x + made.side, y + made.side)
        case Text(x=x, y=y, size=size):
            return Box(x - size, y - size, x + size, y + size) if primitive.angle else text_box(primitive)


def bounds(points: tuple[tuple[float, float], ...] | list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def level_texts(page: Page) -> list[Text]:
    return [one for one in primitives(page) if isinstance(one, Text) and not one.angle]


def seals(page: Page) -> list[Circle]:
    """The rim of each seal: the first thing of the layers above the backdrop and the values."""
    return [one for layer in page.layers[2:] for one in layer.primitives[:1] if isinstance(one, Circle)]


def assert_clear(page: Page) -> None:
    """Nothing leaves the page, no text meets another, a seal, the photo, the code or the edge of the paper."""
    for one in primitives(page):
        box = extent(one)
        assert box.left >= -1e-6
        assert box.top >= -1e-6
        assert box.right <= page.width + 1e-6
        assert box.bottom <= page.height + 1e-6
    texts = level_texts(page)
    boxes = [(one.text, text_box(one)) for one in texts]
    obstacles = [("picture", extent(one)) for one in primitives(page) if isinstance(one, Picture | Code)]
    for (a, box_a), (b, box_b) in combinations([*boxes, *obstacles], 2):
        assert not box_a.meets(box_b), (a, b)
    outside = [one for layer in page.layers[:2] for one in layer.primitives if isinstance(one, Text)]
    rings = [extent(ring) for ring in seals(page)]
    assert not any(one.meets(other) for one, other in combinations(rings, 2))
    for ring in seals(page):
        assert ring.stroke is not None
        reach = ring.radius + ring.stroke.width / 2
        for text in outside:
            box = text_box(text)
            nearest = (min(max(ring.x, box.left), box.right), min(max(ring.y, box.top), box.bottom))
            assert hypot(nearest[0] - ring.x, nearest[1] - ring.y) > reach, text.text


@CATEGORIES
@pytest.mark.parametrize("at", ASSOCIATIONS)
def test_nothing_overlaps_on_any_association_s_card(category: Category, at: str) -> None:
    assert_clear(page_of(view(category=category, at=at)))


LONG = "阿卜杜热合曼·买买提艾力·吐尔逊·玉素甫·伊敏江·阿不都"


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="林龘·一Wi 𬭎", min_size=1, max_size=40))
@example("伊")
@example(LONG[:30])
@example("一" * 30)
@example("Maximilian Alexander Wolfeschlegel")
def test_whatever_the_name_it_fits_or_is_refused_by_field(name: str) -> None:
    page = outcome(lambda: page_of(view(name=name)))
    if isinstance(page, Page):
        assert_clear(page)
    else:
        assert page.code is ErrorCode.DOES_NOT_FIT
        assert str(page).startswith("name: ")


@pytest.mark.parametrize("name", ["伊", "阿卜杜·热合曼", LONG[:30], "一" * 30, "O'Brien-Smith", "䶮㛃𬭎𫖯"])
def test_names_of_one_and_of_thirty_characters_fit(name: str) -> None:
    page = page_of(view(name=name))
    set_names = [one for one in page.layers[1].primitives if isinstance(one, Text) and one.text in name]
    assert "".join(one.text for one in reversed(set_names)) == name
    assert all(one.size >= 2.4 for one in set_names)


def test_a_name_that_does_not_fit_is_never_quoted() -> None:
    with pytest.raises(RenderError) as refusal:
        page_of(view(name="龘" * 60))
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert "龘" not in str(refusal.value)


def test_an_association_too_long_for_its_place_is_refused_by_field() -> None:
    institute = Association(code="999999", zh="很" * 40, en="Long", region_zh="很长", region_en="Long")
    with pytest.raises(RenderError) as refusal:
        page_of(view(institute=institute))
    assert refusal.value.code is ErrorCode.DOES_NOT_FIT
    assert str(refusal.value).startswith("association: ")


def test_a_name_with_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        page_of(view(name="林\ue863"))
    assert refusal.value.code is ErrorCode.MISSING_GLYPH
    assert refusal.value.characters == ("\ue863",)


def test_letters_on_a_rim_never_touch_and_stay_inside_its_ring() -> None:
    for name in ("协会", "中国注册会计师协会", "新疆维吾尔自治区注册会计师协会", "很" * 40):
        letters = [one for one in seal(name, x=0, y=0, radius=10, colour="#c00000").primitives if isinstance(one, Text)]
        rim_letters = letters[:-1]
        assert "".join(one.text for one in rim_letters) == name
        for one, following in pairwise(rim_letters):
            assert hypot(one.x - following.x, one.y - following.y) >= one.size * 0.97
        assert all(hypot(one.x, one.y) + 0.88 * one.size < 9 for one in rim_letters)


@CATEGORIES
def test_the_face_is_set_in_full_with_captions_from_the_field_table(category: Category) -> None:
    texts = [one.text for one in level_texts(page_of(view(category=category)))]
    values = {"林知夏", "女", "110007310042", category.zh, "北京注册会计师协会", "2017年3月16日"}
    assert values <= set(texts)
    assert {f"{field.zh}  {field.en}" for field in FACE} <= set(texts)
    assert "中国注册会计师协会" in texts


@CATEGORIES
def test_fixed_words_are_set_in_their_own_faces(category: Category) -> None:
    backdrop = page_of(view(category=category)).layers[0]
    for one in backdrop.primitives:
        if isinstance(one, Text):
            assert [font for font, _ in FONTS.runs(one.text, one.face)] == [bundled(one.face)], one.text
    assert {one.face for one in backdrop.primitives if isinstance(one, Text)} == {Face.SERIF_BOLD, Face.SANS}


def rim(page: Page, index: int) -> str:
    return "".join(
        one.text for one in page.layers[2 + index].primitives if isinstance(one, Text) and one.text != "电子印章"
    )


def test_a_practising_member_s_card_bears_two_seals() -> None:
    page = page_of(view(at="440300"))
    assert [rim(page, index) for index in range(2)] == ["深圳市注册会计师协会", "中国注册会计师协会"]


def test_a_non_practising_member_s_card_bears_the_association_s_seal_only() -> None:
    page = page_of(view(at="440300", category=Category.NON_PRACTISING))
    assert len(page.layers) == 3
    assert rim(page, 0) == "深圳市注册会计师协会"


def test_a_member_of_the_institute_itself_gets_its_seal_once() -> None:
    assert len(page_of(view(at="100000")).layers) == 3


@pytest.mark.parametrize("digits", DIGITS.values())
def test_the_code_lies_on_white_with_its_quiet_zone(digits: int) -> None:
    page = page_of(view(), digits=digits)
    (code,) = [one for one in primitives(page) if isinstance(one, Code)]
    quiet = QUIET * code.symbol.module
    zone = Box(code.x - quiet, code.y - quiet, code.x + code.symbol.side + quiet, code.y + code.symbol.side + quiet)
    panels = [extent(one) for one in primitives(page) if isinstance(one, Rectangle) and one.fill == "#ffffff"]
    assert any(
        panel.left <= zone.left and panel.top <= zone.top and panel.right >= zone.right and panel.bottom >= zone.bottom
        for panel in panels
    )
    assert not any(zone.meets(extent(one)) for one in primitives(page) if isinstance(one, Text | Picture))


def test_the_page_is_1600_by_1130_pixels() -> None:
    page = page_of(view())
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert (round(WIDTH / PIXEL), round(HEIGHT / PIXEL)) == (1600, 1130)


def test_what_is_the_same_on_every_card_is_the_same_object() -> None:
    one, other = page_of(view(name="甲")), page_of(view(name="乙"))
    assert [layer.lasting for layer in one.layers] == [True, False, True, True]
    assert [a is b for a, b in zip(one.layers, other.layers, strict=True)] == [True, False, True, True]
