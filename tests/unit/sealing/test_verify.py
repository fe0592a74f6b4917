"""Verifying seals: what a report says of files in order, and of seals whose time has run out."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials.errors import CicpaError, Code, SealError, TrustError
from cicpa_credentials.members import association
from cicpa_credentials.sealing import seal_pdf, verify, verify_pdf
from cicpa_credentials.verifier import Verdict
from office import DAY, ROOT, clock
from pki import NOW
from seals import (
    BEIJINGS,
    ONE_PLACE,
    Authority,
    a_page,
    a_seal,
    half_sealed,
    sealed_once,
    sealed_twice,
    verified,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

AFTER = NOW + 800 * DAY  # when the seals' certificates have run out, and the root's has not


class TestValid:
    def test_one_seal(self) -> None:
        (seal,) = verified(sealed_once()).require_valid()
        assert (seal.association, seal.sealed_at, seal.timestamped) == (association("110000"), NOW, False)
        assert (seal.verdict, seal.code, seal.covers_file) == (Verdict.VALID, None, True)

    def test_two_seals_in_the_order_in_which_they_were_set(self) -> None:
        first, second = verified(sealed_twice()).require_valid()
        assert [one.association.code for one in (first, second) if one.association] == ["110000", "100000"]
        assert (first.covers_file, second.covers_file) == (False, True)

    def test_until_the_certificate_runs_out(self) -> None:
        assert verified(sealed_once(), at=NOW + 700 * DAY).verdict is Verdict.VALID

    def test_now_where_no_moment_is_given(self) -> None:
        assert verify_pdf(sealed_once(), root=ROOT.certificate).at.tzinfo is not None


class TestIndeterminate:
    def test_while_a_seal_is_missing(self) -> None:
        report = verified(half_sealed())
        assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.SEAL_MISSING)
        assert [one.verdict for one in report.seals] == [Verdict.VALID]

    def test_once_the_certificate_has_run_out(self) -> None:
        report = verified(sealed_once(), at=AFTER)
        assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.SEAL_EXPIRED)
        assert report.seals[0].association == association("110000")

    def test_raises_where_validity_is_required(self) -> None:
        with pytest.raises(SealError) as caught:
            verified(sealed_once(), at=AFTER).require_valid()
        assert caught.value.code is Code.SEAL_EXPIRED


class TestTimestamps:
    AUTHORITY = Authority(at=NOW)

    def stamped(self, *, at: datetime = NOW) -> bytes:
        authority = Authority(at=at)
        return seal_pdf(a_page(), seals=[BEIJINGS], places=ONE_PLACE, clock=clock(), timestamper=authority)

    def test_prove_that_a_seal_was_set_before_its_certificate_ran_out(self) -> None:
        report = verify_pdf(self.stamped(), root=ROOT.certificate, at=AFTER, timestamp_roots=[self.AUTHORITY.root])
        assert report.verdict is Verdict.VALID
        assert report.seals[0].timestamped

    def test_of_an_authority_that_is_not_trusted_prove_nothing(self) -> None:
        for roots in ((), (ROOT.certificate,)):
            report = verify_pdf(self.stamped(), root=ROOT.certificate, at=AFTER, timestamp_roots=roots)
            assert report.code is Code.SEAL_EXPIRED
            assert not report.seals[0].timestamped

    def test_that_date_a_seal_after_its_certificate_make_it_invalid(self) -> None:
        report = verify_pdf(
            self.stamped(at=AFTER - DAY), root=ROOT.certificate, at=AFTER, timestamp_roots=[self.AUTHORITY.root]
        )
        assert (report.verdict, report.code) == (Verdict.INVALID, Code.KEY_NOT_VALID)

    def test_do_no_harm_to_who_trusts_no_authority(self) -> None:
        assert verified(self.stamped()).verdict is Verdict.VALID


def test_a_page_without_a_seal_has_none() -> None:
    report = verified(a_page())
    assert (report.verdict, report.code, report.seals) == (Verdict.INVALID, Code.NO_SEAL, ())


@pytest.mark.parametrize("pdf", [b"", b"text", b"%PDF-1.7", a_page()[:-200], b"\0" * 1000])
def test_what_is_no_pdf_is_told_apart(pdf: bytes) -> None:
    report = verified(pdf)
    assert (report.verdict, report.code, report.seals) == (Verdict.INVALID, Code.MALFORMED, ())


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(TrustError) as caught:
        verified(sealed_once(), at=NOW.replace(tzinfo=None))
    assert caught.value.code is Code.MALFORMED


@pytest.mark.parametrize("said", [None, NOW.replace(tzinfo=None)])
def test_a_seal_that_does_not_say_when_it_was_set_cannot_be_judged(said: datetime | None) -> None:
    signature = cast("EmbeddedPdfSignature", SimpleNamespace(self_reported_timestamp=said))
    with pytest.raises(CicpaError) as caught:
        verify._claimed(signature)
    assert caught.value.code is Code.MALFORMED


def test_a_report_has_a_form_in_json() -> None:
    assert json.loads(json.dumps(verified(sealed_once()).to_dict())) == {
        "verdict": "valid",
        "code": None,
        "at": "2026-06-01T12:00:00+00:00",
        "seals": [
            {
                "field": "seal-110000",
                "verdict": "valid",
                "code": None,
                "association": "110000",
                "sealed_at": "2026-06-01T12:00:00+00:00",
                "timestamped": False,
                "covers_file": True,
            }
        ],
    }


def test_another_seal_of_the_same_association_is_as_good() -> None:
    """After a rotation; which of the two it is does not matter."""
    pdf = seal_pdf(a_page(), seals=[a_seal(seed=9105)], places=ONE_PLACE, clock=clock())
    assert verified(pdf).verdict is Verdict.VALID
