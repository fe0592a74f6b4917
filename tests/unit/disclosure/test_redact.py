"""What the issuer does: marks become hashes, and nothing of what was marked stays in the payload."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag, undefined

from cicpa_credentials.disclosure import REDACTED_KEYS, decoy, redact, redacted_hash, resolve, to_be_redacted
from cicpa_credentials.disclosure.salted import MAX_DEPTH, NEVER_REDACTED
from cicpa_credentials.errors import Code, DisclosureError
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.cbor import Encoded
from office import dice

if TYPE_CHECKING:
    from collections.abc import Mapping

hide = to_be_redacted
YES = True


def refusal(claims: Mapping[Any, Any]) -> str:
    with pytest.raises(DisclosureError) as caught:
        redact(claims, random_bytes=dice())
    assert caught.value.code is Code.MALFORMED
    return str(caught.value)


def test_a_marked_entry_becomes_a_hash_under_simple_59() -> None:
    """SD-CWT §5.1."""
    salt = b"0123456789abcdef"
    redacted = redact({1: "iss", hide(501): "ABCD-123456"}, random_bytes=lambda size: (salt * size)[:size])
    disclosure = cbor.encode([salt, "ABCD-123456", 501])
    assert redacted.disclosures == (disclosure,)
    expected = hashlib.sha256(cbor.encode(disclosure)).digest()
    assert redacted.payload == {1: "iss", CBORSimpleValue(59): [expected]}
    assert redacted_hash(disclosure) == expected


def test_a_marked_element_becomes_a_hash_under_tag_60() -> None:
    redacted = redact({502: [1, hide(2), "3"]}, random_bytes=dice())
    (disclosure,) = redacted.disclosures
    assert cbor.decode(disclosure) == [dice()(16), 2]
    assert redacted.payload == {502: [1, CBORTag(60, redacted_hash(disclosure)), "3"]}


def test_a_decoy_is_a_salt_alone() -> None:
    redacted = redact({decoy(1): None, 500: [decoy(2)]}, random_bytes=dice())
    entry, element = redacted.disclosures
    assert cbor.decode(entry) == [dice()(16)]
    assert redacted.payload == {REDACTED_KEYS: [redacted_hash(entry)], 500: [CBORTag(60, redacted_hash(element))]}


def test_an_inner_disclosure_stands_before_its_parent() -> None:
    redacted = redact({hide(1000): {hide("in"): [hide(7)]}}, random_bytes=dice())
    element, inner, outer = redacted.disclosures
    assert cbor.decode(element) == [dice()(16), 7]
    assert cbor.decode(inner) == [dice()(32)[16:], [CBORTag(60, redacted_hash(element))], "in"]
    assert cbor.decode(outer) == [dice()(48)[32:], {REDACTED_KEYS: [redacted_hash(inner)]}, 1000]
    assert redacted.payload == {REDACTED_KEYS: [redacted_hash(outer)]}


def test_hashes_of_a_map_are_sorted_so_that_their_order_tells_nothing() -> None:
    for seed in range(20):
        payload = redact({hide(key): key for key in range(100, 110)}, random_bytes=dice(seed)).payload
        hashes: Any = payload[REDACTED_KEYS]
        assert hashes == sorted(hashes)
        assert len(hashes) == 10


def test_decoys_are_not_to_be_told_from_claims() -> None:
    payload = redact({hide(100): 1, decoy(1): None, decoy(2): None}, random_bytes=dice()).payload
    hashes: Any = payload[REDACTED_KEYS]
    assert [type(one) for one in hashes] == [bytes] * 3
    assert {len(one) for one in hashes} == {32}


def test_every_disclosure_has_a_salt_of_its_own() -> None:
    claims: dict[object, object] = {hide(key): 0 for key in range(100, 150)}
    redacted = redact(claims)
    salts = {disclosure[2:18] for disclosure in redacted.disclosures}
    assert len(salts) == 50
    assert redact(claims).payload != redacted.payload


def test_claims_in_clear_keep_their_order_and_values() -> None:
    claims: dict[object, object] = {
        6: 1, 1: "iss", "text": [1.5, None, True, b"x", undefined], -70000: CBORTag(100, 5), 9: {"a": (1, [2])}
    }  # fmt: skip
    redacted = redact(claims)
    assert list(redacted.payload) == list(claims)
    assert cbor.encode(redacted.payload) == cbor.encode(claims)
    assert redacted.disclosures == ()


def test_what_is_encoded_already_may_be_marked() -> None:
    inner = {1: "x", 2: [None, 5]}
    written = cbor.Encoded(cbor.encode(inner))
    plain = redact({hide(500): inner, 501: [hide(inner)]}, random_bytes=dice())
    assert redact({hide(500): written, 501: [hide(written)]}, random_bytes=dice()) == plain


@pytest.mark.parametrize("place", ["value", "element", "tag", "map"])
def test_what_is_encoded_already_never_stands_in_clear(place: str) -> None:
    """It would be signed as a byte string, and nobody would have looked inside."""
    written = cbor.Encoded(cbor.encode({1: 2}))
    claims: dict[str, object] = {
        "value": written,
        "element": [written],
        "tag": CBORTag(24, written),
        "map": {hide(1): {2: written}},
    }
    assert "encoded already" in refusal({500: claims[place]})


def test_what_is_given_is_left_as_it_is() -> None:
    inner: dict[object, object] = {hide(1): 2}
    claims: dict[object, object] = {500: inner, 501: [hide(1)]}
    redact(claims)
    assert claims == {500: {hide(1): 2}, 501: [hide(1)]}


@pytest.mark.parametrize("claim", sorted(NEVER_REDACTED))
def test_claims_that_a_verifier_needs_cannot_be_redacted_at_the_top(claim: int) -> None:
    """SD-CWT §7, table 2."""
    assert "must stay in clear" in refusal({hide(claim): 1})
    redact({500: {hide(claim): 1}})


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({1: "a", hide(1000): 0, 1000: 1}, id="at the top"),
        pytest.param({500: {"a": 1, hide("a"): 2}}, id="further in"),
        pytest.param({500: [{5: 1, hide(5): 2}]}, id="in an array"),
    ],
)
def test_the_same_key_marked_and_unmarked_is_refused(claims: dict[object, object]) -> None:
    assert "same key twice" in refusal(claims)


def test_a_decoys_number_is_not_a_key() -> None:
    redacted = redact({1: "iss", 2: "sub", decoy(1): None, hide(700): 7, decoy(700): None}, random_bytes=dice())
    resolved = resolve(redacted.payload, redacted.disclosures)
    assert resolved.claims == {1: "iss", 2: "sub", 700: 7}
    assert resolved.decoys == 2


def test_the_key_59_does_not_get_lost_beside_simple_59() -> None:
    """cbor2 holds the two to be equal."""
    assert "59" in refusal({59: "kept", hide(500): 1})
    assert redact({59: "kept"}).payload == {59: "kept"}
    redacted = redact({hide(59): "kept", 1: 2})
    assert resolve(redacted.payload, redacted.disclosures).claims == {1: 2, 59: "kept"}


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({None: 1}, id="key null"),
        pytest.param({True: 1}, id="key bool"),
        pytest.param({1.5: 1}, id="key float"),
        pytest.param({b"a": 1}, id="key bytes"),
        pytest.param({"": 1}, id="key empty"),
        pytest.param({"x" * 256: 1}, id="key too long"),
        pytest.param({(1, 2): 1}, id="key array"),
        pytest.param({REDACTED_KEYS: []}, id="key simple(59)"),
        pytest.param({hide("x" * 256): 1}, id="marked key too long"),
        pytest.param({hide(YES): 1}, id="marked key bool"),
        pytest.param({hide(None): 1}, id="marked key null"),
        pytest.param({hide(hide(500)): 1}, id="key marked twice"),
        pytest.param({CBORTag(60, 500): 1}, id="key with the tag of a redacted element"),
        pytest.param({CBORTag(100, 500): 1}, id="key with some tag"),
        pytest.param({500: hide(1)}, id="mark as the value of a map"),
        pytest.param({500: decoy(1)}, id="decoy as the value of a map"),
        pytest.param({500: CBORTag(60, b"x")}, id="tag 60 as the value of a map"),
        pytest.param({500: [CBORTag(60, b"x" * 32)]}, id="tag 60 before issuance"),
        pytest.param({500: [hide(hide(1))]}, id="element marked twice"),
        pytest.param({500: [hide(decoy(1))]}, id="decoy marked for redaction"),
        pytest.param({500: CBORTag(1, hide(1))}, id="mark inside another tag"),
        pytest.param({500: REDACTED_KEYS}, id="simple(59) as a value"),
        pytest.param({500: [REDACTED_KEYS]}, id="simple(59) as an element"),
        pytest.param({500: CBORTag(1, REDACTED_KEYS)}, id="simple(59) inside a tag"),
        pytest.param({decoy(1): 5}, id="decoy with a value"),
        pytest.param({decoy(0): None}, id="decoy numbered 0"),
        pytest.param({decoy(-1): None}, id="decoy with a negative number"),
        pytest.param({CBORTag(62, YES): None}, id="decoy numbered true"),
        pytest.param({CBORTag(62, "1"): None}, id="decoy numbered in text"),
        pytest.param({CBORTag(62, 1.0): None}, id="decoy numbered with a float"),
        pytest.param({decoy(1): None, 500: [decoy(1)]}, id="two decoys of one number"),
        pytest.param({500: [decoy(1), decoy(1)]}, id="two decoys of one number in an array"),
    ],
)
def test_claims_that_cannot_be_redacted_are_refused(claims: dict[object, object]) -> None:
    assert refusal(claims)


class TestDepth:
    """What is written can be read: 16 levels, hashes and disclosures counted."""

    @staticmethod
    def nested(levels: int, kind: str) -> object:
        if kind == "marked element":
            inmost: object = [hide("x")]
        elif kind == "decoy element":
            inmost = [decoy(1)]
        else:
            inmost = ["x"]
        for _ in range(levels - 1):
            inmost = {1: inmost} if kind == "map" else CBORTag(100, inmost) if kind == "tag" else [inmost]
        return inmost

    @pytest.mark.parametrize(
        ("kind", "most"),
        [("array", 15), ("map", 15), ("tag", 15), ("marked element", 14), ("decoy element", 14)],
    )
    def test_what_is_accepted_can_be_read_and_one_level_more_is_refused(self, kind: str, most: int) -> None:
        assert most < MAX_DEPTH
        redacted = redact({500: self.nested(most, kind)})
        resolve(cbor.decode_map(cbor.encode(redacted.payload)), redacted.disclosures)
        assert "too deep" in refusal({500: self.nested(most + 1, kind)})

    def test_the_same_holds_inside_a_disclosure(self) -> None:
        redacted = redact({hide(500): self.nested(15, "array")})
        assert resolve(redacted.payload, redacted.disclosures).claims == {500: self.nested(15, "array")}
        assert "too deep" in refusal({hide(500): self.nested(16, "array")})

    def test_a_tag_around_a_plain_value_is_a_level_too(self) -> None:
        deep: object = CBORTag(9, 0)
        for _ in range(MAX_DEPTH - 1):
            deep = {500: deep}
        assert isinstance(deep, dict)
        redact(deep)
        assert "too deep" in refusal({500: deep})

    def test_claims_without_end_are_refused_and_no_recursion_error(self) -> None:
        for kind in ("array", "map", "tag"):
            assert "too deep" in refusal({500: self.nested(5000, kind)})


@pytest.mark.parametrize("size", [0, 15, 255, 257])
def test_a_source_of_randomness_that_fails_makes_no_weak_salts(size: int) -> None:
    with pytest.raises(struct.error):
        redact({hide(500): 1}, random_bytes=lambda _: bytes(size))


def test_salts_do_not_run_out() -> None:
    claims: dict[object, object] = {hide(key): key for key in range(100, 200)}
    redacted = redact(claims, random_bytes=dice())
    assert resolve(redacted.payload, redacted.disclosures).claims == {key: key for key in range(100, 200)}


def test_its_repr_shows_no_claim() -> None:
    assert "19491231" not in repr(redact({1: "19491231", hide(2000): "19491231"}))


class TestEncodedValues:
    def test_a_marked_value_may_come_encoded_and_nothing_changes(self) -> None:
        value = [[2021, CBORTag(100, 18_700)], "text"]
        plain = redact({to_be_redacted(500): value, 501: [to_be_redacted(value)]}, random_bytes=dice())
        encoded = Encoded(cbor.encode(value))
        packed = redact({to_be_redacted(500): encoded, 501: [to_be_redacted(encoded)]}, random_bytes=dice())
        assert packed == plain

    @pytest.mark.parametrize("claims", [{500: Encoded(b"\x01")}, {500: [Encoded(b"\x01")]}])
    def test_in_clear_it_would_be_taken_for_a_byte_string_and_is_refused(self, claims: dict[object, object]) -> None:
        with pytest.raises(DisclosureError) as refused:
            redact(claims)
        assert refused.value.code is Code.MALFORMED
