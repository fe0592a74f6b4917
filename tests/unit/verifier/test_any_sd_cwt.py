"""Any SD-CWT, ours or not: the draft's own rules, one by one."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS, Resolved, decoy, redact, redacted_hash, to_be_redacted
from cicpa_credentials.disclosure.salted import hasher
from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.verifier import Policy
from cicpa_credentials.verifier.sd_cwt import verify_sd_cwt, verify_sd_kbt
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import HOLDER, KEY, Draft, dice
from pki import ec_key
from presenting import BANK, bearer, bound, present

T = 1_800_000_000
NOW = datetime.fromtimestamp(T, UTC)
STRANGER = InProcessSigner(ec_key(55))
POLICY = Policy(audience=BANK, leeway=timedelta(0))
BASIC: dict[Any, Any] = {
    1: "https://issuer.example",
    2: "https://device.example",
    4: T + 1000,
    5: T - 20,
    6: T - 10,
    8: {1: HOLDER.public_key.to_cose_key()},
}
HEADERS: dict[Any, Any] = {1: -9, 4: b"issuer key", 16: 293}


def sd_cwt(
    claims: dict[Any, Any] | None = None,
    *,
    headers: dict[Any, Any] | None = None,
    unprotected: dict[Any, Any] | None = None,
    show: slice = slice(None),
    by: InProcessSigner = KEY,
) -> bytes:
    """An SD-CWT of these claims, marked for redaction as they may be; None takes a claim or header away."""
    redacted = redact(_without_none({**BASIC, **(claims or {})}), random_bytes=dice())
    shown = list(redacted.disclosures)[show]
    draft = Draft(
        protected=_without_none({**HEADERS, **(headers or {})}),
        payload=redacted.payload,
        unprotected={**({17: shown} if shown else {}), **(unprotected or {})},
    )
    return draft.signed(by)


def _without_none(claims: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in claims.items() if value is not None or isinstance(key, CBORTag)}


def sd_kbt(
    credential: bytes | None = None,
    *,
    claims: dict[Any, Any] | None = None,
    headers: dict[Any, Any] | None = None,
    unprotected: dict[Any, Any] | None = None,
    by: InProcessSigner = HOLDER,
) -> bytes:
    inner = Sign1.decode(credential or sd_cwt()).to_value()
    draft = Draft(
        protected=_without_none({1: -9, 13: inner, 16: 294, **(headers or {})}),
        payload=_without_none({3: BANK, 6: T - 5, **(claims or {})}),
        unprotected=unprotected or {},
    )
    return draft.signed(by)


def verify(data: bytes, policy: Policy = POLICY, *, now: datetime = NOW) -> Resolved:
    return verify_sd_cwt(data, issuer_key=KEY.public_key, policy=policy, now=now)


def verify_token(data: bytes, policy: Policy = POLICY, *, now: datetime = NOW) -> Resolved:
    return verify_sd_kbt(data, issuer_key=KEY.public_key, policy=policy, now=now)


def refusal(data: bytes, policy: Policy = POLICY, *, now: datetime = NOW) -> Code:
    """Why an SD-CWT is refused, with proof of the holder's key around it just as without."""
    with pytest.raises(CicpaError) as caught:
        verify(data, policy, now=now)
    with pytest.raises(CicpaError) as again:
        verify_token(sd_kbt(data), policy, now=now)
    assert again.value.code is caught.value.code
    return caught.value.code


def token_refusal(data: bytes, policy: Policy = POLICY, *, now: datetime = NOW) -> Code:
    with pytest.raises(CicpaError) as caught:
        verify_token(data, policy, now=now)
    return caught.value.code


# what is disclosed

LOG: dict[Any, Any] = {
    504: [
        to_be_redacted(
            {500: True, to_be_redacted(501): "A-1", to_be_redacted(503): {1: "us", to_be_redacted(2): "co"}}
        ),
        "in clear",
        decoy(1),
    ],
    to_be_redacted("note"): {"deep": [to_be_redacted([to_be_redacted("deeper")])]},
    decoy(2): None,
}


def test_everything_nested_comes_back_when_all_is_disclosed() -> None:
    resolved = verify_token(sd_kbt(sd_cwt(LOG)))
    assert resolved.claims == {
        **BASIC,
        504: [{500: True, 501: "A-1", 503: {1: "us", 2: "co"}}, "in clear"],
        "note": {"deep": [["deeper"]]},
    }
    assert (resolved.undisclosed, resolved.decoys) == (0, 2)


