"""The working group's examples for SD-CWT: an issued token, a key binding token, and decoys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cbor2 import CBORTag

from cicpa_credentials.disclosure import REDACTED_KEYS, Resolved, resolve
from cicpa_credentials.errors import CicpaError, Code, DisclosureError, KeyHandlingError
from cicpa_credentials.keys.algorithms import algorithm
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Claim, Confirmation, Header
from cicpa_credentials.wire.sign1 import Sign1

FOLDER = Path(__file__).parents[2].parent / "shared/vectors/sd-cwt"
NOW = datetime.fromtimestamp(1725244237, UTC)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/vectors/sd-cwt is not there")

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
INSPECTED: dict[object, object] = {
    **IN_CLEAR,
    500: True,
    501: "ABCD-123456",
    502: [1549560720, 1612560720, 1674004740],
    503: {"country": "us", "region": "ca", "postal_code": "94188"},
}


def read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def public_key(name: str) -> PublicKey:
    return InProcessSigner.from_pem(read(name)).public_key


def verified(message: Sign1, key: PublicKey) -> Sign1:
    key.verify(message.to_be_signed(), message.signature, algorithm=algorithm(message.protected[Header.ALG]))
    return message


def resolved(message: Sign1) -> Resolved:
    disclosures: Any = message.unprotected[Header.SD_CLAIMS]
    return resolve(cbor.decode_map(message.payload), disclosures, sd_alg=message.protected[Header.SD_ALG])


def inner(token: Sign1) -> Sign1:
    return Sign1.from_value(token.protected[Header.KCWT])


def test_the_issued_token_with_all_its_disclosures() -> None:
    message = verified(Sign1.decode(read("issuer_cwt.cbor")), public_key("issuer_key.pem"))
    assert message.protected[Header.TYP] == 293
    found = resolved(message)
    assert found.claims == INSPECTED
    assert (found.undisclosed, found.decoys) == (0, 0)


def test_the_issued_token_without_them() -> None:
    claims = cbor.decode_map(Sign1.decode(read("issuer_cwt.cbor")).payload)
    found = resolve(claims, ())
    assert found.claims == {**IN_CLEAR, 500: True, 502: [1674004740], 503: {"country": "us"}}
    assert found.undisclosed == 5


def test_the_token_with_decoys() -> None:
    message = verified(Sign1.decode(read("decoy.cbor")), public_key("issuer_key.pem"))
    found = resolved(message)
    assert found.claims == {**IN_CLEAR, 98: ["fr"], 500: True}
    assert (found.undisclosed, found.decoys) == (0, 2)


def test_the_key_binding_token_and_the_token_inside() -> None:
    token = Sign1.decode(read("kbt.cbor"))
    assert token.protected[Header.TYP] == 294
    credential = verified(inner(token), public_key("issuer_key.pem"))
    found = resolved(credential)
    assert found.claims == {
        **INSPECTED,
        502: [1549560720, 1674004740],
        503: {"country": "us", "region": "ca"},
    }
    assert found.undisclosed == 2
    confirmation: Any = found.claims[Claim.CNF]
    holder_key = PublicKey.from_cose_key(confirmation[Confirmation.COSE_KEY])
    assert holder_key == public_key("holder_key.pem")
    payload = cbor.decode_map(verified(token, holder_key).payload)
    nonce = bytes.fromhex("8c0f5f523b95bea44a9a48c649240803")
    assert payload == {3: "https://verifier.example/app", 6: 1725244237, 39: nonce}


@pytest.mark.parametrize("name", ["issuer_cwt.cbor", "decoy.cbor"])
def test_no_disclosure_can_be_altered_added_or_given_twice(name: str) -> None:
    message = Sign1.decode(read(name))
    claims = cbor.decode_map(message.payload)
    disclosures: Any = message.unprotected[Header.SD_CLAIMS]
    for place, disclosure in enumerate(disclosures):
        for byte in range(0, len(disclosure), 5):
            altered = bytearray(disclosure)
            altered[byte] ^= 1
            with pytest.raises(DisclosureError) as caught:
                resolve(claims, [*disclosures[:place], bytes(altered), *disclosures[place + 1 :]])
            assert caught.value.code is Code.DISCLOSURE_MISMATCH
        with pytest.raises(DisclosureError) as caught:
            resolve(claims, [*disclosures, disclosure])
        assert caught.value.code is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("name", ["issuer_cwt.cbor", "decoy.cbor", "kbt.cbor"])
def test_no_byte_of_what_was_signed_can_be_altered(name: str) -> None:
    message = Sign1.decode(read(name))
    key = public_key("holder_key.pem" if name == "kbt.cbor" else "issuer_key.pem")
    data = message.to_be_signed()
    for byte in range(0, len(data), 17):
        altered = bytearray(data)
        altered[byte] ^= 1
        with pytest.raises(KeyHandlingError) as caught:
            key.verify(bytes(altered), message.signature, algorithm=algorithm(message.protected[Header.ALG]))
        assert caught.value.code is Code.BAD_SIGNATURE


def test_what_stays_hidden_leaves_no_trace_in_the_claims() -> None:
    claims = resolve(cbor.decode_map(Sign1.decode(read("decoy.cbor")).payload), ()).claims
    assert REDACTED_KEYS not in claims
    assert not any(isinstance(one, CBORTag) for one in claims[98])  # type: ignore[attr-defined]
    assert claims[98] == []


def test_the_signature_of_another_key_does_not_pass() -> None:
    with pytest.raises(CicpaError) as caught:
        verified(Sign1.decode(read("issuer_cwt.cbor")), public_key("holder_key.pem"))
    assert caught.value.code is Code.BAD_SIGNATURE
