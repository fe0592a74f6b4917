"""A printed code whose details open with an access code."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode, seal_digest
from cicpa_credentials.members import PhotoEvidence
from cicpa_credentials.verifier import Outcome, Report, Step, Verdict
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import HOLDER, Draft, clock, dice, issuer, verifier
from sample_records import PHOTO, details, record

if TYPE_CHECKING:
    from cicpa_credentials.issuer import IssuedCertificate

CODE = AccessCode("MFRG-GZDF-MZTW-Q2LK")
OTHER = AccessCode("MFRG-GZDF-MZTW-Q2LL")
SEALED = int(Header.SD_AEAD_ENCRYPTED_CLAIMS)


@cache
def sealed(*, bound: bool = False) -> IssuedCertificate:
    holder_key = HOLDER.public_key if bound else None
    return issuer().issue(record(), access_code=CODE, holder_key=holder_key, photo=PHOTO)


def evaluate(received: str | bytes, code: AccessCode | None) -> Report:
    return verifier().evaluate(received, access_code=code)


def disclosures(report: Report) -> tuple[Outcome, Code | None]:
    check = report.checks[Step.DISCLOSURES - 1]
    return check.outcome, check.code


@pytest.mark.parametrize("bound", [False, True])
def test_the_code_shows_every_detail_offline(*, bound: bool) -> None:
    report = evaluate(sealed(bound=bound).qr_text, CODE)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    # a portrait would not fit the printed code
    assert report.certificate.details == details(photo=PhotoEvidence(sha256=PHOTO.sha256))


def test_verify_takes_the_code_too() -> None:
    opened = verifier().verify(sealed().qr_text, access_code=CODE)
    assert opened.details == details(photo=PhotoEvidence(sha256=PHOTO.sha256))
    assert not verifier().verify(sealed().qr_text).details


def test_without_the_code_only_the_face_is_seen() -> None:
    report = evaluate(sealed().qr_text, None)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert not report.certificate.details
    credential = sealed().credential
    for detail in (record().mobile, record().email, record().firm):
        assert detail is not None
        assert detail.encode() not in credential


def test_a_wrong_code_says_so_and_leaves_the_certificate_as_good_as_it_was() -> None:
    report = evaluate(sealed().qr_text, OTHER)
    assert report.verdict is Verdict.INDETERMINATE
    assert disclosures(report) == (Outcome.INDETERMINATE, Code.WRONG_ACCESS_CODE)
    assert report.certificate is not None
    assert report.certificate.view == sealed().view


def test_a_code_for_a_certificate_that_has_nothing_behind_one() -> None:
    report = evaluate(issuer().issue(record()).qr_text, CODE)
    assert disclosures(report) == (Outcome.INDETERMINATE, Code.WRONG_ACCESS_CODE)


@pytest.mark.parametrize("code", [CODE, None])
@pytest.mark.parametrize("part", [0, 1, 2])
def test_damage_is_told_apart_from_a_wrong_code(code: AccessCode | None, part: int) -> None:
    draft = Draft.of(sealed().credential)
    entry = list(draft.unprotected[SEALED][0])
    entry[part] = bytes([entry[part][0] ^ 1]) + entry[part][1:]
    message = replace(Sign1.decode(sealed().credential), unprotected={SEALED: [entry]})
    assert disclosures(evaluate(message.encode(), code)) == (Outcome.FAILED, Code.DISCLOSURE_MISMATCH)


def test_encrypted_details_moved_from_another_certificate_are_refused() -> None:
    other = issuer(random_bytes=dice(1)).issue(record(number="310000000001"), access_code=CODE)
    foreign = Sign1.decode(other.credential).unprotected
    plain = replace(Sign1.decode(issuer().issue(record()).credential), unprotected=foreign)
    swapped = replace(Sign1.decode(sealed().credential), unprotected=foreign)
    for message in (plain, swapped):
        assert disclosures(evaluate(message.encode(), CODE)) == (Outcome.FAILED, Code.DISCLOSURE_MISMATCH)


@pytest.mark.parametrize("entries", [[], [b""], {}, b"", 7])
def test_a_header_of_another_shape_is_refused_even_where_its_digest_is_signed(entries: object) -> None:
    draft = Draft.of(sealed().credential)
    certificate = {**draft.payload[Claim.CERTIFICATE], 7: seal_digest(entries)}
    signed = draft.with_claims({int(Claim.CERTIFICATE): certificate}).with_unprotected({SEALED: entries}).signed()
    report = evaluate(signed, CODE)
    assert report.verdict is not Verdict.VALID
    assert disclosures(report)[1] in (Code.WRONG_ACCESS_CODE, Code.DISCLOSURE_MISMATCH, Code.MALFORMED)


@pytest.mark.parametrize("content", [7, b"", b"\x01", {}])
def test_details_of_another_shape_are_refused(content: object) -> None:
    draft = Draft.of(issuer().issue(record()).credential)
    certificate = {**draft.payload[Claim.CERTIFICATE], 6: content}
    report = evaluate(draft.with_claims({int(Claim.CERTIFICATE): certificate}).signed(), None)
    assert report.code is Code.CONTENT_INVALID


def test_the_holder_accepts_it_and_presents_without_the_encrypted_part() -> None:
    holder = Holder.accept(sealed(bound=True), key=HOLDER, clock=clock())
    shown = holder.present(["email"], audience="bank.example", key=HOLDER)
    token = Sign1.decode(shown.encoded)
    inner = Sign1.from_value(token.protected[Header.KCWT])
    assert set(inner.unprotected) == {Header.SD_CLAIMS}
