"""Sealing: whose turn it is, what is appended, and what is refused before anything is signed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from cicpa_credentials.errors import CicpaError, Code, KeyHandlingError
from cicpa_credentials.sealing import Seal, awaited_seals, seal_pdf
from cicpa_credentials.verifier import Verdict
from office import DAY, clock
from pki import NOW
from seals import (
    BEIJINGS,
    BOTH,
    CICPAS,
    ONE_PLACE,
    TWO_PLACES,
    Authority,
    a_page,
    a_place,
    a_seal,
    half_sealed,
    sealed_once,
    sealed_twice,
    updated,
    verified,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.keys.algorithms import Algorithm
    from cicpa_credentials.keys.public_key import PublicKey


def reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf))


def refusal(pdf: bytes | None = None, *, seals: Iterable[Seal] = BOTH, **how: Any) -> Code:  # noqa: ANN401
    with pytest.raises(CicpaError) as caught:
        seal_pdf(a_page() if pdf is None else pdf, seals=seals, **({"clock": clock()} | how))
    return caught.value.code


class TestOneSeal:
    def test_certifies_that_nothing_may_be_changed(self) -> None:
        (signature,) = reader(sealed_once()).embedded_regular_signatures
        root = reader(sealed_once()).root
        assert root["/Perms"]["/DocMDP"].raw_get("/Contents") == signature.sig_object.raw_get("/Contents")
        assert signature.docmdp_level.value == 1

    def test_is_a_pades_signature_that_says_who_and_when(self) -> None:
        (signature,) = reader(sealed_once()).embedded_regular_signatures
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert signature.sig_object["/Name"] == "北京注册会计师协会"
        assert signature.self_reported_timestamp == NOW
        attributes = {one["type"].native for one in signature.signer_info["signed_attrs"]}
        assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}

    def test_is_appended_so_that_the_page_stays_byte_for_byte(self) -> None:
        assert sealed_once().startswith(a_page())

    def test_leaves_metadata_alone(self) -> None:
        before, after = reader(a_page()), reader(sealed_once())
        assert after.root["/Metadata"].data == before.root["/Metadata"].data
        assert dict(after.trailer["/Info"]) == dict(before.trailer["/Info"])

    def test_gives_the_file_a_new_identifier_and_keeps_the_first(self) -> None:
        before, after = reader(a_page()).trailer["/ID"], reader(sealed_once()).trailer["/ID"]
        assert after[0] == before[0]
        assert after[1] != before[1]


class TestTwoSeals:
    def test_the_first_allows_the_second_and_the_second_nothing(self) -> None:
        first, second = reader(sealed_twice()).embedded_regular_signatures
        assert [one.field_name for one in (first, second)] == ["seal-110000", "seal-100000"]
        assert [one.docmdp_level.value for one in (first, second)] == [2, 1]
        assert second.fieldmdp.action.value == "/All"

    def test_are_set_in_the_order_of_their_places_whatever_the_order_of_the_seals(self) -> None:
        assert seal_pdf(a_page(), seals=BOTH[::-1], places=TWO_PLACES, clock=clock()) == sealed_twice()

    def test_by_two_bodies_come_to_the_same_file(self) -> None:
        assert [one.code for one in awaited_seals(half_sealed())] == ["100000"]
        whole = seal_pdf(half_sealed(), seals=[CICPAS], colour=TWO_PLACES[1].colour, clock=clock())
        assert whole == sealed_twice()
        assert awaited_seals(whole) == ()

    def test_of_which_one_is_missing_are_refused_unless_it_is_left_open(self) -> None:
        assert refusal(seals=[BEIJINGS], places=TWO_PLACES) is Code.KEY_NOT_FOUND

    def test_the_last_one_cannot_go_first(self) -> None:
        assert refusal(seals=[CICPAS], places=TWO_PLACES, complete=False) is Code.KEY_NOT_FOUND

    def test_neither_is_set_when_the_second_is_out_of_its_window(self) -> None:
        late = a_seal("100000", seed=9104, window=(NOW - 20 * DAY, NOW - DAY))
        assert refusal(seals=[BEIJINGS, late], places=TWO_PLACES) is Code.KEY_NOT_VALID


def test_the_same_arguments_make_the_same_bytes() -> None:
    again = seal_pdf(a_page(), seals=BOTH, places=TWO_PLACES, clock=clock())
    assert again == sealed_twice()
    assert seal_pdf(a_page(), seals=BOTH, places=TWO_PLACES, clock=clock(NOW + DAY)) != again


def test_a_field_stands_where_its_place_is() -> None:
    field = reader(sealed_once()).root["/AcroForm"]["/Fields"][0]
    left, low, right, high = (float(one) * 25.4 / 72 for one in field["/Rect"])
    assert ((left + right) / 2, 95.7 - (low + high) / 2) == pytest.approx((117.8, 75.6), abs=0.01)
    assert (right - left, high - low) == pytest.approx((20.4, 20.4), abs=0.01)
    assert field["/TU"] == "北京注册会计师协会"


def test_places_are_measured_from_the_corner_that_the_page_has() -> None:
    """A page's box need not begin at zero (ISO 32000-2 §14.11.2)."""
    moved = a_page().replace(b"/MediaBox[0 0 ", b"/MediaBox[9 9 ")
    assert len(moved) == len(a_page())
    field = reader(seal_pdf(moved, seals=[BEIJINGS], places=[a_place(x=10.2, y=10.2)], clock=clock())).root[
        "/AcroForm"
    ]["/Fields"][0]
    assert float(field["/Rect"][0]) == pytest.approx(9)