def test_disclosures_may_come_in_any_order() -> None:
    assert verify(sd_cwt(LOG, show=slice(None, None, -1))).claims == verify(sd_cwt(LOG)).claims


def test_nothing_hidden_is_left_in_the_claims_when_nothing_is_disclosed() -> None:
    resolved = verify_token(sd_kbt(sd_cwt(LOG, show=slice(0, 0))))
    assert resolved.claims == {**BASIC, 504: ["in clear"]}
    assert (resolved.undisclosed, resolved.decoys) == (4, 0)


def test_an_element_that_stays_hidden_leaves_no_gap() -> None:
    claims = {502: [to_be_redacted(1), 2, to_be_redacted(3)]}
    assert verify(sd_cwt(claims, show=slice(1, 2))).claims[502] == [2, 3]


def test_a_child_without_its_parent_has_no_hash() -> None:
    nested = {to_be_redacted(700): {to_be_redacted(8): "x"}}
    assert verify(sd_cwt(nested)).claims[700] == {8: "x"}
    assert refusal(sd_cwt(nested, show=slice(0, 1))) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("disclosure", [[b"s" * 16, "x", 900], [b"s" * 16, "x"], [b"s" * 16]])
def test_a_disclosure_without_a_hash_is_refused(disclosure: list[object]) -> None:
    assert refusal(sd_cwt(unprotected={17: [cbor.encode(disclosure)]})) is Code.DISCLOSURE_MISMATCH


def test_a_disclosure_twice_is_refused() -> None:
    twice = [cbor.encode([b"s" * 16, "x", 900])] * 2
    assert refusal(sd_cwt(unprotected={17: twice})) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("shown", [[], b"x", "x", {}, None, [b"\x80", "text"], [[b"x"]], 7])
def test_sd_claims_is_a_list_of_byte_strings_and_never_empty(shown: object) -> None:
    assert refusal(sd_cwt(unprotected={17: shown})) is Code.MALFORMED


@pytest.mark.parametrize("encrypted", [[], b"x", {}, None, 7])
def test_a_list_of_encrypted_claims_is_never_empty_either(encrypted: object) -> None:
    assert refusal(sd_cwt(unprotected={171: encrypted})) is Code.MALFORMED


def test_encrypted_claims_that_we_cannot_open_stay_hidden() -> None:
    credential = sd_cwt({to_be_redacted(700): "x"}, show=slice(0, 0), unprotected={171: [[b"n" * 12, b"c", b"t" * 16]]})
    assert verify_token(sd_kbt(credential)).undisclosed == 1


@pytest.mark.parametrize("alg", [-43, -44])
def test_other_hashes_are_used_where_the_header_says_so(alg: int) -> None:
    disclosure = cbor.encode([b"s" * 16, "hidden", 700])
    payload = {**BASIC, REDACTED_KEYS: [redacted_hash(disclosure, hasher(alg))]}
    draft = Draft(protected={**HEADERS, Header.SD_ALG: alg}, payload=payload, unprotected={17: [disclosure]})
    assert verify(draft.signed()).claims[700] == "hidden"
    assert refusal(Draft(protected=HEADERS, payload=payload, unprotected={17: [disclosure]}).signed()) is (
        Code.DISCLOSURE_MISMATCH
    )


def test_the_default_hash_may_be_named_and_others_are_not_known() -> None:
    assert verify(sd_cwt(LOG, headers={Header.SD_ALG: -16})).decoys == 2
    for alg in (-18, 7, "sha-256", b"", [-16]):
        assert refusal(sd_cwt(LOG, headers={Header.SD_ALG: alg})) is Code.UNSUPPORTED


# claims in the header (RFC 9597)


def test_claims_in_the_header_join_those_of_the_payload() -> None:
    credential = sd_cwt({1: None, 8: None}, headers={15: {1: "https://issuer.example", 8: BASIC[8], 700: 1}})
    assert verify_token(sd_kbt(credential)).claims == {**BASIC, 700: 1}


def test_claims_in_the_header_may_be_hidden_too() -> None:
    redacted = redact({to_be_redacted(700): "hidden"}, random_bytes=dice(8))
    credential = sd_cwt(headers={15: redacted.payload}, unprotected={17: list(redacted.disclosures)})
    assert verify_token(sd_kbt(credential)).claims[700] == "hidden"


