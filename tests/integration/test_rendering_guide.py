"""The guide to rendering: its code runs as it is printed, and what it says of sizes is so."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from card_samples import outcome, photo, qr_text, view
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.holder import Holder
from cicpa_credentials.render import Layout, PresentationView, page_of
from cicpa_credentials.render.fonts import BUNDLED, Face
from cicpa_credentials.render.layout import Code, Page
from cicpa_credentials.scan import qr_text as read_one
from office import HOLDER, clock, issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GUIDE: Final = (Path(__file__).parents[2] / "docs/rendering.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the guide's names stand for after its last line; `folder` is where it wrote."""
    folder = tmp_path_factory.mktemp("guide")
    issued = issue(holder_key=HOLDER.public_key)
    held = Holder(issued, clock=clock())
    names: dict[str, Any] = {
        "issued": issued,
        "photo": photo(),
        "presentation": held.present(("inspections", "birth_date"), audience="bank.example", key=HOLDER),
        "font_path": BUNDLED / Face.SANS.value,
        "folder": folder,
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for block in BLOCKS:
            exec(block, names)  # noqa: S102 - the guide's own words
        yield names


def test_the_code_makes_the_files_that_the_guide_says(told: dict[str, Any]) -> None:
    folder, text = told["folder"], told["issued"].qr_text
    for name in ("card.png", "card.jpg", "own.png", "a4.pdf"):
        assert read_one((folder / name).read_bytes()) == text
    assert (folder / "a4.svg").read_bytes().startswith(b"<svg")
    assert read_one((folder / "presentation.png").read_bytes()) == told["presentation"].qr_text


def test_a_template_of_ones_own_changes_the_look_and_words_alone(told: dict[str, Any]) -> None:
    issued, template = told["issued"], told["template"]
    own = page_of(issued.view, issued.qr_text, told["photo"], template=template)
    usual = page_of(issued.view, issued.qr_text, told["photo"])
    assert (own.width, own.height, own.seals) == (usual.width, usual.height, usual.seals)
    texts = {one.text for one in own.layers[0].primitives if hasattr(one, "text")}
    assert {"所属协会  Institute", "会"} <= texts
    picture = Image.open(BytesIO((told["folder"] / "own.png").read_bytes()))
    assert picture.getpixel((5, 1125)) == (0x4A, 0x15, 0x26)


def largest(pages: Callable[[int], Page]) -> tuple[int, float]:
    """The largest version that a layout takes, and its modules in millimetres."""
    found = (0, 0.0)
    for digits in range(380, 2800, 40):
        page = outcome(partial(pages, digits))
        if not isinstance(page, Page):
            assert page.code is ErrorCode.DOES_NOT_FIT
            break
        (code,) = [one for layer in page.layers for one in layer.primitives if isinstance(one, Code)]
        found = (code.symbol.version, code.symbol.module)
    return found


def test_layouts_hold_the_codes_that_the_table_says() -> None:
    taken = photo((300, 420))
    card = largest(lambda digits: page_of(view(), qr_text(digits), taken))
    a4 = largest(lambda digits: page_of(view(), qr_text(digits), taken, layout=Layout.A4))
    shown = largest(lambda digits: page_of(PresentationView(fields=()), qr_text(digits)))
    assert (card[0], a4[0], shown[0]) == (14, 22, 27)
    assert min(card[1], a4[1], shown[1]) >= 0.42
    for words in ("version 14", "version 22", "version 27", "135.5 × 95.7"):
        assert words in GUIDE