@pytest.mark.parametrize(
    ("x", "y", "radius"),
    [(5, 50, 10.2), (130, 50, 10.2), (50, 5, 10.2), (50, 90, 10.2), (50, 50, 0), (50, 50, -1), (float("nan"), 50, 5),
     (float("inf"), 50, 5), (50, 50, float("nan"))],
)  # fmt: skip
def test_a_place_beyond_the_page_is_refused(x: float, y: float, radius: float) -> None:
    assert refusal(places=[a_place(x=x, y=y, radius=radius)]) is Code.DOES_NOT_FIT


def test_two_places_for_one_association_are_refused() -> None:
    assert refusal(places=[a_place(), a_place(x=40)]) is Code.OUT_OF_SCOPE


def test_a_place_for_nobody_is_refused() -> None:
    assert refusal(places=[replace(a_place(), name="某某协会")]) is Code.OUT_OF_SCOPE


def test_a_file_without_places_waits_for_no_seal() -> None:
    assert awaited_seals(a_page()) == ()
    assert refusal() is Code.SEAL_CLOSED


@pytest.mark.parametrize("pdf", [sealed_once, half_sealed, sealed_twice])
def test_a_sealed_file_gets_no_further_places(pdf: Any) -> None:  # noqa: ANN401
    assert refusal(pdf(), places=[a_place("310000", x=20)]) is Code.SEAL_CLOSED


@pytest.mark.parametrize("pdf", [sealed_once, sealed_twice])
def test_a_file_with_all_its_seals_takes_none_again(pdf: Any) -> None:  # noqa: ANN401
    assert refusal(pdf()) is Code.SEAL_CLOSED


def test_fields_of_others_are_not_ours_to_fill() -> None:
    def add(writer: Any) -> None:  # noqa: ANN401
        append_signature_field(writer, SigFieldSpec(sig_field_name="approval"))

    assert awaited_seals(updated(a_page(), add)) == ()


@pytest.mark.parametrize("window", [(NOW - 20 * DAY, NOW - DAY), (NOW + DAY, NOW + 20 * DAY)])
def test_a_seal_out_of_its_window_is_not_set(window: Any) -> None:  # noqa: ANN401
    assert refusal(seals=[a_seal(window=window)], places=ONE_PLACE) is Code.KEY_NOT_VALID


def test_a_clock_without_time_zone_is_refused() -> None:
    assert refusal(places=ONE_PLACE, clock=clock(NOW.replace(tzinfo=None))) is Code.MALFORMED


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"text", a_page()[:3000]])
def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    assert refusal(pdf, places=ONE_PLACE) is Code.MALFORMED
    with pytest.raises(CicpaError) as caught:
        awaited_seals(pdf)
    assert caught.value.code is Code.MALFORMED


@dataclass(frozen=True)
class Broken:
    """A signer whose device fails."""

    of: Seal
    error: Exception | None = None

    @property
    def algorithm(self) -> Algorithm:
        return self.of.signer.algorithm

    @property
    def public_key(self) -> PublicKey:
        return self.of.signer.public_key

    def sign(self, data: bytes) -> bytes:
        if self.error:
            raise self.error
        return self.of.signer.sign(data + b"!")


@pytest.mark.parametrize("error", [None, KeyHandlingError(Code.SIGNING_FAILED, "the device failed")])
def test_a_signature_that_fails_or_does_not_fit_is_not_put_into_a_file(error: Exception | None) -> None:
    seal = Seal(signer=Broken(BEIJINGS, error), chain=BEIJINGS.chain)
    assert refusal(seals=[seal], places=ONE_PLACE) is Code.SIGNING_FAILED


def test_a_mistake_of_the_hosts_signer_is_not_called_a_fault_of_the_file() -> None:
    seal = Seal(signer=Broken(BEIJINGS, ZeroDivisionError()), chain=BEIJINGS.chain)
    with pytest.raises(ZeroDivisionError):
        seal_pdf(a_page(), seals=[seal], places=ONE_PLACE, clock=clock())


class TestTimestamps:
    def test_each_seal_gets_one(self) -> None:
        pdf = seal_pdf(a_page(), seals=BOTH, places=TWO_PLACES, clock=clock(), timestamper=Authority(at=NOW))
        tokens = [
            {one["type"].native for one in signature.signer_info["unsigned_attrs"]}
            for signature in reader(pdf).embedded_regular_signatures
        ]
        assert tokens == [{"signature_time_stamp_token"}] * 2
        assert verified(pdf).verdict is Verdict.VALID

    def test_an_authority_that_cannot_be_reached_ends_the_sealing(self) -> None:
        class Unreachable(Authority):
            def request_tsa_response(self, req: object) -> Any:  # noqa: ANN401
                del req
                raise TimeoutError

        assert refusal(places=TWO_PLACES, timestamper=Unreachable(at=NOW)) is Code.TIMESTAMP_FAILED


def test_a_caller_inside_an_event_loop_can_seal_and_verify() -> None:
    async def host() -> Verdict:
        pdf = seal_pdf(a_page(), seals=[BEIJINGS], places=ONE_PLACE, clock=clock())
        return verified(pdf).verdict

    assert asyncio.run(host()) is Verdict.VALID
