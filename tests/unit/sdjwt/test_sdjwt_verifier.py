"""The eleven steps for an SD-JWT: what it reads by itself in full; that it is judged as a printed certificate is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.errors import Code
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.members import DETAILS
from cicpa_credentials.sdjwt import SdJwtVerifier
from cicpa_credentials.status import Archive, Status
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict, VerificationError
from office import BEIJING, BUNDLE, CERTIFICATE, DAY, HOLDER, KEY, bundle, certified, clock, issue, verifier
from pki import NOW
from sample_records import record
from status_samples import INDEX, REFERENCE, a_list
from wallets import (
    AT_THE_BANK,
    BANK,
    NONCE,
    Binding,
    Draft,
    a_disclosure,
    bearer,
    bound,
    digest,
    evaluate,
    judged,
    present,
    wallet,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.verifier import Report

ALL = tuple(field.name for field in DETAILS)
BEARER = Draft.of(bearer())
SECONDS = int(NOW.timestamp())
SECOND = timedelta(seconds=1)
YEAR = timedelta(days=366)
LEEWAY = Policy().leeway


def at(step: Step, received: str, policy: Policy = AT_THE_BANK, **given: Any) -> tuple[Outcome, Code | None]:  # noqa: ANN401 - whatever `evaluate` takes
    return judged(evaluate(received, policy, **given), step)


def failed(code: Code) -> tuple[Outcome, Code]:
    return Outcome.FAILED, code


PASSED = (Outcome.PASSED, None)


class TestReport:
    def test_a_presentation_passes_every_step_that_it_has(self) -> None:
        report = evaluate(present(ALL), AT_THE_BANK)
        assert report.verdict is Verdict.VALID
        assert [check.step for check in report.checks] == list(Step)
        outcomes = {check.step: check.outcome for check in report.checks}
        assert outcomes.pop(Step.STATUS) is Outcome.NOT_CHECKED
        assert set(outcomes.values()) == {Outcome.PASSED}

    def test_the_facts_are_those_of_the_printed_certificate(self) -> None:
        printed = issue(holder_key=HOLDER.public_key)
        token = Holder(printed, clock=clock()).present(ALL, audience=BANK, nonce=NONCE.encode(), key=HOLDER)
        theirs = verifier(policy=AT_THE_BANK).evaluate(token.encoded)
        ours = evaluate(present(ALL), AT_THE_BANK)
        assert ours == theirs

    def test_just_the_chosen_details_are_in_it(self) -> None:
        report = evaluate(present(["email", "inspections"]), AT_THE_BANK)
        assert report.certificate is not None
        assert report.certificate.details == {name: getattr(record(), name) for name in ("email", "inspections")}

    def test_without_disclosures_the_face_is_seen(self) -> None:
        report = evaluate(Draft.of(bearer()).with_disclosures().signed())
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert not report.certificate.details

    def test_its_json_form_is_that_of_every_report(self) -> None:
        for received in (present(ALL), bearer(), "", present() + "x"):
            assert not schemas.problems("report", evaluate(received, AT_THE_BANK).to_dict())

    def test_verify_returns_what_was_signed_or_raises_with_the_report(self) -> None:
        checking = SdJwtVerifier(BUNDLE, clock=clock())
        assert checking.verify(bearer()).view == issue().view
        with pytest.raises(VerificationError) as refused:
            checking.verify(bearer()[:-1])
        assert refused.value.code is refused.value.report.code is Code.MALFORMED

    def test_unless_told_otherwise_the_clock_is_the_system_s(self) -> None:
        before = datetime.now(UTC)
        assert before <= SdJwtVerifier(BUNDLE).evaluate("").at <= datetime.now(UTC)

    def test_where_an_early_step_fails_nothing_behind_it_is_said(self) -> None:
        report = evaluate("nothing", AT_THE_BANK)
        assert report.code is Code.NOT_A_CERTIFICATE
        assert report.certificate is None
        assert {check.outcome for check in report.checks[1:]} == {Outcome.NOT_CHECKED}

    def test_the_others_are_judged_each_on_its_own(self) -> None:
        stale = BEARER.with_claims({"exp": SECONDS - 86400, "iat": SECONDS - 2 * 86400}).with_disclosures("x").signed()
        report = evaluate(stale, AT_THE_BANK)
        codes = [check.code for check in report.checks if check.outcome is Outcome.FAILED]
        assert codes == [Code.EXPIRED, Code.DISCLOSURE_MISMATCH, Code.BINDING_MISSING]
        assert report.certificate is not None


class TestPastMoments:
    """As for a printed certificate: tests/unit/verifier/test_past_moments.py has the rules."""

    THEN = NOW + 10 * DAY
    LATER = NOW + 30 * DAY
    SHOWN = wallet(status=REFERENCE)

    @staticmethod
    def edition(number: int, made: datetime, status: Status, *, state: KeyState = KeyState.ACTIVE) -> TrustBundle:
        entry = TrustedIssuer.of((CERTIFICATE,), state=state, since=None if state is KeyState.ACTIVE else NOW)
        kept = a_list([(INDEX, status)], issued=made, ttl=30 * DAY, expires=made + 40 * DAY)
        return bundle(entry, sequence=number, issued=made, expires=made + 40 * DAY, status_lists=(kept,))

    def ask(self, newest: TrustBundle, *earlier: TrustBundle, at: datetime | None = None) -> Report:
        checking = SdJwtVerifier(newest, archive=Archive(earlier), clock=clock(self.LATER))
        return checking.evaluate(self.SHOWN, at=at)

    def test_the_status_is_that_of_the_day(self) -> None:
        first, second = self.edition(1, NOW, Status.VALID), self.edition(2, self.LATER, Status.INVALID)
        assert self.ask(second, first).code is Code.REVOKED
        then = self.ask(second, first, at=self.THEN)
        assert (then.verdict, then.at) == (Verdict.VALID, self.THEN)
        assert (then.basis.bundle.sequence, then.basis.keys.sequence) == (1, 2)
        assert not schemas.problems("report", then.to_dict())

    def test_without_an_archive_the_past_is_not_known(self) -> None:
        assert self.ask(self.edition(2, self.LATER, Status.VALID), at=self.THEN).verdict is Verdict.INDETERMINATE

    def test_a_key_that_has_leaked_since_was_not_safe_then(self) -> None:
        second = self.edition(2, self.LATER, Status.VALID, state=KeyState.COMPROMISED)
        assert self.ask(second, self.edition(1, NOW, Status.VALID), at=self.THEN).code is Code.KEY_COMPROMISED

    def test_a_presentation_is_judged_by_the_minute_it_was_shown_in(self) -> None:
        checking = SdJwtVerifier(BUNDLE, policy=AT_THE_BANK, clock=clock(self.THEN))
        with pytest.raises(VerificationError) as refused:
            checking.verify(present())
        assert refused.value.code is Code.PRESENTATION_EXPIRED
        assert checking.verify(present(), at=NOW).view == issue().view

    @pytest.mark.parametrize("at", [LATER + SECOND, NOW.replace(tzinfo=None)])
    def test_what_has_not_come_or_names_no_moment_is_the_caller_s_mistake(self, at: datetime) -> None:
        with pytest.raises(ValueError, match="aware, and not in the future"):
            self.ask(BUNDLE, at=at)


class TestReading:
    @pytest.mark.parametrize("text", ["", "a.b.c", "林~", "https://verify.example.org/#123", "~" * 70_000])
    def test_what_is_no_sd_jwt(self, text: str) -> None:
        assert at(Step.READ, text) == failed(Code.NOT_A_CERTIFICATE)

    @pytest.mark.parametrize("text", ["~", "a~", "a.b.c~", "e30.e30.~x", bearer() + "x", bearer() + "a.b.c"])
    def test_what_is_no_jwt_between_its_tildes(self, text: str) -> None:
        assert at(Step.READ, text) == PASSED
        assert at(Step.DECODE, text) == failed(Code.MALFORMED)

    def test_a_printed_certificate_is_for_the_other_verifier(self) -> None:
        assert at(Step.READ, issue().qr_text) == failed(Code.NOT_A_CERTIFICATE)
        assert verifier().evaluate(bearer()).code is Code.NOT_A_CERTIFICATE

    @pytest.mark.parametrize("typ", [None, "JWT", "kb+jwt", "vc+sd-jwt", "DC+SD-JWT", 7, ["dc+sd-jwt"]])
    def test_another_type(self, typ: object) -> None:
        assert at(Step.PROFILE, BEARER.with_header(typ=typ).signed()) == failed(Code.NOT_A_CERTIFICATE)

    @pytest.mark.parametrize("vct", [None, "urn:example:letter", 7, ["urn:cicpa:member"]])
    def test_another_kind_of_certificate(self, vct: object) -> None:
        assert at(Step.PROFILE, BEARER.with_claims({"vct": vct}).signed()) == failed(Code.UNSUPPORTED)

    @pytest.mark.parametrize("name", ["iss", "sub", "iat", "exp"])
    @pytest.mark.parametrize("value", [None, True, 1.5, [], {}])
    def test_the_claims_of_every_certificate(self, name: str, value: object) -> None:
        assert at(Step.PROFILE, BEARER.with_claims({name: value}).signed()) == failed(Code.MALFORMED)

    @pytest.mark.parametrize("nbf", ["0", 1.5, -1, True])
    def test_a_beginning_that_is_no_moment(self, nbf: object) -> None:
        assert at(Step.PROFILE, BEARER.with_claims({"nbf": nbf}).signed()) == failed(Code.MALFORMED)

    @pytest.mark.parametrize("kid", [None, 7, ["a"]])
    def test_no_kid(self, kid: object) -> None:
        assert at(Step.PROFILE, BEARER.with_header(kid=kid).signed()) == failed(Code.MALFORMED)

    @pytest.mark.parametrize("aud", [BANK, [BANK], ""])
    def test_one_for_a_single_reader(self, aud: object) -> None:
        assert at(Step.PROFILE, BEARER.with_claims({"aud": aud}).signed()) == failed(Code.UNSUPPORTED)

    def test_headers_and_claims_that_nobody_knows_are_passed_over(self) -> None:
        received = BEARER.with_header(more=1, x5c=None).with_claims({"jti": "7", "more": {"a": [1]}}).signed()
        assert evaluate(received).verdict is Verdict.VALID


class TestIssuer:
    @pytest.mark.parametrize("kid", ["", "0" * 16, HOLDER.public_key.kid.hex(), "not hexadecimal", "é"])
    def test_a_key_that_the_bundle_does_not_know(self, kid: str) -> None:
        assert at(Step.ISSUER, BEARER.with_header(kid=kid).signed()) == failed(Code.UNKNOWN_ISSUER)

    def test_a_bundle_that_has_run_out(self) -> None:
        report = evaluate(bearer(), at=NOW + 31 * DAY)
        assert (report.verdict, report.code) == (Verdict.INDETERMINATE, Code.BUNDLE_EXPIRED)

    def test_another_s_signature(self) -> None:
        assert at(Step.SIGNATURE, BEARER.signed(HOLDER)) == failed(Code.BAD_SIGNATURE)

    def test_keys_that_share_a_kid_are_all_tried(self) -> None:
        twin = replace(TrustedIssuer.of((certified(HOLDER, of=BEIJING),)), public_key=HOLDER.public_key)
        own = TrustedIssuer.of((CERTIFICATE,))
        both = bundle(own, twin)
        object.__setattr__(both, "_by_kid", {KEY.public_key.kid: (twin, own)})
        report = evaluate(bearer(), of=both)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert report.certificate.view.association.code == "310000"

    @pytest.mark.parametrize(
        ("claims", "code"),
        [
            ({"iss": BEIJING}, Code.OUT_OF_SCOPE),
            ({"iss": "https://issuer.example"}, Code.OUT_OF_SCOPE),
            ({"iat": SECONDS - 31 * 86400}, Code.KEY_NOT_VALID),
            ({"category": "honorary"}, Code.CONTENT_INVALID),
            ({"category": None}, Code.CONTENT_INVALID),
            ({"category": 1}, Code.CONTENT_INVALID),
        ],
    )
    def test_what_the_key_may_not_sign(self, claims: Mapping[str, object], code: Code) -> None:
        assert at(Step.KEY, BEARER.with_claims(claims).signed()) == failed(code)

    @pytest.mark.parametrize(
        ("state", "since", "expected"),
        [
            (KeyState.RETIRED, NOW - SECOND, (Outcome.FAILED, Code.KEY_NOT_VALID)),
            (KeyState.RETIRED, NOW, PASSED),
            (KeyState.COMPROMISED, NOW, (Outcome.FAILED, Code.KEY_COMPROMISED)),
            (KeyState.COMPROMISED, NOW + SECOND, (Outcome.INDETERMINATE, Code.KEY_COMPROMISED)),
        ],
    )
    def test_what_has_become_of_the_key(
        self,
        state: KeyState,
        since: datetime,
        expected: tuple[Outcome, Code | None],
    ) -> None:
        changed = bundle(TrustedIssuer.of((CERTIFICATE,), state=state, since=since))
        assert at(Step.KEY, bearer(), of=changed) == expected


class TestTimes:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (NOW - LEEWAY, PASSED),
            (NOW - LEEWAY - SECOND, failed(Code.NOT_YET_VALID)),
            (NOW + YEAR + LEEWAY - SECOND, PASSED),
            (NOW + YEAR + LEEWAY, failed(Code.EXPIRED)),
        ],
    )
    def test_before_during_and_after(self, moment: datetime, expected: tuple[Outcome, Code | None]) -> None:
        assert at(Step.TIMES, bearer(), at=moment) == expected

    def test_not_before_counts(self) -> None:
        late = BEARER.with_claims({"nbf": SECONDS + 86400}).signed()
        assert at(Step.TIMES, late) == failed(Code.NOT_YET_VALID)
        assert at(Step.TIMES, late, at=NOW + DAY) == PASSED

    def test_an_end_before_the_beginning(self) -> None:
        assert at(Step.TIMES, BEARER.with_claims({"exp": SECONDS}).signed()) == failed(Code.CONTENT_INVALID)


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (0, PASSED),
            (1, failed(Code.REVOKED)),
            (2, failed(Code.SUSPENDED)),
            (3, failed(Code.SUPERSEDED)),
        ],
    )
    def test_the_list_of_the_printed_certificates_counts(
        self, status: int, expected: tuple[Outcome, Code | None]
    ) -> None:
        published = bundle(status_lists=[a_list([(INDEX, status)])])
        assert at(Step.STATUS, wallet(status=REFERENCE), of=published) == expected

    def test_a_list_added_later_counts(self) -> None:
        checking = SdJwtVerifier(BUNDLE, clock=clock())
        assert checking.evaluate(wallet(status=REFERENCE)).code is Code.STATUS_UNKNOWN
        checking.lists.add(a_list([(INDEX, 1)]))
        assert checking.evaluate(wallet(status=REFERENCE)).code is Code.REVOKED

    @pytest.mark.parametrize("status", [None, 7, {}, {"status_list": {"uri": "u"}}])
    def test_a_status_that_is_no_reference(self, status: object) -> None:
        payload = {**BEARER.payload, "status": status}
        assert at(Step.STATUS, replace(BEARER, payload=payload).signed()) == failed(Code.CONTENT_INVALID)


class TestBinding:
    def test_nobody_asked_for_proof(self) -> None:
        for received in (bearer(), bound()):
            report = evaluate(received)
            assert judged(report, Step.BINDING) == (Outcome.NOT_CHECKED, None)
            assert report.verdict is Verdict.VALID

    @pytest.mark.parametrize("policy", [AT_THE_BANK, Policy(require_holder_binding=True), Policy(nonce=b"n")])
    def test_proof_is_missing(self, policy: Policy) -> None:
        """RFC 9901 §7.3 step 2: what the holder sends decides nothing."""
        for received in (bearer(), bound()):
            assert at(Step.BINDING, received, policy) == failed(Code.BINDING_MISSING)

    def test_proof_that_nobody_asked_for_is_for_somebody_else(self) -> None:
        assert at(Step.BINDING, present(), Policy()) == failed(Code.AUDIENCE_MISMATCH)
        assert at(Step.BINDING, present(), Policy(unsafe_any_audience=True)) == PASSED

    def test_the_reader_and_the_occasion_count(self) -> None:
        assert at(Step.BINDING, present(audience="shop.example")) == failed(Code.AUDIENCE_MISMATCH)
        assert at(Step.BINDING, present(nonce="another")) == failed(Code.NONCE_MISMATCH)
        assert at(Step.BINDING, present(nonce="another"), Policy(audience=BANK)) == PASSED

    def test_a_nonce_is_compared_by_its_utf_8(self) -> None:
        assert at(Step.BINDING, present(nonce="随机"), Policy(audience=BANK, nonce="随机".encode())) == PASSED

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            (-LEEWAY, PASSED),
            (-LEEWAY - SECOND, failed(Code.PRESENTATION_EXPIRED)),
            (timedelta(minutes=10) + LEEWAY - SECOND, PASSED),
            (timedelta(minutes=10) + LEEWAY, failed(Code.PRESENTATION_EXPIRED)),
        ],
    )
    def test_how_long_it_counts_is_for_the_reader_to_say(
        self, after: timedelta, expected: tuple[Outcome, Code | None]
    ) -> None:
        shown = present(at=NOW + DAY)
        assert at(Step.BINDING, shown, at=NOW + DAY + after) == expected

    @pytest.mark.parametrize(
        "header", [{"typ": None}, {"typ": "JWT"}, {"typ": "KB+JWT"}, {"typ": "application/kb+jwt"}, {"kid": 7}]
    )
    def test_another_type_or_header(self, header: Mapping[str, object]) -> None:
        assert at(Step.BINDING, Binding.of(present()).with_header(**header).signed()) == failed(Code.BINDING_INVALID)

    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": None},
            {"aud": [BANK]},
            {"nonce": None},
            {"nonce": 7},
            {"iat": None},
            {"iat": str(SECONDS)},
            {"iat": True},
            {"exp": "later"},
            {"nbf": []},
            {"sd_hash": None},
            {"sd_hash": 7},
            {"sd_hash": digest("")},
            {"sd_hash": digest(present().rpartition("~")[0])},
            {"iat": SECONDS - 1},
            {"iat": SECONDS + 400 * 86400},
            {"exp": SECONDS},
            {"exp": SECONDS + 367 * 86400},
        ],
    )
    def test_claims_that_are_wrong_or_missing(self, claims: dict[str, object]) -> None:
        assert at(Step.BINDING, Binding.of(present()).with_claims(**claims).signed()) == failed(Code.BINDING_INVALID)

    def test_an_end_that_it_names_counts(self) -> None:
        shown = Binding.of(present()).with_claims(exp=SECONDS + 60).signed()
        assert at(Step.BINDING, shown) == PASSED
        assert at(Step.BINDING, shown, at=NOW + LEEWAY + 2 * timedelta(minutes=1)) == failed(Code.PRESENTATION_EXPIRED)

    def test_more_claims_are_passed_over(self) -> None:
        shown = Binding.of(present()).with_claims(jti="7", iss="me", transaction_data=["x"]).signed()
        assert at(Step.BINDING, shown) == PASSED

    def test_another_key(self) -> None:
        assert at(Step.BINDING, Binding.of(present()).signed(KEY)) == failed(Code.BINDING_INVALID)

    def test_proof_around_a_bearer_certificate(self) -> None:
        token = present().rpartition("~")[2]
        assert at(Step.BINDING, bearer() + token) == failed(Code.BINDING_INVALID)

    @pytest.mark.parametrize("cnf", [7, {}, {"kid": "k"}, {"jwk": {"kty": "oct", "k": "AA"}}])
    def test_a_certificate_bound_to_what_is_no_key(self, cnf: object) -> None:
        assert at(Step.BINDING, BEARER.with_claims({"cnf": cnf}).signed(), Policy()) == failed(Code.BINDING_INVALID)


class TestContent:
    @pytest.mark.parametrize("name", ["name", "gender", "approval_date", "sub"])
    @pytest.mark.parametrize("value", ["", "\u202e", " 7"])
    def test_a_face_that_is_none(self, name: str, value: str) -> None:
        assert at(Step.CONTENT, BEARER.with_claims({name: value}).signed()) == failed(Code.CONTENT_INVALID)

    @pytest.mark.parametrize(("name", "value"), [("email", "nobody"), ("birth_date", 7), ("inspections", [{}])])
    def test_a_detail_that_is_none(self, name: str, value: object) -> None:
        inner = a_disclosure("salt", name, value)
        outer = a_disclosure("salt", "details", {"_sd": [digest(inner)]})
        received = BEARER.with_claims({"_sd": [digest(outer)]}).with_disclosures(outer, inner).signed()
        assert at(Step.CONTENT, received) == failed(Code.CONTENT_INVALID)

    @pytest.mark.parametrize("details", ["text", [], 7, None])
    def test_details_that_are_no_object(self, details: object) -> None:
        payload = {**BEARER.payload, "details": details}
        assert at(Step.CONTENT, replace(BEARER, payload=payload).signed()) == failed(Code.CONTENT_INVALID)

    def test_a_detail_that_nobody_knows_is_passed_over(self) -> None:
        inner = a_disclosure("salt", "shoe_size", 38)
        outer = a_disclosure("salt", "details", {"_sd": [digest(inner)]})
        received = BEARER.with_claims({"_sd": [digest(outer)]}).with_disclosures(outer, inner).signed()
        report = evaluate(received)
        assert report.verdict is Verdict.VALID
        assert report.certificate is not None
        assert not report.certificate.details

    def test_required_fields(self) -> None:
        policy = replace(AT_THE_BANK, required_fields=("email", "firm"))
        assert at(Step.CONTENT, present(["email"]), policy) == failed(Code.FIELD_MISSING)
        assert evaluate(present(["firm", "email"]), policy).verdict is Verdict.VALID
