"""The examples of RFC 9901: flat, structured and recursive disclosures, array elements, decoys, key binding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cicpa_credentials.errors import Code, DisclosureError, KeyHandlingError
from cicpa_credentials.sdjwt.claims import confirmed_key
from cicpa_credentials.sdjwt.compact import SdJwt
from cicpa_credentials.sdjwt.disclosures import digest, unpack
from cicpa_credentials.sdjwt.jose import from_jwk
from cicpa_credentials.sdjwt.jws import Jws
from office import HOLDER

DOCUMENT = json.loads((Path(__file__).parent / "sd-jwt" / "rfc9901.json").read_text("utf-8"))
EXAMPLES = {one["name"]: one for one in DOCUMENT["examples"]}
SIGNED = {name: one for name, one in EXAMPLES.items() if "text" in one}
BOUND = {name: one for name, one in SIGNED.items() if not one["text"].endswith("~")}


def parts(example: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    if "payload" in example:
        return example["payload"], tuple(example["disclosures"])
    received = SdJwt.split(example["text"])
    return Jws.decode(received.credential).payload, received.disclosures


def test_all_examples_are_there() -> None:
    assert (len(EXAMPLES), len(SIGNED), len(BOUND)) == (11, 5, 2)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_processed_payload_is_that_of_the_standard(name: str) -> None:
    payload, disclosures = parts(EXAMPLES[name])
    unpacked = unpack(payload, disclosures)
    assert unpacked.claims == EXAMPLES[name]["processed"]
    assert unpacked.undisclosed == EXAMPLES[name]["undisclosed"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_order_of_disclosures_means_nothing(name: str) -> None:
    payload, disclosures = parts(EXAMPLES[name])
    assert unpack(payload, disclosures[::-1]).claims == EXAMPLES[name]["processed"]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "recursive" in name or name.startswith("A.")])
def test_a_disclosure_without_the_one_that_it_stands_in_is_refused(name: str) -> None:
    payload, disclosures = parts(EXAMPLES[name])
    parents = [one for one in disclosures if digest(one) in json.dumps(payload)]
    orphans = [one for one in disclosures if one not in parents]
    if orphans:
        with pytest.raises(DisclosureError) as refused:
            unpack(payload, orphans)
        assert refused.value.code is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize("name", SIGNED)
def test_the_issuer_s_signature_holds(name: str) -> None:
    issuer_key = from_jwk(DOCUMENT["issuer_key"])
    credential = Jws.decode(SdJwt.split(SIGNED[name]["text"]).credential)
    credential.verify(issuer_key)
    with pytest.raises(KeyHandlingError) as refused:
        credential.verify(HOLDER.public_key)
    assert refused.value.code is Code.BAD_SIGNATURE


@pytest.mark.parametrize("name", BOUND)
def test_the_key_binding_jwt_is_the_holder_s_and_over_what_is_shown(name: str) -> None:
    received = SdJwt.split(BOUND[name]["text"])
    holder_key = confirmed_key(Jws.decode(received.credential).payload["cnf"])
    token = Jws.decode(received.key_binding)
    token.verify(holder_key)
    assert token.header["typ"] == "kb+jwt"
    assert token.payload["sd_hash"] == digest(received.presented)
    assert (token.payload["aud"], token.payload["nonce"]) == (DOCUMENT["audience"], DOCUMENT["nonce"])
