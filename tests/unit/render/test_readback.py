from __future__ import annotations

import sys
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from card_samples import DIGITS, photo, qr_text, view
from cicpa_credentials import render
from cicpa_credentials.errors import Code as ErrorCode
from cicpa_credentials.errors import RenderError
from cicpa_credentials.render import Fonts, Layout, PresentationView, page_of, raster
from cicpa_credentials.render.layout import Code
from cicpa_credentials.render.readback import check_pdf, check_picture

PHOTO = photo((300, 420))
VERBS = pytest.mark.parametrize("draw", [render.png, render.jpeg, render.pdf, render.svg])


@VERBS
@pytest.mark.parametrize("layout", Layout)
def test_every_file_passes_its_own_check(draw: object, layout: Layout) -> None:
    assert draw(view(), qr_text(DIGITS[14]), PHOTO, layout=layout)  # type: ignore[operator]
    assert draw(PresentationView(fields=()), qr_text(2550))  # type: ignore[operator]


@VERBS
def test_a_page_whose_code_cannot_be_read_is_not_handed_out(draw: object, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(view(), qr_text(), PHOTO)
    own = page.layers[1]
    pale = tuple(replace(one, colour="#fefefe") if isinstance(one, Code) else one for one in own.primitives)
    spoilt = replace(page, layers=(page.layers[0], replace(own, primitives=pale)))
    monkeypatch.setattr(render, "page_of", lambda *_, **__: spoilt)
    with pytest.raises(RenderError) as refusal:
        draw(view(), qr_text(), PHOTO)  # type: ignore[operator]
    assert refusal.value.code is ErrorCode.UNREADABLE_CODE
    assert draw(view(), qr_text(), PHOTO, check=False)  # type: ignore[operator]


def test_a_code_that_says_something_else_is_found() -> None:
    page = page_of(view(), qr_text(seed=1), PHOTO)
    other = qr_text(seed=2)
    picture = raster.paint(page, fonts=Fonts())
    with pytest.raises(RenderError) as refusal:
        check_picture(picture, page, other, encode=raster.png_bytes)
    assert refusal.value.code is ErrorCode.UNREADABLE_CODE
    with pytest.raises(RenderError) as refusal:
        check_pdf(render.pdf(view(), qr_text(seed=1), PHOTO), page, other)
    assert refusal.value.code is ErrorCode.UNREADABLE_CODE


def test_a_damaged_pdf_is_found() -> None:
    page = page_of(view(), qr_text(), PHOTO)
    with pytest.raises(RenderError) as refusal:
        check_pdf(render.pdf(view(), qr_text(), PHOTO)[:2000], page, qr_text())
    assert refusal.value.code is ErrorCode.UNREADABLE_CODE


def test_what_is_read_of_a_jpeg_is_to_the_pixel_what_stands_in_the_file() -> None:
    page = page_of(view(), qr_text(), PHOTO)
    picture = raster.paint(page, fonts=Fonts())
    read: list[bytes] = []

    def encode(part: Image.Image) -> bytes:
        read.append(raster.jpeg_bytes(part))
        return read[-1]

    check_picture(picture, page, qr_text(), encode=encode)
    (part,) = [Image.open(BytesIO(data)).convert("RGB") for data in read]
    whole = Image.open(BytesIO(raster.jpeg_bytes(picture))).convert("RGB")
    found = [
        (left, top)
        for left in range(0, 200, 8)
        for top in range(496, 800, 8)
        if whole.crop((left, top, left + part.width, top + part.height)).tobytes() == part.tobytes()
    ]
    assert len(found) == 1


def test_what_is_not_checked_needs_no_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    assert render.png(view(), qr_text(), PHOTO, check=False).startswith(b"\x89PNG")
    with pytest.raises(RenderError) as refusal:
        render.png(view(), qr_text(), PHOTO)
    assert refusal.value.code is ErrorCode.UNSUPPORTED
    assert "check=False" in str(refusal.value)
    assert "cicpa-credentials[scan]" in str(refusal.value)
