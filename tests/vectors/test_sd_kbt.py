"""The working group's key binding tokens, whole: issuer's and holder's signatures, disclosures, times, audience."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.verifier import Policy
from cicpa_credentials.verifier.sd_cwt import verify_sd_cwt, verify_sd_kbt
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from cicpa_credentials.disclosure import Resolved

HERE = Path(__file__).parent
FOLDER = HERE.parents[1].parent / "shared/vectors/sd-cwt"
NESTED = json.loads((HERE / "sd_kbt_nested.json").read_text())
NOW = datetime.fromtimestamp(NESTED["clock"], UTC)
NONCE = bytes.fromhex(NESTED["nonce"])
POLICY = Policy(audience=NESTED["audience"], nonce=NONCE, leeway=timedelta(0))

needs_vectors = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/vectors/sd-cwt is not there")

IN_CLEAR: dict[object, object] = {
    1: "https://issuer.example",
    2: "https://device.example",
    4: 1725330600,
    5: 1725243900,
    6: 1725244200,
    8: {
        1: {
            1: 2,
            -1: 1,
            -2: bytes.fromhex("8554eb275dcd6fbd1c7ac641aa2c90d92022fd0d3024b5af18c7cc61ad527a2d"),
            -3: bytes.fromhex("4dc7ae2c677e96d0cc82597655ce92d5503f54293d87875d1e79ce4770194343"),
        }
    },
}


def flat() -> bytes:
    return (FOLDER / "kbt.cbor").read_bytes()


def nested() -> bytes:
    return bytes.fromhex("".join(NESTED["kbt"]))


def issuer_key() -> PublicKey:
    return InProcessSigner.from_pem((FOLDER / "issuer_key.pem").read_bytes()).public_key


def verify(token: bytes, policy: Policy = POLICY, *, key: PublicKey | None = None, now: datetime = NOW) -> Resolved:
    return verify_sd_kbt(token, issuer_key=key or issuer_key(), policy=policy, now=now)


def refusal(token: bytes, policy: Policy = POLICY, **changes: Any) -> Code:  # noqa: ANN401 - whatever `verify` takes
    with pytest.raises(CicpaError) as caught:
        verify(token, policy, **changes)
    return caught.value.code


@needs_vectors
def test_the_minimal_spanning_example() -> None:
    resolved = verify(flat())
    assert resolved.claims == {
        **IN_CLEAR,
        500: True,
        501: "ABCD-123456",
        502: [1549560720, 1674004740],
        503: {"country": "us", "region": "ca"},
    }
    assert (resolved.undisclosed, resolved.decoys) == (2, 0)


def test_the_nested_example() -> None:
    resolved = verify(nested(), key=PublicKey.from_pem(NESTED["issuer_key"].encode()))
    assert resolved.claims == {
        **IN_CLEAR,
        504: [
            {500: True, 501: "DCBA-101777", 502: 1549560720, 503: {1: "us"}},
            {500: True, 501: "ABCD-123456", 502: 1674004740, 503: {1: "us", 2: "ca"}},
        ],
    }
    # An inspection, two places in Colorado, a postcode in California.
    assert (resolved.undisclosed, resolved.decoys) == (4, 0)


@needs_vectors
def test_the_nested_example_has_the_same_issuer_as_the_others() -> None:
    assert PublicKey.from_pem(NESTED["issuer_key"].encode()) == issuer_key()


@needs_vectors
@pytest.mark.parametrize("name", ["issuer_cwt.cbor", "decoy.cbor"])
def test_issued_tokens_without_a_proof_of_the_holders_key(name: str) -> None:
    at = NOW + timedelta(minutes=5)
    data = (FOLDER / name).read_bytes()
    resolved = verify_sd_cwt(data, issuer_key=issuer_key(), policy=Policy(), now=at)
    assert resolved.undisclosed == 0
    assert resolved.decoys == (2 if name == "decoy.cbor" else 0)
    assert refusal(data) is Code.BINDING_MISSING


@needs_vectors
def test_who_when_and_for_what_occasion_all_count() -> None:
    other = Policy(audience="https://verifier.example/other", nonce=NONCE)
    assert refusal(flat(), other) is Code.AUDIENCE_MISMATCH
    assert refusal(flat(), replace(POLICY, nonce=NONCE[:-1] + b"\x00")) is Code.NONCE_MISMATCH
    assert refusal(flat(), now=NOW - timedelta(seconds=1)) is Code.PRESENTATION_EXPIRED
    assert refusal(flat(), now=NOW + timedelta(minutes=10)) is Code.PRESENTATION_EXPIRED
    assert refusal(flat(), now=NOW + timedelta(days=1)) is Code.EXPIRED
    assert refusal(flat(), now=NOW - timedelta(days=1)) is Code.NOT_YET_VALID


@needs_vectors
@pytest.mark.parametrize("token", [flat, nested], ids=["flat", "nested"])
def test_no_byte_of_a_token_can_be_changed(token: Any) -> None:  # noqa: ANN401 - gives the bytes
    data, key = token(), issuer_key()
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 0x01
        with pytest.raises(CicpaError) as caught:
            verify(bytes(changed), key=key)
        assert caught.value.code


@needs_vectors
def test_the_credential_inside_cannot_be_shown_with_more_or_less() -> None:
    message = Sign1.decode(flat())
    inner = Sign1.from_value(message.protected[Header.KCWT])
    disclosures: Any = inner.unprotected[Header.SD_CLAIMS]
    for shown in (disclosures[1:], disclosures[::-1], (*disclosures, disclosures[0])):
        other = replace(inner, unprotected={17: list(shown)})
        protected = cbor.encode({**message.protected, Header.KCWT: other.to_value()})
        forged = replace(message, protected_bytes=protected)
        assert refusal(forged.encode()) in {Code.BINDING_INVALID, Code.DISCLOSURE_MISMATCH}
