from __future__ import annotations

import json
from typing import Any

import pytest

from cicpa_credentials.errors import Code, DisclosureError
from cicpa_credentials.sdjwt.disclosures import SD, SD_ALG, decoy, digest, disclose, open_disclosure, unpack
from office import dice
from wallets import a_disclosure, b64, unb64
from wallets import digest as sha_256

SALT = "2GLC42sKQveCfGfryNRN9w"
NAME = a_disclosure(SALT, "name", "林")
ELEMENT = a_disclosure(SALT, "DE")


def hidden(*disclosures: str) -> dict[str, Any]:
    return {SD: [sha_256(one) for one in disclosures]}


def refusal(payload: dict[str, Any], *disclosures: str) -> Code:
    with pytest.raises(DisclosureError) as refused:
        unpack(payload, disclosures)
    assert "林" not in str(refused.value)
    return refused.value.code


def test_a_disclosure_is_salt_name_and_value_and_its_digest_is_over_the_text() -> None:
    written = disclose("name", "林", random_bytes=dice())
    salt, name, value = json.loads(unb64(written))
    assert (name, value) == ("name", "林")
    assert unb64(salt) == dice()(16)
    assert digest(written) == sha_256(written)
    assert open_disclosure(written) == [salt, name, value]


def test_the_example_of_the_standard() -> None:
    """RFC 9901 §4.2.1 and §4.2.3."""
    written = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert digest(written) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert open_disclosure(written) == ["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]


@pytest.mark.parametrize(
    "written",
    [
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
        "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
    ],
)
def test_json_may_be_written_in_many_ways(written: str) -> None:
    """RFC 9901 §4.2.1."""
    assert unpack(hidden(written), [written]).claims == {"family_name": "Möbius"}


def test_salts_and_decoys_differ_each_time() -> None:
    random_bytes = dice()
    assert len({disclose("name", 1, random_bytes=random_bytes) for _ in range(100)}) == 100
    decoys = {decoy(random_bytes=random_bytes) for _ in range(100)}
    assert len(decoys) == 100
    assert {len(unb64(one)) for one in decoys} == {32}


def test_what_is_hidden_and_not_disclosed_leaves_nothing_behind() -> None:
    payload = {"a": {**hidden(NAME), "b": [{"...": sha_256(ELEMENT)}, 1]}, SD: ["decoy"], SD_ALG: "sha-256"}
    unpacked = unpack(payload, [])
    assert unpacked.claims == {"a": {"b": [1]}}
    assert unpacked.undisclosed == 3
    assert payload[SD_ALG] == "sha-256"


def test_an_empty_list_of_digests_is_allowed() -> None:
    assert unpack({"a": {SD: []}}, []).claims == {"a": {}}


def test_a_value_may_hide_more_at_every_depth() -> None:
    inner = a_disclosure(SALT, "inner", [1])
    middle = a_disclosure(SALT, [hidden(inner)])
    outer = a_disclosure(SALT, "outer", [{"...": sha_256(middle)}])
    for order in ([inner, middle, outer], [outer, inner, middle]):
        assert unpack(hidden(outer), order).claims == {"outer": [[{"inner": [1]}]]}
    assert unpack(hidden(outer), [outer, middle]).claims == {"outer": [[{}]]}
    assert refusal(hidden(outer), outer, inner) is Code.DISCLOSURE_MISMATCH


def test_null_and_false_are_values_too() -> None:
    nothing = a_disclosure(SALT, "nothing", None)
    empty = a_disclosure(SALT, None)
    payload = {**hidden(nothing), "list": [{"...": sha_256(empty)}]}
    assert unpack(payload, [nothing, empty]).claims == {"list": [None], "nothing": None}


def test_a_disclosure_without_a_digest() -> None:
    assert refusal({}, NAME) is Code.DISCLOSURE_MISMATCH
    assert refusal(hidden(NAME), NAME, ELEMENT) is Code.DISCLOSURE_MISMATCH


def test_a_disclosure_that_stands_there_twice() -> None:
    assert refusal(hidden(NAME), NAME, NAME) is Code.DISCLOSURE_MISMATCH


@pytest.mark.parametrize(
    "payload",
    [
        {SD: ["d", "d"]},
        {SD: ["d"], "a": {SD: ["d"]}},
        {SD: ["d"], "a": [{"...": "d"}]},
        {"a": [{"...": "d"}, {"...": "d"}]},
        {SD: [sha_256(NAME)], "a": {SD: [sha_256(NAME)]}},
    ],
)
def test_a_digest_that_stands_there_twice(payload: dict[str, Any]) -> None:
    assert refusal(payload) is Code.MALFORMED


def test_a_digest_that_stands_in_the_payload_and_in_a_disclosure() -> None:
    outer = a_disclosure(SALT, "outer", hidden(NAME))
    assert refusal({SD: [sha_256(outer), sha_256(NAME)]}, outer) is Code.MALFORMED


def test_a_disclosure_in_the_wrong_kind_of_place() -> None:
    assert refusal(hidden(ELEMENT), ELEMENT) is Code.DISCLOSURE_MISMATCH
    assert refusal({"a": [{"...": sha_256(NAME)}]}, NAME) is Code.DISCLOSURE_MISMATCH


def test_a_disclosure_that_repeats_a_claim() -> None:
    other = a_disclosure("another salt", "name", "王")
    assert refusal({**hidden(NAME), "name": "王"}, NAME) is Code.DISCLOSURE_MISMATCH
    assert refusal(hidden(NAME, other), NAME, other) is Code.DISCLOSURE_MISMATCH
    assert unpack({**hidden(NAME), "a": hidden(other)}, [NAME, other]).claims == {"name": "林", "a": {"name": "王"}}


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_reserved_names_are_not_disclosed(name: str) -> None:
    disclosure = a_disclosure(SALT, name, ["d"])
    assert refusal(hidden(disclosure), disclosure) is Code.MALFORMED
    assert refusal({"a": hidden(disclosure)}, disclosure) is Code.MALFORMED


@pytest.mark.parametrize("name", ["iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"])
def test_claims_that_decide_validity_are_not_disclosed(name: str) -> None:
    disclosure = a_disclosure(SALT, name, 1)
    assert refusal(hidden(disclosure), disclosure) is Code.MALFORMED
    assert unpack({"a": hidden(disclosure)}, [disclosure]).claims == {"a": {name: 1}}


@pytest.mark.parametrize("name", ["sub", "iat"])
def test_claims_that_may_be_hidden(name: str) -> None:
    disclosure = a_disclosure(SALT, name, 1)
    assert unpack(hidden(disclosure), [disclosure]).claims == {name: 1}


@pytest.mark.parametrize(
    "payload",
    [
        {"...": "d"},
        {"a": {"...": "d"}},
        {"a": [{"...": "d", "b": 1}]},
        {"a": [{"...": 7}]},
        {"a": [{"...": None}]},
        {"a": {SD_ALG: "sha-256"}},
        {"a": [{SD_ALG: "sha-256"}]},
        {SD: "d"},
        {SD: None},
        {SD: {}},
        {SD: [7]},
        {SD: [["d"]]},
        {"a": [{SD: 7}]},
    ],
)
def test_marks_of_redaction_out_of_place(payload: dict[str, Any]) -> None:
    assert refusal(payload) is Code.MALFORMED


@pytest.mark.parametrize("value", [{"...": "d"}, {SD: "d"}, [{"...": 7}], {"b": {SD_ALG: "sha-256"}}])
def test_marks_of_redaction_out_of_place_in_a_disclosure(value: object) -> None:
    disclosure = a_disclosure(SALT, "a", value)
    assert refusal(hidden(disclosure), disclosure) is Code.MALFORMED


@pytest.mark.parametrize("sd_alg", ["sha-384", "SHA-256", "md5", "", None, 7, ["sha-256"]])
def test_another_hash(sd_alg: object) -> None:
    assert refusal({SD_ALG: sd_alg}) is Code.UNSUPPORTED


@pytest.mark.parametrize(
    "written",
    [
        "",
        b64(b""),
        b64(b"{}"),
        b64(b'"a"'),
        a_disclosure(),
        a_disclosure(SALT),
        a_disclosure(SALT, "name", 1, 2),
        a_disclosure(7, "name", 1),
        a_disclosure(SALT, 7, 1),
        a_disclosure(SALT, None, 1),
        a_disclosure(7, "element"),
        b64(b'["s","name",{"a":1,"a":2}]'),
        b64(b'["s","name",NaN]'),
        b64(b'["s","name",1] 7'),
        b64(b'["s","name","\xff"]'),
        NAME + "=",
        NAME + "\n",
        "!" + NAME,
    ],
)
def test_what_is_no_disclosure(written: str) -> None:
    assert refusal(hidden(written), written) is Code.MALFORMED
    with pytest.raises(DisclosureError) as refused:
        open_disclosure(written)
    assert refused.value.code is Code.MALFORMED


def test_depth_is_capped_in_the_payload_and_across_disclosures() -> None:
    def nested(levels: int) -> dict[str, Any]:
        return {"a": nested(levels - 1)} if levels > 1 else {}

    assert unpack(nested(16), []).claims == nested(16)
    assert refusal(nested(17)) is Code.MALFORMED
    assert refusal({"a": [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}) is Code.MALFORMED
    chain: list[str] = []
    value: dict[str, Any] = {}
    for _ in range(17):
        chain.append(a_disclosure(SALT, "a", value))
        value = hidden(chain[-1])
    assert refusal(value, *chain) is Code.MALFORMED
