"""Pages drawn and sealed in one go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")
pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed (extra `scan`)")

from card_samples import photo, view
from cicpa_credentials import render, scan
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.members import Category, association
from cicpa_credentials.render import readback
from cicpa_credentials.sealing import Seal, sealed_pdf
from office import clock, issue
from seals import BEIJINGS, BOTH, CICPAS, verified
from secretariat import letter

if TYPE_CHECKING:
    from collections.abc import Sequence

QR_TEXT = issue().qr_text


def sealers(pdf: bytes) -> list[str]:
    return [one.association.code for one in verified(pdf).require_valid() if one.association]


@pytest.mark.parametrize("layout", list(render.Layout))
@pytest.mark.parametrize(
    ("category", "codes"), [(Category.PRACTISING, ["110000", "100000"]), (Category.NON_PRACTISING, ["110000"])]
)
def test_each_certificate_gets_its_seals_in_order(layout: render.Layout, category: Category, codes: list[str]) -> None:
    pdf = sealed_pdf(view(category=category), QR_TEXT, photo(), seals=BOTH, layout=layout, clock=clock())
    assert sealers(pdf) == codes
    assert scan.qr_text(pdf) == QR_TEXT


def test_a_letter_gets_the_seal_of_cicpa() -> None:
    issued = letter()
    assert sealers(sealed_pdf(issued.view, issued.qr_text, seals=[CICPAS], clock=clock())) == ["100000"]


def test_a_member_of_cicpa_itself_gets_one_seal() -> None:
    own = replace(view(), association=association("100000"))
    assert sealers(sealed_pdf(own, QR_TEXT, photo(), seals=BOTH, clock=clock())) == ["100000"]


def test_the_page_is_the_one_that_render_draws() -> None:
    page = render.pdf(view(), QR_TEXT, photo(), seals=False)
    assert sealed_pdf(view(), QR_TEXT, photo(), seals=BOTH, clock=clock()).startswith(page)


def test_one_of_two_seals_can_be_left_to_others() -> None:
    pdf = sealed_pdf(view(), QR_TEXT, photo(), seals=[BEIJINGS], complete=False, clock=clock())
    assert verified(pdf).code is Code.SEAL_MISSING


def test_the_code_is_read_back_unless_the_host_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(readback, "check_pdf", broken)
    assert sealed_pdf(view(), QR_TEXT, photo(), seals=BOTH, check=False, clock=clock())
    with pytest.raises(ZeroDivisionError):
        sealed_pdf(view(), QR_TEXT, photo(), seals=BOTH, clock=clock())


@pytest.mark.parametrize("seals", [[], [CICPAS]])
def test_without_the_associations_seal_nothing_is_sealed(seals: Sequence[Seal]) -> None:
    with pytest.raises(CicpaError) as caught:
        sealed_pdf(view(), QR_TEXT, photo(), seals=seals, clock=clock())
    assert caught.value.code is Code.KEY_NOT_FOUND
