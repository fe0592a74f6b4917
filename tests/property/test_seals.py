"""Sealed files, whatever happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.sealing import awaited_seals, seal_pdf
from cicpa_credentials.verifier import Verdict
from office import clock
from seals import BOTH, half_sealed, ranges, sealed_once, sealed_twice, verified

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = st.sampled_from([sealed_once, sealed_twice, half_sealed])


@given(pdf=FILES, data=st.data(), flip=st.integers(1, 255))
@settings(max_examples=150)
def test_one_byte_changed_anywhere_in_what_is_signed_is_found_out(
    pdf: Callable[[], bytes], data: st.DataObject, flip: int
) -> None:
    good = pdf()
    at = data.draw(st.one_of(*(st.sampled_from(one) for one in ranges(good))))
    bad = bytearray(good)
    bad[at] ^= flip
    assert verified(bytes(bad)).verdict is Verdict.INVALID


@given(pdf=FILES, data=st.data())
@settings(max_examples=150)
def test_pieces_moved_cut_or_put_in_raise_nothing(pdf: Callable[[], bytes], data: st.DataObject) -> None:
    good = pdf()
    places = st.integers(0, len(good))
    first, second = sorted((data.draw(places), data.draw(places)))
    piece = data.draw(
        st.one_of(st.binary(max_size=40), st.sampled_from([good[first:second], b"", b"<<", b"0 R", b"\n"]))
    )
    bad = good[:first] + piece + good[second:]
    report = verified(bad)
    assert report.verdict is not Verdict.VALID or bad == good
    for act in (lambda: awaited_seals(bad), lambda: seal_pdf(bad, seals=BOTH, clock=clock())):
        try:
            act()
        except CicpaError:
            continue


@given(st.binary(max_size=300).map(lambda some: b"%PDF-1.7\n" + some + b"\nstartxref\n9\n%%EOF"))
@settings(max_examples=100)
def test_bytes_raise_nothing(pdf: bytes) -> None:
    assert verified(pdf).verdict is Verdict.INVALID
