"""Steps 1 to 7, 9 and 11, each passing, failing with its code, and judged on its own; 8 and 10 where nothing is asked.

What a forger does here is signed by the office's own key unless a test says otherwise: so each check stands alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORTag
from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.disclosure import REDACTED_KEYS, decoy, redact, to_be_redacted
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import DETAILS, Category
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.sign1 import Sign1
from office import (
    BASE_URL,
    BEIJING,
    BUNDLE,
    CERTIFICATE,
    DAY,
    ENTRY,
    HOLDER,
    KEY,
    SHANGHAI,
    Draft,
    bundle,
    certified,
    evaluate,
    issue,
    issuer,
    on_curve,
    reassembled,
    verifier,
)
from pki import NOW
from sample_records import details, record

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.verifier import Check, Report

ISSUED = issue()
DRAFT = Draft.of(ISSUED.credential)
BOUND = Draft.of(issue(holder_key=HOLDER.public_key).credential)
MESSAGE = Sign1.decode(ISSUED.credential)
SECONDS = int(NOW.timestamp())
SECOND = timedelta(seconds=1)
LEEWAY = Policy().leeway
STATUS = StatusReference(uri="https://status.example.org/lists/07", index=5)
CERTIFICATE_MAP: dict[Any, Any] = dict(DRAFT.payload[-65537])


def check(report: Report, step: Step) -> Check:
    return report.checks[step - 1]


def failed_at(step: Step, received: str | bytes, **where: Any) -> Code | None:  # noqa: ANN401 - those of `evaluate`
    """The code of the one step that fails; and all is as it should be around it."""
    report = evaluate(received, **where)
    assert report.verdict is Verdict.INVALID
    assert [one.step for one in report.checks if one.outcome is Outcome.FAILED] == [step]
    assert report.code is check(report, step).code
    assert check(report, step).detail
    if step <= Step.SIGNATURE:
        assert all(one.outcome is Outcome.PASSED for one in report.checks[: step - 1])
        assert all(one.outcome is Outcome.NOT_CHECKED and one.code is None for one in report.checks[step:])
        assert report.certificate is None
    return report.code


def certificate_map(**changes: Any) -> dict[int, Any]:  # noqa: ANN401 - values of claims
    labels = {"name": 1, "gender": 2, "category": 3, "joined": 4, "details": 5}
    changed: dict[Any, Any] = {**CERTIFICATE_MAP, **{labels[name]: value for name, value in changes.items()}}
    return {-65537: {key: value for key, value in changed.items() if value is not None}}


class TestWhole:
    def test_a_bearer_certificate_is_valid(self) -> None:
        report = evaluate(ISSUED.qr_text)
        assert report.verdict is Verdict.VALID
        assert report.code is None
        assert [one.step for one in report.checks] == list(Step)
        outcomes = {one.step: one.outcome for one in report.checks}
        assert outcomes.pop(Step.STATUS) is outcomes.pop(Step.BINDING) is Outcome.NOT_CHECKED
        assert set(outcomes.values()) == {Outcome.PASSED}
        assert report.at == NOW

    def test_what_is_not_checked_says_why(self) -> None:
        report = evaluate(ISSUED.qr_text)
        assert "cannot be revoked" in check(report, Step.STATUS).detail
        assert "anybody who has a copy" in check(report, Step.BINDING).detail
        bound = evaluate(BOUND.signed())
        assert bound.verdict is Verdict.VALID
        assert "nobody proved" in check(bound, Step.BINDING).detail
        assert check(bound, Step.BINDING).outcome is Outcome.NOT_CHECKED

    def test_what_was_signed_is_told(self) -> None:
        certificate = evaluate(ISSUED.qr_text).certificate
        assert certificate is not None
        assert certificate.view == ISSUED.view
        assert dict(certificate.details) == {}
        assert certificate.kid == KEY.public_key.kid
        assert certificate.holder_key is None
        bound = evaluate(BOUND.signed()).certificate
        assert bound is not None
        assert bound.holder_key == HOLDER.public_key

    def test_text_and_bytes_are_one(self) -> None:
        assert evaluate(ISSUED.credential) == evaluate(ISSUED.qr_text)

    def test_judgements_are_made_each_on_its_own(self) -> None:
        """One certificate with everything wrong that can be: the report names all of it."""
        changed = DRAFT.with_claims({1: BEIJING, 4: SECONDS - 10 * 86_400, 6: SECONDS - 20 * 86_400, 65535: 5})
        changed = changed.with_claims(certificate_map(name=5)).with_unprotected({17: [b"x"]})
        report = verifier(policy=Policy(require_holder_binding=True)).evaluate(changed.signed())
        failed = [one for one in report.checks if one.outcome is Outcome.FAILED]
        assert [(one.step, one.code) for one in failed] == [
            (Step.KEY, Code.OUT_OF_SCOPE),
            (Step.TIMES, Code.EXPIRED),
            (Step.STATUS, Code.CONTENT_INVALID),
            (Step.DISCLOSURES, Code.DISCLOSURE_MISMATCH),
            (Step.BINDING, Code.BINDING_MISSING),
            (Step.CONTENT, Code.CONTENT_INVALID),
        ]
        assert len({one.detail for one in failed}) == len(failed), "each says what is wrong with it"
        assert report.code is Code.OUT_OF_SCOPE
        assert report.certificate is None

    def test_a_certificate_that_is_invalid_is_shown_all_the_same(self) -> None:
        """So that a person can compare it with what is printed."""
        report = evaluate(ISSUED.qr_text, at=NOW + 400 * DAY)
        assert report.verdict is Verdict.INVALID
        assert report.certificate is not None
        assert report.certificate.view == ISSUED.view


class TestRead:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            pytest.param("", Code.NOT_A_CERTIFICATE, id="nothing"),
            pytest.param("https://example.org/", Code.NOT_A_CERTIFICATE, id="some URL"),
            pytest.param(f"{BASE_URL}#", Code.NOT_A_CERTIFICATE, id="no digits"),
            pytest.param("x" * (transport.MAX_TEXT + 1), Code.NOT_A_CERTIFICATE, id="too long"),
            pytest.param(ISSUED.qr_text[:-1], Code.MALFORMED, id="cut off"),
            pytest.param("#" + transport.to_digits(b"\x02\xff\xff"), Code.MALFORMED, id="damaged"),
            pytest.param("#" + transport.to_digits(b"\x03" + ISSUED.credential), Code.UNSUPPORTED, id="version 3"),
        ],
    )
    def test_other_text_fails(self, text: str, code: Code) -> None:
        assert failed_at(Step.READ, text) is code

    def test_what_cannot_be_read_is_of_no_kind(self) -> None:
        assert evaluate("hello").kind is None

    @pytest.mark.parametrize("url", ["", "https://elsewhere.example/#", "https://evil.example/?x=#1#"])
    def test_the_host_is_not_looked_at(self, url: str) -> None:
        assert evaluate(url + ISSUED.qr_text.rpartition("#")[2]).verdict is Verdict.VALID


class TestDecode:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(MESSAGE.payload, id="claims that nobody signed"),
            pytest.param(ISSUED.credential + b"\x00", id="a byte behind"),
            pytest.param(ISSUED.credential[:-1], id="a byte short"),
            pytest.param(cbor.encode(CBORTag(61, cbor.decode(ISSUED.credential))), id="inside a CWT tag"),
            pytest.param(b"\xd8\x12" + ISSUED.credential[1:], id="a tag in two bytes"),
            pytest.param(reassembled(ISSUED.credential, payload=b""), id="no claims"),
            pytest.param(reassembled(ISSUED.credential, payload=b"\x80"), id="claims that are no map"),
            pytest.param(
                reassembled(ISSUED.credential, payload=MESSAGE.payload + b"\x00"), id="a byte behind the claims"
            ),
            pytest.param(reassembled(ISSUED.credential, payload=b"\xa2\x01\x60\x01\x60"), id="a claim twice"),
            pytest.param(bytes(20_000), id="too long"),
        ],
    )
    def test_bytes_of_another_form_fail(self, data: bytes) -> None:
        assert failed_at(Step.DECODE, data) is Code.MALFORMED

    def test_a_critical_header_fails(self) -> None:
        assert failed_at(Step.DECODE, DRAFT.with_headers({2: [99], 99: 1}).signed()) is Code.UNSUPPORTED

    def test_a_key_binding_token_around_nothing_fails(self) -> None:
        nothing: list[Any] = [None, 5, b"", [], {}, CBORTag(18, [])]
        for inner in nothing:
            assert failed_at(Step.DECODE, DRAFT.with_headers({16: 294, 13: inner}).signed()) is Code.MALFORMED


class TestProfile:
    @pytest.mark.parametrize(
        "typ", [None, 0, 293, 295, "", "application/cwt", "application/sd-cwt", b"", [], {}, [293], 61]
    )
    def test_another_type_is_no_certificate(self, typ: object) -> None:
        assert failed_at(Step.PROFILE, DRAFT.with_headers({16: typ}).signed()) is Code.NOT_A_CERTIFICATE

    @pytest.mark.parametrize("typ", [None, "application/vnd.cicpa", 0, "", [], {}])
    def test_nor_is_another_type_around_a_bound_one(self, typ: object) -> None:
        assert failed_at(Step.PROFILE, BOUND.with_headers({16: typ}).signed()) is Code.NOT_A_CERTIFICATE

    def test_a_bound_one_may_name_its_type_in_words(self) -> None:
        """RFC 9596 §2."""
        assert evaluate(BOUND.with_headers({16: "application/sd-cwt"}).signed()).verdict is Verdict.VALID

    @pytest.mark.parametrize("vct", [None, b"urn:cicpa:member", "urn:cicpa:letter", "URN:CICPA:MEMBER", 11, [], {}])
    def test_another_kind_of_certificate_is_not_supported(self, vct: object) -> None:
        assert failed_at(Step.PROFILE, DRAFT.with_claims({11: vct}).signed()) is Code.UNSUPPORTED

    @pytest.mark.parametrize("label", [1, 4, 16, 33, 170, "x"])
    def test_other_unprotected_headers_are_not_supported(self, label: object) -> None:
        assert failed_at(Step.PROFILE, DRAFT.with_unprotected({label: b"x"}).signed()) is Code.UNSUPPORTED
        assert failed_at(Step.PROFILE, reassembled(ISSUED.credential, unprotected={label: 1})) is Code.UNSUPPORTED

    @pytest.mark.parametrize(
        "claims",
        [
            {1: None}, {1: 310000}, {1: b"310000"}, {2: None}, {2: 110007310042}, {4: None}, {4: "never"}, {4: -1},
            {4: 1.5e9}, {4: float("inf")}, {4: float("nan")}, {4: True}, {4: CBORTag(1, SECONDS)}, {4: 253_402_300_800},
            {4: 2**64 - 1}, {4: CBORTag(2, b"\x01" * 9)}, {4: []}, {5: -1}, {5: float("nan")}, {5: True}, {5: "now"},
            {6: None}, {6: float("-inf")}, {6: float(SECONDS)}, {6: False}, {6: -(2**64)}, {6: CBORTag(1, 0)},
            {-65537: None}, {-65537: []}, {-65537: b"\xa0"}, {-65537: CBORTag(1, {})},
        ],
    )  # fmt: skip
    def test_a_claim_that_every_certificate_has_is_missing_or_wrong(self, claims: dict[int, Any]) -> None:
        assert failed_at(Step.PROFILE, DRAFT.with_claims(claims).signed()) is Code.MALFORMED

    @pytest.mark.parametrize("kid", [None, 5, "kid", [], {}])
    def test_so_is_the_kid(self, kid: object) -> None:
        assert failed_at(Step.PROFILE, DRAFT.with_headers({4: kid}).signed()) is Code.MALFORMED


class TestIssuer:
    @pytest.mark.parametrize("kid", [b"", bytes(8), KEY.public_key.kid[:7], KEY.public_key.thumbprint])
    def test_a_kid_that_the_bundle_does_not_have_fails(self, kid: bytes) -> None:
        assert failed_at(Step.ISSUER, DRAFT.with_headers({4: kid}).signed()) is Code.UNKNOWN_ISSUER

    def test_an_empty_bundle_knows_nobody(self) -> None:
        other = InProcessSigner(ec.derive_private_key(77, ec.SECP256R1()))
        strangers = bundle(TrustedIssuer.of((certified(other),)))
        assert failed_at(Step.ISSUER, ISSUED.qr_text, of=strangers) is Code.UNKNOWN_ISSUER

    @pytest.mark.parametrize(
        ("at", "settled"),
        [
            (BUNDLE.issued - LEEWAY - SECOND, False),
            (BUNDLE.issued - LEEWAY, True),
            (BUNDLE.expires + LEEWAY - SECOND, True),
            (BUNDLE.expires + LEEWAY, False),
            (BUNDLE.expires + 300 * DAY, False),
        ],
    )
    def test_a_bundle_settles_nothing_outside_its_window(self, at: datetime, *, settled: bool) -> None:
        long_ago = issue(at=NOW - 20 * DAY)
        report = evaluate(long_ago.qr_text, at=at)
        expected = (Outcome.PASSED, None) if settled else (Outcome.INDETERMINATE, Code.BUNDLE_EXPIRED)
        found = check(report, Step.ISSUER)
        assert (found.outcome, found.code) == expected
        assert report.verdict is (Verdict.VALID if settled else Verdict.INDETERMINATE)

    def test_with_a_bundle_that_has_run_out_what_is_wrong_is_still_found(self) -> None:
        report = evaluate(ISSUED.qr_text, at=NOW + 400 * DAY)
        assert report.verdict is Verdict.INVALID
        assert report.code is Code.EXPIRED


class TestSignature:
    @pytest.mark.parametrize(
        "received",
        [
            pytest.param(DRAFT.signed(HOLDER), id="another key"),
            pytest.param(reassembled(ISSUED.credential, signature=bytes(64)), id="zeros"),
            pytest.param(reassembled(ISSUED.credential, signature=b""), id="none"),
            pytest.param(reassembled(ISSUED.credential, signature=MESSAGE.signature + b"\x00"), id="a byte more"),
            pytest.param(
                reassembled(ISSUED.credential, payload=MESSAGE.payload.replace(b"310000", b"110000")), id="iss"
            ),
            pytest.param(
                reassembled(ISSUED.credential, payload=MESSAGE.payload.replace("林".encode(), "森".encode())), id="name"
            ),
            pytest.param(
                sign1.assemble(cbor.encode({**DRAFT.protected, 99: 1}), MESSAGE.payload, MESSAGE.signature),
                id="a header more",
            ),
        ],
    )
    def test_one_that_does_not_fit_fails(self, received: bytes) -> None:
        assert failed_at(Step.SIGNATURE, received) is Code.BAD_SIGNATURE

    @pytest.mark.parametrize("alg", [None, 0, -8, -19, -37, -51, -35 * 10, 5, "ES256", [], 2**64])
    def test_an_algorithm_that_is_not_for_the_key_is_not_supported(self, alg: object) -> None:
        assert failed_at(Step.SIGNATURE, DRAFT.with_headers({1: alg}).signed()) is Code.UNSUPPORTED

    def test_the_older_name_of_the_same_algorithm_will_do(self) -> None:
        assert evaluate(DRAFT.with_headers({1: -7}).signed()).verdict is Verdict.VALID

    @pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1()], ids=["P-384", "P-521"])
    def test_larger_curves_will_do(self, curve: ec.EllipticCurve) -> None:
        signer = on_curve(curve)
        certificate = certified(signer)
        report = evaluate(issuer(signer, certificate).issue(record()).qr_text, bundle(TrustedIssuer.of((certificate,))))
        assert report.verdict is Verdict.VALID


class TestKey:
    WINDOW = (NOW - 10 * DAY, NOW + 10 * DAY)

    def entry(self, **changes: Any) -> TrustedIssuer:  # noqa: ANN401 - whatever `of` takes
        return TrustedIssuer.of((certified(window=self.WINDOW),), **changes)

    def dated(self, at: datetime) -> bytes:
        return DRAFT.with_claims({6: int(at.timestamp()), 4: SECONDS + 86_400 * 365}).signed()

    @pytest.mark.parametrize("claims", [{1: BEIJING}, {1: "990000"}, {1: ""}])
    def test_an_association_that_it_is_not_certified_for_fails(self, claims: dict[int, Any]) -> None:
        assert failed_at(Step.KEY, DRAFT.with_claims(claims).signed()) is Code.OUT_OF_SCOPE

    def test_a_category_that_it_is_not_certified_for_fails(self) -> None:
        only = bundle(TrustedIssuer.of((certified(categories=frozenset({Category.NON_PRACTISING})),)))
        assert failed_at(Step.KEY, ISSUED.qr_text, of=only) is Code.OUT_OF_SCOPE

    @pytest.mark.parametrize("category", [None, 0, 3, True, "practising", [], {}])
    def test_a_category_that_there_is_not_fails(self, category: object) -> None:
        report = evaluate(DRAFT.with_claims(certificate_map(category=category)).signed())
        assert check(report, Step.KEY).code is Code.CONTENT_INVALID
        assert check(report, Step.CONTENT).code is Code.CONTENT_INVALID

    @pytest.mark.parametrize(
        ("at", "inside"),
        [
            (NOW - 10 * DAY - SECOND, False),
            (NOW - 10 * DAY, True),
            (NOW + 10 * DAY, True),
            (NOW + 10 * DAY + SECOND, False),
        ],
    )
    def test_its_window_counts_at_the_moment_of_signing(self, at: datetime, *, inside: bool) -> None:
        report = evaluate(self.dated(at), bundle(self.entry()), at=max(at, NOW))
        assert check(report, Step.KEY).outcome is (Outcome.PASSED if inside else Outcome.FAILED)
        assert check(report, Step.KEY).code is (None if inside else Code.KEY_NOT_VALID)

    def test_what_it_signed_stays_signed_when_its_window_is_over(self) -> None:
        later = bundle(self.entry(), issued=NOW + 20 * DAY, expires=NOW + 40 * DAY)
        assert evaluate(ISSUED.qr_text, later, at=NOW + 30 * DAY).verdict is Verdict.VALID

    @pytest.mark.parametrize(("offset", "holds"), [(-SECOND, True), (timedelta(0), True), (SECOND, False)])
    def test_retired_it_signs_nothing_new_and_what_it_signed_stays(self, offset: timedelta, *, holds: bool) -> None:
        retired = bundle(self.entry(state=KeyState.RETIRED, since=NOW))
        report = evaluate(self.dated(NOW + offset), retired, at=NOW + DAY)
        assert report.verdict is (Verdict.VALID if holds else Verdict.INVALID)
        assert check(report, Step.KEY).code is (None if holds else Code.KEY_NOT_VALID)

    @pytest.mark.parametrize(
        ("offset", "outcome"),
        [
            (-10 * DAY, Outcome.INDETERMINATE),
            (-SECOND, Outcome.INDETERMINATE),
            (timedelta(0), Outcome.FAILED),
            (SECOND, Outcome.FAILED),
        ],
    )
    def test_compromised_it_settles_nothing_any_more(self, offset: timedelta, outcome: Outcome) -> None:
        """Whoever has it writes what date they like."""
        leaked = bundle(self.entry(state=KeyState.COMPROMISED, since=NOW))
        report = evaluate(self.dated(NOW + offset), leaked, at=NOW + DAY)
        found = check(report, Step.KEY)
        assert (found.outcome, found.code) == (outcome, Code.KEY_COMPROMISED)
        assert report.verdict is not Verdict.VALID
        assert report.code is Code.KEY_COMPROMISED

    @pytest.mark.parametrize(
        "windows",
        [
            pytest.param([(NOW - 100 * DAY, NOW - 10 * DAY), (NOW, NOW + 100 * DAY)], id="its first moment"),
            pytest.param([(NOW - 100 * DAY, NOW - 10 * DAY), (NOW - 9 * DAY, NOW)], id="its last moment"),
        ],
    )
    def test_a_key_certified_twice_is_judged_by_the_window_that_covers_the_signing_to_the_second(
        self, windows: list[tuple[datetime, datetime]]
    ) -> None:
        entries = [TrustedIssuer.of((certified(window=window),)) for window in windows]
        assert evaluate(ISSUED.qr_text, bundle(*entries)).verdict is Verdict.VALID

    def test_certified_anew_it_is_judged_by_the_certificate_of_that_time(self) -> None:
        """The same key with two certificates, one after the other, as licensed CAs renew them."""
        old = TrustedIssuer.of((certified(window=(NOW - 100 * DAY, NOW - 10 * DAY)),))
        new = TrustedIssuer.of((certified(window=(NOW - 10 * DAY, NOW + 100 * DAY)),))
        renewed = bundle(old, new)
        for at in (NOW - 50 * DAY, NOW):
            assert evaluate(self.dated(at), renewed).verdict is Verdict.VALID
        assert failed_at(Step.KEY, self.dated(NOW - 101 * DAY), of=renewed) is Code.KEY_NOT_VALID

    def test_certified_for_two_associations_it_issues_for_both(self) -> None:
        both = bundle(ENTRY, TrustedIssuer.of((certified(of=BEIJING),)))
        for code in (BEIJING, SHANGHAI):
            report = evaluate(DRAFT.with_claims({1: code}).signed(), both)
            assert report.verdict is Verdict.VALID
            assert report.certificate is not None
            assert report.certificate.view.association.code == code
        assert failed_at(Step.KEY, DRAFT.with_claims({1: "120000"}).signed(), of=both) is Code.OUT_OF_SCOPE

    def test_the_bundle_may_grant_less_than_the_certificate(self) -> None:
        less = replace(ENTRY.mandate, categories=frozenset({Category.NON_PRACTISING}))
        narrowed = bundle(TrustedIssuer.of((CERTIFICATE,), mandate=less))
        assert failed_at(Step.KEY, ISSUED.qr_text, of=narrowed) is Code.OUT_OF_SCOPE


class TestTimes:
    def at(self, offset: timedelta, **claims: int) -> tuple[Outcome, Code | None]:
        numbers = {"exp": 4, "nbf": 5, "iat": 6}
        credential = DRAFT.with_claims({numbers[name]: value for name, value in claims.items()}).signed()
        found = check(evaluate(credential, at=NOW + offset), Step.TIMES)
        return found.outcome, found.code

    @pytest.mark.parametrize(
        ("offset", "code"),
        [
            (-LEEWAY - SECOND, Code.NOT_YET_VALID),
            (-LEEWAY, None),
            (timedelta(0), None),
            (366 * DAY - SECOND, None),
            (366 * DAY + LEEWAY - SECOND, None),
            (366 * DAY + LEEWAY, Code.EXPIRED),
        ],
    )
    def test_leeway_is_given_on_both_sides(self, offset: timedelta, code: Code | None) -> None:
        assert self.at(offset) == (Outcome.FAILED if code else Outcome.PASSED, code)

    def test_leeway_is_the_verifiers_choice(self) -> None:
        strict = verifier(at=NOW - SECOND, policy=Policy(leeway=timedelta(0))).evaluate(ISSUED.qr_text)
        assert strict.code is Code.NOT_YET_VALID
        generous = verifier(at=NOW - 20 * DAY, policy=Policy(leeway=30 * DAY)).evaluate(ISSUED.qr_text)
        assert generous.verdict is Verdict.VALID

    def test_the_later_of_iat_and_nbf_counts(self) -> None:
        later = SECONDS + 3600
        assert self.at(timedelta(0), nbf=later) == (Outcome.FAILED, Code.NOT_YET_VALID)
        assert self.at(timedelta(hours=1), nbf=later) == (Outcome.PASSED, None)
        assert self.at(timedelta(0), nbf=0) == (Outcome.PASSED, None)
        assert self.at(timedelta(0), iat=later, nbf=0) == (Outcome.FAILED, Code.NOT_YET_VALID)

    @pytest.mark.parametrize(
        "claims", [{"exp": SECONDS}, {"exp": SECONDS - 1}, {"exp": 0}, {"nbf": SECONDS + 366 * 86_400}]
    )
    def test_an_end_that_comes_before_the_beginning_fails_at_any_time(self, claims: dict[str, int]) -> None:
        for offset in (-400 * DAY, timedelta(0), 400 * DAY):
            assert self.at(offset, **claims) == (Outcome.FAILED, Code.CONTENT_INVALID)

    def test_the_latest_moment_there_is_will_do(self) -> None:
        assert self.at(timedelta(0), exp=253_402_300_799) == (Outcome.PASSED, None)

    def test_the_clock_is_read_once(self) -> None:
        readings = iter([NOW])
        checker = verifier()
        checker._clock = lambda: next(readings)
        assert checker.evaluate(ISSUED.qr_text).at == NOW


class TestStatus:
    def test_a_status_that_no_list_tells_of_is_unknown(self) -> None:
        report = evaluate(issue(status=STATUS).qr_text)
        assert report.verdict is Verdict.INDETERMINATE
        assert report.code is Code.STATUS_UNKNOWN
        assert check(report, Step.STATUS).outcome is Outcome.INDETERMINATE
        assert report.certificate is not None

    @pytest.mark.parametrize(
        "status", [5, "revoked", [], {}, {"status_list": 5}, {"status_list": {"idx": -1, "uri": "x"}}]
    )
    def test_a_status_that_refers_to_nothing_fails(self, status: object) -> None:
        assert failed_at(Step.STATUS, DRAFT.with_claims({65535: status}).signed()) is Code.CONTENT_INVALID


class TestDisclosures:
    PARENT, EVERY = ISSUED.disclosures[-1], ISSUED.disclosures

    def shown(self, *disclosures: object) -> bytes:
        return reassembled(ISSUED.credential, unprotected={17: list(disclosures)})

    def test_whatever_is_shown_is_told(self) -> None:
        report = evaluate(self.shown(*self.EVERY))
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert dict(report.certificate.details) == details()
        assert list(report.certificate.details) == list(details())

    def test_one_of_them_can_be_shown_alone(self) -> None:
        for field, disclosure in zip(DETAILS, self.EVERY, strict=False):
            report = evaluate(self.shown(disclosure, self.PARENT))
            assert report.certificate is not None
            assert dict(report.certificate.details) == {field.name: details()[field.name]}

    def test_a_detail_without_the_one_it_stands_in_fails(self) -> None:
        assert failed_at(Step.DISCLOSURES, self.shown(self.EVERY[0])) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("value", [[], b"", b"x", "x", 5, True, {}, {1: b"x"}, [5], ["x"], [[b"x"]], [PARENT, 5]])
    def test_sd_claims_of_another_shape_fail(self, value: object) -> None:
        credential = reassembled(ISSUED.credential, unprotected={17: value})
        assert failed_at(Step.DISCLOSURES, credential) is Code.MALFORMED

    def test_another_hash_is_looked_for_where_the_header_says_so(self) -> None:
        signed = DRAFT.with_headers({170: -44}).with_unprotected({17: [self.PARENT]}).signed()
        assert failed_at(Step.DISCLOSURES, signed) is Code.DISCLOSURE_MISMATCH
        others: list[Any] = [-15, 5, "SHA-256", []]
        for number in others:
            unknown = DRAFT.with_headers({170: number}).with_unprotected({17: [self.PARENT]}).signed()
            assert failed_at(Step.DISCLOSURES, unknown) is Code.UNSUPPORTED

    def test_what_is_wrong_with_them_does_not_hide_the_face(self) -> None:
        report = evaluate(self.shown(self.EVERY[0]))
        assert report.certificate is not None
        assert report.certificate.view == ISSUED.view
        assert dict(report.certificate.details) == {}


class TestContent:
    @pytest.mark.parametrize(
        "changes",
        [
            {"name": None}, {"name": ""}, {"name": 5}, {"name": "\u202eabc"}, {"name": "e\u0301"}, {"name": b"x"},
            {"gender": None}, {"gender": 3}, {"gender": True}, {"gender": 1.0}, {"gender": []},
            {"joined": None}, {"joined": 17_241}, {"joined": CBORTag(100, 17_241.0)}, {"joined": CBORTag(1, 17_241)},
            {"joined": CBORTag(100, 10**9)}, {"joined": "2017-03-16"}, {"details": 5}, {"details": []},
            {"details": "x"}, {"details": {1: 5}}, {"details": {2: 1988}}, {"details": {5: []}},
            {"details": {6: [[1]]}},
        ],
    )  # fmt: skip
    def test_of_another_type_fails(self, changes: dict[str, Any]) -> None:
        credential = DRAFT.with_claims(certificate_map(**changes)).signed()
        assert failed_at(Step.CONTENT, credential) is Code.CONTENT_INVALID
        assert evaluate(credential).certificate is None

    @pytest.mark.parametrize("number", ["", "11000731004", "1100073100421", "11000731004x", "１１０００７３１００４２"])
    def test_a_certificate_number_of_another_form_fails(self, number: str) -> None:
        assert failed_at(Step.CONTENT, DRAFT.with_claims({2: number}).signed()) is Code.CONTENT_INVALID

    def test_members_that_are_not_known_here_are_passed_over(self) -> None:
        future = {-65537: {**CERTIFICATE_MAP, 9: "from the future", "x": [1]}, 99: "too"}
        report = evaluate(DRAFT.with_claims(future).signed())
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert report.certificate.view == ISSUED.view

    def test_an_unknown_detail_is_passed_over(self) -> None:
        details = {to_be_redacted(1): "京注协〔2017〕28号", to_be_redacted(77): "from the future", decoy(1): None}
        faced = {**CERTIFICATE_MAP, to_be_redacted(5): details}
        del faced[REDACTED_KEYS]
        made = redact({**DRAFT.payload, -65537: faced})
        signed = replace(DRAFT, payload=made.payload).with_unprotected({17: list(made.disclosures)}).signed()
        report = evaluate(signed)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert dict(report.certificate.details) == {"approval_number": "京注协〔2017〕28号"}

    @pytest.mark.parametrize("cnf", [5, [], {}, {1: 5}, {1: {}}, {1: {1: 2, -1: 1, -2: b"x", -3: True}}, {2: b"kid"}])
    def test_a_holders_key_that_is_none_is_not_valid(self, cnf: object) -> None:
        report = evaluate(BOUND.with_claims({8: cnf}).signed())
        assert report.verdict is Verdict.INVALID
        assert report.code is Code.BINDING_INVALID
        assert report.certificate is not None
        assert report.certificate.holder_key is None

    def test_nor_is_one_that_is_null(self) -> None:
        null = replace(BOUND, payload={**BOUND.payload, 8: None}).signed()
        assert evaluate(null).code is Code.BINDING_INVALID

    def test_a_field_that_the_verifier_requires_must_be_shown(self) -> None:
        strict = verifier(policy=Policy(required_fields=("birth_date",)))
        assert strict.evaluate(ISSUED.qr_text).code is Code.FIELD_MISSING
        shown = reassembled(ISSUED.credential, unprotected={17: list(ISSUED.disclosures)})
        assert strict.evaluate(shown).verdict is Verdict.VALID
