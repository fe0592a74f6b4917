"""Pages that are sealed elsewhere."""

from __future__ import annotations

import pytest

pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials import render
from cicpa_credentials.errors import Code, RenderError
from cicpa_credentials.members import ASSOCIATIONS, Association, Category
from cicpa_credentials.render import readback
from cicpa_credentials.render.seal import seal_names
from counter import PHOTO
from office import issue

ISSUED = issue()
SHANGHAI, CICPA = ASSOCIATIONS["310000"], ASSOCIATIONS["100000"]


@pytest.mark.parametrize("layout", ["card", "a4"])
def test_the_file_is_the_page_with_blank_places_and_tells_where_they_are(layout: str) -> None:
    given = (ISSUED.view, ISSUED.qr_text, PHOTO.read_bytes())
    unsealed = render.unsealed_pdf(*given, layout=render.Layout(layout))
    assert unsealed.pdf == render.pdf(*given, layout=render.Layout(layout), seals=False)
    assert unsealed.places == render.page_of(*given, layout=render.Layout(layout)).seals
    assert [place.name for place in unsealed.places] == [SHANGHAI.zh, CICPA.zh]


def test_its_code_is_read_back_unless_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise RenderError(Code.UNREADABLE_CODE, "not what it should say")

    monkeypatch.setattr(readback, "check_pdf", unreadable)
    given = (ISSUED.view, ISSUED.qr_text, PHOTO.read_bytes())
    with pytest.raises(RenderError) as caught:
        render.unsealed_pdf(*given)
    assert caught.value.code is Code.UNREADABLE_CODE
    assert render.unsealed_pdf(*given, check=False).pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("association", "category", "names"),
    [
        (SHANGHAI, Category.PRACTISING, (SHANGHAI.zh, CICPA.zh)),
        (SHANGHAI, Category.NON_PRACTISING, (SHANGHAI.zh,)),
        (CICPA, Category.PRACTISING, (CICPA.zh,)),
    ],
)
def test_whose_seals_a_certificate_bears(association: Association, category: Category, names: tuple[str, ...]) -> None:
    assert seal_names(association, category) == names