def test_header_and_payload_must_not_disagree() -> None:
    assert verify(sd_cwt(headers={15: {4: T + 1000}})).claims == BASIC
    assert refusal(sd_cwt(headers={15: {4: T + 9999}})) is Code.MALFORMED


def test_the_times_of_header_claims_count() -> None:
    assert refusal(sd_cwt({4: None}, headers={15: {4: T - 1}})) is Code.EXPIRED


@pytest.mark.parametrize("content", [[], "x", b"", 7])
def test_header_claims_are_a_map(content: object) -> None:
    assert refusal(sd_cwt(headers={15: content})) is Code.MALFORMED


# types, keys, claims


@pytest.mark.parametrize("typ", [293, "application/sd-cwt", "application/passport+sd-cwt"])
def test_the_types_of_an_sd_cwt_are_known(typ: object) -> None:
    assert verify_token(sd_kbt(sd_cwt(headers={16: typ}))).claims == BASIC


@pytest.mark.parametrize(
    "typ", [None, 294, 61, "application/cwt", "application/sd-cwt+zip", [], {}, b"application/sd-cwt"]
)
def test_another_type_is_no_sd_cwt(typ: object) -> None:
    assert refusal(sd_cwt(headers={16: typ})) is Code.NOT_A_CERTIFICATE


def test_our_own_bound_certificates_are_sd_cwts_and_bearer_certificates_are_not() -> None:
    at = bound().issued_at
    policy = Policy(audience=BANK)
    shown = verify_sd_kbt(present(), issuer_key=KEY.public_key, policy=policy, now=at)
    certificate: Any = shown.claims[Claim.CERTIFICATE]
    assert list(certificate[5]) == [2]
    with pytest.raises(CicpaError) as caught:
        verify_sd_cwt(bearer().credential, issuer_key=KEY.public_key, policy=policy, now=at)
    assert caught.value.code is Code.NOT_A_CERTIFICATE


def test_the_issuers_key_and_no_other_must_have_signed() -> None:
    assert refusal(sd_cwt(by=STRANGER)) is Code.BAD_SIGNATURE
    assert refusal(sd_cwt(headers={1: -257})) is Code.UNSUPPORTED


@pytest.mark.parametrize(
    "claims", [{8: None}, {1: None}, {1: 7}, {1: b"issuer"}], ids=["no cnf", "no iss", "number", "bytes"]
)
def test_an_issuer_and_a_holders_key_are_named(claims: dict[Any, Any]) -> None:
    assert refusal(sd_cwt(claims)) is Code.MALFORMED


def test_a_certificate_in_the_header_names_the_issuer_as_well() -> None:
    chain = {Header.X5CHAIN: b"a certificate"}
    assert verify_token(sd_kbt(sd_cwt({1: None}, headers=chain))).claims == {k: v for k, v in BASIC.items() if k != 1}
    assert refusal(sd_cwt({1: 7}, headers=chain)) is Code.MALFORMED


def test_a_redacted_subject_may_stay_hidden() -> None:
    claims = {2: None, to_be_redacted(2): "https://device.example"}
    assert 2 not in verify_token(sd_kbt(sd_cwt(claims, show=slice(0, 0)))).claims
    assert verify(sd_cwt(claims)).claims == BASIC


@pytest.mark.parametrize("claim", [1, 3, 4, 5, 6, 7, 8, 39])
def test_what_must_stay_in_clear_may_not_be_disclosed(claim: int) -> None:
    disclosure = cbor.encode([b"s" * 16, BASIC.get(claim, BANK), claim])
    payload = {key: value for key, value in BASIC.items() if key != claim}
    payload[REDACTED_KEYS] = [redacted_hash(disclosure)]
    assert refusal(Draft(protected=HEADERS, payload=payload, unprotected={17: [disclosure]}).signed()) is Code.MALFORMED


# times and audience


@pytest.mark.parametrize("claim", [4, 5, 6])
@pytest.mark.parametrize(
    "time", [math.nan, math.inf, -math.inf, 2.0**53 + 2, True, "now", [T], CBORTag(1, T)], ids=repr
)
def test_a_time_that_is_no_number_is_refused(claim: int, time: object) -> None:
    assert refusal(sd_cwt({claim: time})) is Code.MALFORMED


@pytest.mark.parametrize("claim", [4, 5, 6])
def test_a_time_of_null_is_refused(claim: int) -> None:
    assert refusal(Draft(protected=HEADERS, payload={**BASIC, claim: None}).signed()) is Code.MALFORMED


