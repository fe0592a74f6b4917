"""The signed list: what it says comes back, what is not well formed does not, and how long it is fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from cicpa_credentials.errors import CicpaError, Code, StatusError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.status import Freshness, StatusListToken
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1
from office import KEY, Draft, on_curve
from pki import NOW, ec_key
from status_samples import HOUR, INDEX, URI, a_list, a_token

NO_LEEWAY = timedelta(0)
LONGEST = 253_402_300_799


def verify(data: bytes) -> StatusListToken:
    return StatusListToken.verify(data, KEY.public_key)


def refusal(data: bytes) -> Code:
    with pytest.raises(CicpaError) as caught:
        verify(data)
    return caught.value.code


def altered(claims: dict[Any, Any] | None = None, headers: dict[Any, Any] | None = None) -> bytes:
    return Draft.of(a_list()).with_claims(claims or {}).with_headers(headers or {}).signed()


def freshness(token: StatusListToken, at: datetime, leeway: timedelta = NO_LEEWAY) -> Freshness:
    return token.freshness(at, leeway=leeway)


def test_a_token_comes_back_as_it_was_signed() -> None:
    token = a_token([(INDEX, 1)], ttl=timedelta(hours=12))
    assert verify(token.sign(KEY)) == replace(token, kid=KEY.public_key.kid)


def test_a_token_without_end_or_ttl_comes_back_without() -> None:
    token = verify(a_list(expires=None))
    assert (token.expires, token.ttl, token.fresh_until) == (None, None, None)


def test_its_headers_and_claims_are_the_standards() -> None:
    message = Sign1.decode(a_list(ttl=HOUR))
    assert message.protected == {1: -9, 4: KEY.public_key.kid, 16: "application/statuslist+cwt"}
    assert message.unprotected == {}
    claims = cbor.decode_map(message.payload)
    assert list(claims) == [2, 4, 6, 65533, 65534]
    assert (claims[2], claims[65534], claims[65533]["bits"]) == (URI, 3600, 2)  # type: ignore[index]


def test_a_kid_that_is_none_is_none() -> None:
    assert verify(altered(headers={Header.KID: "eleven"})).kid is None


def test_a_token_of_another_key_is_refused() -> None:
    assert refusal(a_list(by=InProcessSigner(ec_key(77)))) is Code.BAD_SIGNATURE


def test_a_changed_token_is_refused() -> None:
    data = bytearray(a_list())
    data[-100] ^= 1
    assert refusal(bytes(data)) is Code.BAD_SIGNATURE


@pytest.mark.parametrize("alg", [None, -257, "ESP256", -51])
def test_an_algorithm_outside_the_list_or_for_other_keys_is_refused(alg: object) -> None:
    draft = Draft.of(a_list())
    headers = {key: value for key, value in draft.protected.items() if key != Header.ALG}
    changed = replace(draft, protected=headers if alg is None else {**headers, Header.ALG: alg})
    assert refusal(changed.signed()) is Code.UNSUPPORTED


@pytest.mark.parametrize("typ", ["application/statuslist+jwt", "application/sd-cwt", 293, b"x"])
def test_another_type_of_token_is_no_status_list(typ: object) -> None:
    assert refusal(altered(headers={Header.TYP: typ})) is Code.MALFORMED


@pytest.mark.parametrize(
    "claims",
    [
        {Claim.SUB: None},
        {Claim.SUB: ""},
        {Claim.SUB: b"uri"},
        {Claim.IAT: None},
        {Claim.IAT: "now"},
        {Claim.IAT: -1},
        {Claim.IAT: True},
        {Claim.IAT: float("nan")},
        {Claim.IAT: LONGEST + 1},
        {Claim.EXP: float("inf")},
        {Claim.EXP: "never"},
        {Claim.TTL: 0},
        {Claim.TTL: -1},
        {Claim.TTL: 1.5},
        {Claim.TTL: LONGEST + 1},
        {Claim.STATUS_LIST: None},
        {Claim.STATUS_LIST: [2, b""]},
        {Claim.STATUS_LIST: {"bits": 2}},
        {Claim.STATUS_LIST: {"lst": b""}},
        {Claim.STATUS_LIST: {"bits": True, "lst": b""}},
        {Claim.STATUS_LIST: {"bits": 2, "lst": "x"}},
        {Claim.STATUS_LIST: {"bits": 2, "lst": b"x"}},
        {Claim.STATUS_LIST: {"bits": 3, "lst": bytes.fromhex("78dadbb918000217015d")}},
    ],
    ids=str,
)
def test_a_claim_that_is_missing_or_of_the_wrong_type_is_malformed(claims: dict[Any, Any]) -> None:
    assert refusal(altered(claims)) is Code.MALFORMED


def test_claims_that_it_need_not_have_are_passed_over() -> None:
    assert verify(altered({Claim.ISS: "somebody", 5000: [1]})).uri == URI


def test_a_token_that_no_reader_would_take_is_not_made() -> None:
    with pytest.raises(StatusError) as caught:
        a_token(ttl=timedelta(milliseconds=900))
    assert caught.value.code is Code.MALFORMED


@pytest.mark.parametrize(
    ("expires", "ttl", "until"),
    [
        (None, None, None),
        (NOW + HOUR, None, NOW + HOUR),
        (None, 3 * HOUR, NOW + 2 * HOUR),
        (NOW + HOUR, 3 * HOUR, NOW + HOUR),
        (NOW + 9 * HOUR, 3 * HOUR, NOW + 2 * HOUR),
    ],
)
def test_it_is_fresh_until_the_earlier_of_its_ends(
    expires: datetime | None, ttl: timedelta | None, until: datetime | None
) -> None:
    assert a_token(expires=expires, ttl=ttl).fresh_until == until


def test_a_ttl_beyond_all_calendars_means_fresh_until_their_end() -> None:
    token = verify(altered({Claim.TTL: LONGEST, Claim.EXP: None}))
    assert token.fresh_until == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert freshness(token, NOW) is Freshness.FRESH


def test_freshness_begins_with_the_list_and_ends_at_its_end() -> None:
    token = a_token()
    second = timedelta(seconds=1)
    assert freshness(token, token.issued - second) is Freshness.TOO_EARLY
    assert freshness(token, token.issued) is Freshness.FRESH
    assert token.expires is not None
    assert freshness(token, token.expires - second) is Freshness.FRESH
    assert freshness(token, token.expires) is Freshness.STALE


def test_leeway_counts_on_both_sides() -> None:
    token = a_token()
    assert token.expires is not None
    assert freshness(token, token.issued - HOUR, HOUR) is Freshness.FRESH
    assert freshness(token, token.issued - HOUR, HOUR / 2) is Freshness.TOO_EARLY
    assert freshness(token, token.expires + HOUR / 2, HOUR) is Freshness.FRESH
    assert freshness(token, token.expires + HOUR, HOUR) is Freshness.STALE


def test_a_list_without_end_is_always_fresh_once_made() -> None:
    assert freshness(a_token(expires=None), datetime(9999, 1, 1, tzinfo=UTC)) is Freshness.FRESH


def test_any_key_of_the_allow_list_signs_lists() -> None:
    for signer in (on_curve(ec.SECP384R1()), InProcessSigner(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))):
        token = StatusListToken.verify(a_list(by=signer), signer.public_key)
        assert token.kid == signer.public_key.kid
        assert Sign1.decode(a_list(by=signer)).protected[1] == algorithm(signer.algorithm.id).id
