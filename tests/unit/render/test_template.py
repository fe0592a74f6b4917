from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from card_samples import photo, qr_text, view
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.members import Category
from cicpa_credentials.members.fields import FIELDS
from cicpa_credentials.render import (
    NON_PRACTISING,
    PRACTISING,
    Layout,
    Phrase,
    PresentationView,
    Template,
    page_of,
)
from cicpa_credentials.render.layout import Circle, Text
from page_geometry import assert_clear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.render import Page, Theme
    from cicpa_credentials.render.layout import Primitive

PHOTO = photo((300, 420))
LAYOUTS = pytest.mark.parametrize("layout", Layout)


def with_captions(layout: Layout, **captions: Phrase) -> Page:
    return page_of(view(), qr_text(), PHOTO, layout=layout, template=Template(captions=captions))


def texts(page: Page) -> set[str]:
    return {one.text for layer in page.layers for one in layer.primitives if isinstance(one, Text)}


def test_captions_come_from_the_field_table_unless_replaced() -> None:
    template = Template(captions={"name": Phrase(zh="尊姓", en="Who")})
    for field in FIELDS:
        said = template.words(field.name)
        assert (said.zh, said.en) == (("尊姓", "Who") if field.name == "name" else (field.zh, field.en))


@LAYOUTS
def test_a_caption_stands_where_the_usual_one_did(layout: Layout) -> None:
    page = with_captions(layout, name=Phrase(zh="尊姓", en="Who"))
    assert "尊姓  Who" in texts(page)
    assert "姓名  Name" not in texts(page)
    assert_clear(page)


@LAYOUTS
@pytest.mark.parametrize("name", ["name", "institute", "practising", "scan"])
def test_words_too_long_for_their_place_are_refused_by_name(layout: Layout, name: str) -> None:
    with pytest.raises(RenderError) as refusal:
        with_captions(layout, **{name: Phrase(zh="很" * 200, en="long " * 80)})
    assert refusal.value.code is Code.DOES_NOT_FIT
    assert str(refusal.value).startswith(f"{name}: ")


def test_a_caption_that_no_page_has_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing is called nickname"):
        Template(captions={"nickname": Phrase(zh="昵称", en="Nickname")})


def test_what_a_host_does_to_its_captions_later_changes_no_template() -> None:
    captions = {"name": Phrase(zh="尊姓", en="Who")}
    template = Template(captions=captions)
    captions.clear()
    assert template.words("name").en == "Who"


def test_colours_follow_the_category() -> None:
    template = Template()
    assert template.theme(Category.PRACTISING) == PRACTISING
    assert template.theme(Category.NON_PRACTISING) == NON_PRACTISING


@LAYOUTS
def test_a_logo_is_drawn_in_the_theme_s_colours(layout: Layout) -> None:
    asked: list[Theme] = []

    def logo(x: float, y: float, radius: float, theme: Theme) -> Iterator[Primitive]:
        asked.append(theme)
        yield Circle(x=x, y=y, radius=radius, fill="#abcdef")

    page = page_of(view(), qr_text(), PHOTO, layout=layout, template=Template(logo=logo))
    assert asked == [PRACTISING]
    assert any(isinstance(one, Circle) and one.fill == "#abcdef" for one in page.layers[0].primitives)
    assert_clear(page)


@LAYOUTS
def test_what_was_drawn_for_one_template_is_not_taken_for_another(layout: Layout) -> None:
    one, other = Template(), Template(captions={"name": Phrase(zh="尊姓", en="Who")})
    grounds = [
        page_of(view(), qr_text(), PHOTO, layout=layout, template=template).layers[0] for template in (one, other, one)
    ]
    assert grounds[0] is grounds[2]
    assert grounds[0] is not grounds[1]


def test_presentations_wear_the_template_too() -> None:
    template = Template(captions={"birth_date": Phrase(zh="生日", en="Birthday")})
    page = page_of(PresentationView(fields=("birth_date",)), qr_text(900), template=template)
    assert {"生日", "Birthday"} <= texts(page)