@pytest.mark.parametrize(
    "times", [{4: None}, {5: None}, {6: None}, {4: None, 5: None, 6: None}, {4: T + 0.5, 6: T - 0.5}]
)
def test_times_need_not_be_there_and_may_be_floats(times: dict[Any, Any]) -> None:
    assert verify_token(sd_kbt(sd_cwt(times), claims={6: T})).undisclosed == 0


@pytest.mark.parametrize("times", [{5: T - 9}, {4: T - 10}, {4: T - 20, 6: None}, {4: T - 30}], ids=str)
def test_times_are_in_order(times: dict[Any, Any]) -> None:
    assert refusal(sd_cwt(times)) is Code.CONTENT_INVALID


def test_it_may_begin_in_the_second_it_is_issued() -> None:
    times = {5: T - 10, 6: T - 10}
    assert verify(sd_cwt(times)).claims == {**BASIC, **times}


def test_it_counts_from_its_beginning_until_its_end() -> None:
    credential = sd_cwt({5: T - 20, 6: T - 10, 4: T + 10})
    for seconds in (-10, 9):
        verify(credential, now=NOW + timedelta(seconds=seconds))
    assert refusal(credential, now=NOW - timedelta(seconds=11)) is Code.NOT_YET_VALID
    assert refusal(sd_cwt({5: T + 1, 6: None})) is Code.NOT_YET_VALID
    assert refusal(credential, now=NOW + timedelta(seconds=10)) is Code.EXPIRED
    lenient = Policy(audience=BANK, leeway=timedelta(seconds=30))
    verify(credential, lenient, now=NOW - timedelta(seconds=40))
    verify(credential, lenient, now=NOW + timedelta(seconds=39))


def test_a_credential_for_another_reader_is_refused() -> None:
    assert verify_token(sd_kbt(sd_cwt({3: BANK}))).claims[3] == BANK
    assert refusal(sd_cwt({3: "shop.example"})) is Code.AUDIENCE_MISMATCH
    assert refusal(sd_cwt({3: ["bank.example"]})) is Code.AUDIENCE_MISMATCH
    assert verify(sd_cwt({3: "shop.example"}), Policy(unsafe_any_audience=True)).claims[3] == "shop.example"


# the token


def test_a_token_is_asked_for_and_a_credential_alone_is_none() -> None:
    assert token_refusal(sd_cwt()) is Code.BINDING_MISSING
    assert token_refusal(sd_kbt(headers={16: []})) is Code.BINDING_MISSING
    assert token_refusal(sd_kbt(headers={16: None})) is Code.BINDING_MISSING


@pytest.mark.parametrize("policy", [Policy(require_holder_binding=True), Policy(nonce=b"n")])
def test_a_policy_that_asks_for_proof_takes_no_credential_alone(policy: Policy) -> None:
    with pytest.raises(CicpaError) as caught:
        verify(sd_cwt(), policy)
    assert caught.value.code is Code.BINDING_MISSING


@pytest.mark.parametrize("inner", [None, b"", [], {}, CBORTag(18, []), CBORTag(17, [b"", {}, b"", b""]), "x"])
def test_a_token_without_a_credential_inside_is_malformed(inner: object) -> None:
    assert token_refusal(sd_kbt(headers={13: inner})) is Code.MALFORMED


def test_a_token_by_another_key_or_for_another_reader_is_refused() -> None:
    assert token_refusal(sd_kbt(by=STRANGER)) is Code.BINDING_INVALID
    assert token_refusal(sd_kbt(claims={3: "shop.example"})) is Code.AUDIENCE_MISMATCH


def test_a_token_that_lives_by_its_identifier_passes_as_the_draft_has_it() -> None:
    assert verify_token(sd_kbt(claims={6: None, 7: b"id"})).claims == BASIC


def test_unprotected_headers_of_a_token_pass_as_the_draft_has_it() -> None:
    assert verify_token(sd_kbt(unprotected={4: b"kid", 99: [1, {"x": CBORTag(1000, 1)}]})).claims == BASIC
    assert token_refusal(sd_kbt(unprotected={99: [CBORTag(60, b"x" * 32)]})) is Code.BINDING_INVALID


@pytest.mark.parametrize("cnf", [{}, {3: b"thumbprint"}, "key", {1: {1: 4, -1: b"secret"}}])
def test_a_confirmation_that_names_no_key_of_ours_is_refused(cnf: object) -> None:
    assert token_refusal(sd_kbt(sd_cwt({8: cnf}))) is Code.BINDING_INVALID
