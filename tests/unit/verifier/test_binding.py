"""Step 10: whoever shows the certificate holds the key it is bound to, and shows it to us, now."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from cicpa_credentials.disclosure import REDACTED_KEYS
from cicpa_credentials.errors import Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.members.fields import DETAILS
from cicpa_credentials.verifier import Outcome, Policy, Step, Verdict
from cicpa_credentials.verifier.binding import is_number
from cicpa_credentials.wire import sign1, transport
from cicpa_credentials.wire.labels import Claim, Confirmation, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import BASE_URL, HOLDER, Draft, issue, on_curve
from pki import NOW
from presenting import AT_THE_BANK, BANK, bearer, bound, evaluate, forge, judged, present, show
from sample_records import record

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NO_LEEWAY = Policy(audience=BANK, leeway=timedelta(0))
NOT_OUR_FORM = (Outcome.FAILED, Code.BINDING_INVALID)
PASSED = (Outcome.PASSED, None)
T = int(NOW.timestamp())
BEGIN, END = int(bound().issued_at.timestamp()), int(bound().expires_at.timestamp())


def binding(received: bytes, policy: Policy = AT_THE_BANK, **changes: Any) -> tuple[Outcome, Code | None]:  # noqa: ANN401 - whatever `evaluate` takes
    return judged(evaluate(received, policy, **changes), Step.BINDING)


def with_claims(**changes: Any) -> tuple[Outcome, Code | None]:  # noqa: ANN401 - whatever CBOR can say
    """How a token with these claims fares; its names are those of `Claim` in small letters."""
    return binding(forge(claims={Claim[name.upper()]: value for name, value in changes.items()}))


# who holds the key


def test_a_presentation_for_this_reader_passes() -> None:
    report = evaluate(present())
    assert report.verdict is Verdict.VALID
    assert judged(report, Step.BINDING) == PASSED
    assert report.certificate is not None
    assert report.certificate.holder_key == HOLDER.public_key
    assert report.certificate.to_dict()["holder_bound"] is True


def test_it_passes_as_a_code_too() -> None:
    assert evaluate(transport.encode(present(), base_url=BASE_URL)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "signer",
    [
        on_curve(ec.SECP384R1()),
        on_curve(ec.SECP521R1()),
        InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32)),
    ],
    ids=lambda signer: str(signer.public_key.kind),
)
def test_holders_keys_of_every_kind_bind(signer: InProcessSigner) -> None:
    held = issue(holder_key=signer.public_key)
    report = evaluate(present(of=held, key=signer))
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert report.certificate.holder_key == signer.public_key


def test_a_bound_certificate_without_proof_says_so() -> None:
    report = evaluate(bound().credential, Policy())
    assert report.verdict is Verdict.VALID
    assert judged(report, Step.BINDING) == (Outcome.NOT_CHECKED, None)
    assert "nobody proved" in report.checks[Step.BINDING - 1].detail
    assert report.certificate is not None
    assert report.certificate.holder_key == HOLDER.public_key


def test_a_bearer_certificate_says_that_anybody_can_show_it() -> None:
    report = evaluate(show(), Policy())
    assert report.verdict is Verdict.VALID
    assert judged(report, Step.BINDING) == (Outcome.NOT_CHECKED, None)
    assert "anybody who has a copy" in report.checks[Step.BINDING - 1].detail
    assert report.certificate is not None
    assert report.certificate.holder_key is None


@pytest.mark.parametrize(
    "policy", [Policy(require_holder_binding=True), Policy(audience=BANK), Policy(nonce=b"n"), AT_THE_BANK]
)
@pytest.mark.parametrize(
    "received", [bound().credential, bearer().credential, show()], ids=["bound", "bearer", "shown"]
)
def test_a_policy_that_asks_for_proof_takes_nothing_less(policy: Policy, received: bytes) -> None:
    assert binding(received, policy) == (Outcome.FAILED, Code.BINDING_MISSING)


def test_a_report_says_whom_a_certificate_is_bound_to_even_if_nobody_proved_it() -> None:
    certificate = evaluate(bound().credential).certificate
    assert certificate is not None
    assert certificate.holder_key == HOLDER.public_key


def test_a_token_around_a_certificate_that_is_bound_to_no_key_proves_nothing() -> None:
    around = Sign1.decode(bearer().credential).to_value()
    assert binding(forge(present(()), headers={Header.KCWT: around})) == NOT_OUR_FORM


@pytest.mark.parametrize("cnf", ["key", {}, {3: b"x"}, {1: {}}, {1: {1: 2, -1: 1, -2: b"\xff" * 32, -3: True}}])
def test_a_certificate_bound_to_no_key_that_can_be_used_fails_with_or_without_proof(cnf: object) -> None:
    credential = Draft.of(bound().credential).with_claims({Claim.CNF: cnf}).signed()
    assert binding(credential, Policy()) == NOT_OUR_FORM
    around = forge(present(()), headers={Header.KCWT: Sign1.decode(credential).to_value()})
    assert binding(around) == NOT_OUR_FORM


# for whom


def test_a_presentation_for_another_reader_is_refused() -> None:
    assert binding(present(audience="shop.example")) == (Outcome.FAILED, Code.AUDIENCE_MISMATCH)


@pytest.mark.parametrize("audience", ["Bank.example", "bank.example ", "bank.example/", "bank.exampl", "ｂank.example"])
def test_audiences_are_compared_to_the_letter(audience: str) -> None:
    assert binding(present(audience=audience)) == (Outcome.FAILED, Code.AUDIENCE_MISMATCH)


def test_a_reader_without_a_name_takes_no_presentation() -> None:
    assert binding(present(), Policy()) == (Outcome.FAILED, Code.AUDIENCE_MISMATCH)
    assert binding(present(), Policy(require_holder_binding=True)) == (Outcome.FAILED, Code.AUDIENCE_MISMATCH)


@pytest.mark.parametrize("audience", [None, "shop.example"])
def test_a_reader_that_says_so_takes_presentations_for_anybody(audience: str | None) -> None:
    assert binding(present(), Policy(audience=audience, unsafe_any_audience=True)) == PASSED


@pytest.mark.parametrize("aud", [None, b"bank.example", ["bank.example"], 7])
def test_an_audience_that_is_no_text_is_refused_even_by_who_takes_any(aud: object) -> None:
    token = forge(claims={Claim.AUD: aud})
    assert binding(token, Policy(unsafe_any_audience=True)) == NOT_OUR_FORM


def test_a_nonce_that_was_asked_for_must_come_back() -> None:
    asking = Policy(audience=BANK, nonce=b"7777")
    assert binding(present(nonce=b"7777"), asking) == PASSED
    for token in (present(nonce=b"7778"), present(nonce=b"777"), present(nonce=b"77777"), present()):
        assert binding(token, asking) == (Outcome.FAILED, Code.NONCE_MISMATCH)


def test_a_nonce_that_nobody_asked_for_is_passed_over() -> None:
    assert binding(present(nonce=b"unasked")) == PASSED


@pytest.mark.parametrize("nonce", ["7777", 7777, [b"7777"], CBORTag(24, b"7777")])
@pytest.mark.parametrize("asked", [None, b"7777"])
def test_a_nonce_that_is_no_byte_string_is_refused(nonce: object, asked: bytes | None) -> None:
    assert binding(forge(claims={Claim.CNONCE: nonce}), Policy(audience=BANK, nonce=asked)) == NOT_OUR_FORM


# when


def test_it_counts_from_its_beginning_until_its_end() -> None:
    token = present(valid_for=MINUTE)
    assert binding(token, NO_LEEWAY) == PASSED
    assert binding(token, NO_LEEWAY, at=NOW + MINUTE - SECOND) == PASSED
    for at in (NOW - SECOND, NOW + MINUTE, NOW + 60 * MINUTE):
        assert binding(token, NO_LEEWAY, at=at) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)


def test_leeway_counts_at_both_ends() -> None:
    token = present(valid_for=MINUTE)
    for at in (NOW - 5 * MINUTE, NOW + 6 * MINUTE - SECOND):
        assert binding(token, at=at) == PASSED
    for at in (NOW - 5 * MINUTE - SECOND, NOW + 6 * MINUTE):
        assert binding(token, at=at) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)


def test_one_that_names_no_end_counts_as_long_as_the_policy_says() -> None:
    token = forge(claims={Claim.EXP: None})
    policy = Policy(audience=BANK, leeway=timedelta(0), max_presentation_age=2 * MINUTE)
    assert binding(token, policy, at=NOW + 2 * MINUTE - SECOND) == PASSED
    assert binding(token, policy, at=NOW + 2 * MINUTE) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)


def test_one_that_begins_later_does_not_count_before() -> None:
    assert binding(forge(claims={Claim.IAT: T + 60, Claim.NBF: T + 60}), NO_LEEWAY) == (
        Outcome.FAILED,
        Code.PRESENTATION_EXPIRED,
    )


def test_times_may_be_floats_and_count_to_the_fraction() -> None:
    token = forge(claims={Claim.IAT: T + 0.5, Claim.EXP: T + 1.25, Claim.NBF: T + 0.25})
    assert binding(token, NO_LEEWAY, at=NOW + SECOND) == PASSED
    assert binding(token, NO_LEEWAY, at=NOW + 1.25 * SECOND) == (Outcome.FAILED, Code.PRESENTATION_EXPIRED)


@pytest.mark.parametrize("name", ["iat", "exp", "nbf"])
@pytest.mark.parametrize(
    "time",
    [
        math.nan,
        math.inf,
        -math.inf,
        2.0**53 + 2,
        -(2.0**53) - 2,
        True,
        "now",
        b"",
        [T],
        CBORTag(1, T),
        CBORSimpleValue(9),
    ],
    ids=repr,
)
def test_a_time_that_is_no_number_is_refused(name: str, time: object) -> None:
    assert with_claims(**{name: time}) == NOT_OUR_FORM


def test_a_time_of_null_is_no_time() -> None:
    draft = Draft.of(present())
    for claim in (Claim.IAT, Claim.EXP, Claim.NBF):
        assert binding(replace(draft, payload={**draft.payload, claim: None}).signed(HOLDER)) == NOT_OUR_FORM


def test_which_numbers_are_times() -> None:
    assert all(map(is_number, (0, -1, 1 << 63, 0.0, 1.5, 2.0**53, -(2.0**53))))
    assert not any(map(is_number, (True, None, "1", math.nan, math.inf, 2.0**53 + 2)))


@pytest.mark.parametrize(
    "times",
    [
        {"nbf": T + 1, "iat": T},
        {"iat": T, "exp": T},
        {"iat": T, "exp": T - 1},
        {"exp": END + 1},
        {"nbf": T + 2, "iat": T + 1, "exp": END + 0.5},
        {"iat": BEGIN - 1},
        {"iat": END, "exp": None},
        {"iat": END + 1, "exp": None},
        {"iat": END + 2, "nbf": END, "exp": None},
    ],
    ids=str,
)
def test_its_time_is_in_order_and_inside_that_of_the_certificate(times: dict[str, Any]) -> None:
    assert with_claims(**times) == NOT_OUR_FORM


@pytest.mark.parametrize(
    "times",
    [{"iat": BEGIN, "exp": END}, {"nbf": T, "iat": T}, {"nbf": BEGIN - 9, "iat": T}, {"exp": END}, {"nbf": T - 60}],
    ids=str,
)
def test_its_time_may_fill_that_of_the_certificate(times: dict[str, Any]) -> None:
    assert with_claims(**times) == PASSED


@pytest.mark.parametrize("times", [{"nbf": T - 1}, {"iat": T - 1}, {"nbf": None, "iat": T - 1}], ids=str)
def test_it_does_not_begin_before_the_certificate_counts(times: dict[str, Any]) -> None:
    credential = Draft.of(bound().credential).with_claims({Claim.NBF: T, Claim.IAT: T - 9}).signed()
    around = Sign1.decode(credential).to_value()
    good = forge(present(()), headers={Header.KCWT: around}, claims={Claim.NBF: T})
    assert binding(good) == PASSED
    changed = {Claim[name.upper()]: value for name, value in times.items()}
    assert binding(forge(good, claims=changed)) == NOT_OUR_FORM


def test_a_token_without_time_needs_a_nonce_of_ours() -> None:
    token = forge(claims={Claim.IAT: None, Claim.EXP: None, Claim.CTI: b"one of a kind", Claim.CNONCE: b"7777"})
    assert binding(token) == NOT_OUR_FORM
    assert binding(token, Policy(audience=BANK, nonce=b"7777"), at=NOW + 60 * MINUTE) == PASSED
    assert binding(token, Policy(audience=BANK, nonce=b"7778")) == (Outcome.FAILED, Code.NONCE_MISMATCH)


@pytest.mark.parametrize(
    "changes",
    [
        {"iat": None, "exp": None},
        {"iat": None, "exp": None, "cti": "text"},
        {"iat": None, "cti": b"id"},
        {"iat": None, "exp": None, "nbf": T, "cti": b"id"},
    ],
    ids=str,
)
def test_a_token_has_its_moment_or_an_identifier_and_no_time_without_a_moment(changes: dict[str, Any]) -> None:
    asking = Policy(audience=BANK, nonce=b"7777")
    token = forge(claims={Claim.CNONCE: b"7777", **{Claim[name.upper()]: value for name, value in changes.items()}})
    assert binding(token, asking) == NOT_OUR_FORM


def test_a_token_may_have_both_a_moment_and_an_identifier() -> None:
    assert with_claims(cti=b"id") == PASSED


# its form


@pytest.mark.parametrize("claim", ["iss", "sub"])
def test_a_token_does_not_say_who_made_it(claim: str) -> None:
    assert with_claims(**{claim: "110007310042"}) == NOT_OUR_FORM


@pytest.mark.parametrize("content", [{}, {1: "someone"}])
def test_a_token_has_no_claims_in_its_header(content: object) -> None:
    assert binding(forge(headers={Header.CWT_CLAIMS: content})) == NOT_OUR_FORM


@pytest.mark.parametrize("headers", [{Header.KID: b"kid"}, {99: 1}, {Header.SD_CLAIMS: [b"x"]}, {"note": 1}], ids=str)
def test_a_token_has_no_unprotected_header(headers: dict[Any, Any]) -> None:
    assert binding(forge(unprotected=headers)) == NOT_OUR_FORM


@pytest.mark.parametrize("where", ["claims", "headers"])
@pytest.mark.parametrize(
    "value",
    [
        REDACTED_KEYS,
        {REDACTED_KEYS: []},
        [{REDACTED_KEYS: [b"x" * 32]}],
        [CBORTag(60, b"x" * 32)],
        CBORTag(58, 1),
        {1: [CBORTag(62, 1)]},
        CBORTag(1000, {REDACTED_KEYS: []}),
        CBORTag(1000, [[CBORTag(60, b"x")]]),
        {1.5: 1},
        {"": 1},
        {"k" * 256: 1},
        {b"bytes": 1},
    ],
    ids=str,
)
def test_nothing_in_a_token_is_redacted_at_any_depth(where: str, value: object) -> None:
    assert binding(forge(**{where: {5000: value}})) == NOT_OUR_FORM  # type: ignore[arg-type]


@pytest.mark.parametrize("key", [REDACTED_KEYS, 1.5, b"bytes", "", "k" * 256], ids=str)
def test_the_labels_of_a_token_are_numbers_or_short_text(key: object) -> None:
    assert binding(forge(claims={key: 1})) == NOT_OUR_FORM


@pytest.mark.parametrize(
    "value", [59, 59.0, {59: 59}, [1, "x", None, b""], CBORTag(1000, [{1: CBORSimpleValue(58)}])], ids=str
)
def test_whatever_else_a_token_says_is_passed_over(value: object) -> None:
    assert binding(forge(claims={5000: value}, headers={5001: value})) == PASSED


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\xa1\x03", b"\xa0\x00", b"\xa2\x03\x61a\x03\x61b", b"\xbf\xff"])
def test_a_payload_that_is_no_map_is_refused(payload: bytes) -> None:
    protected = Sign1.decode(present()).protected_bytes
    signature = HOLDER.sign(sign1.to_be_signed(protected, payload))
    assert binding(sign1.assemble(protected, payload, signature)) == NOT_OUR_FORM


@pytest.mark.parametrize("typ", ["application/kb+cwt", 294])
def test_both_names_of_the_type_are_known(typ: object) -> None:
    assert binding(forge(headers={Header.TYP: typ})) == PASSED


# with the rest of the report


def test_the_token_and_the_certificate_are_judged_each_on_its_own() -> None:
    report = evaluate(present(audience="shop.example"), Policy(audience=BANK, required_fields=("mobile",)))
    assert [check.code for check in report.checks if check.outcome is Outcome.FAILED] == [
        Code.AUDIENCE_MISMATCH,
        Code.FIELD_MISSING,
    ]
    assert report.certificate is not None
    assert dict(report.certificate.details) == {"birth_date": record().birth_date}


def test_the_fields_that_a_policy_requires_must_be_shown() -> None:
    policy = Policy(audience=BANK, required_fields=("birth_date", "firm"))
    assert judged(evaluate(present(["birth_date"]), policy), Step.CONTENT) == (Outcome.FAILED, Code.FIELD_MISSING)
    assert evaluate(present(["firm", "birth_date"]), policy).verdict is Verdict.VALID
    assert evaluate(present([field.name for field in DETAILS]), policy).verdict is Verdict.VALID


def test_required_fields_ask_bearers_too() -> None:
    policy = Policy(required_fields=("firm",))
    assert evaluate(show(["firm"]), policy).verdict is Verdict.VALID
    assert evaluate(bearer().credential, policy).code is Code.FIELD_MISSING


def test_the_confirmation_claim_names_the_key_itself() -> None:
    assert Draft.of(bound().credential).payload[Claim.CNF] == {Confirmation.COSE_KEY: HOLDER.public_key.to_cose_key()}
