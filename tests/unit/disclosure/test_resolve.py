"""What a verifier does with a payload and disclosures of whatever origin."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag, undefined

from cicpa_credentials.disclosure import REDACTED_KEYS, decoy, redact, redacted_hash, resolve, to_be_redacted
from cicpa_credentials.disclosure.salted import NEVER_REDACTED
from cicpa_credentials.errors import Code, DisclosureError
from cicpa_credentials.wire import cbor
from office import dice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cicpa_credentials.disclosure import Redacted

hide = to_be_redacted
SALT = bytes(range(16))
YES = True


def shown(*content: object, salt: object = SALT) -> bytes:
    """A disclosure with this content behind its salt."""
    return cbor.encode([salt, *content])


def entries(*disclosures: bytes) -> dict[object, object]:
    """A map in which these are redacted entries."""
    return {REDACTED_KEYS: [redacted_hash(one) for one in disclosures]}


def elements(*disclosures: bytes) -> list[object]:
    return [CBORTag(60, redacted_hash(one)) for one in disclosures]


def redacted(claims: Mapping[Any, Any]) -> Redacted:
    return redact(claims, random_bytes=dice())


def refusal(payload: Mapping[Any, Any], disclosures: Sequence[bytes] = (), **options: Any) -> Code:  # noqa: ANN401 - those of `resolve`
    with pytest.raises(DisclosureError) as caught:
        resolve(payload, disclosures, **options)
    return caught.value.code


CLAIMS: Any = {
    1: "iss",
    hide(501): "licence",
    502: [hide(7), 8, decoy(1)],
    503: {"c": "us", hide("r"): "ca"},
    decoy(2): None,
}


class TestWhatIsShown:
    def test_all_of_it(self) -> None:
        made = redacted(CLAIMS)
        resolved = resolve(made.payload, made.disclosures)
        assert resolved.claims == {1: "iss", 501: "licence", 502: [7, 8], 503: {"c": "us", "r": "ca"}}
        assert (resolved.undisclosed, resolved.decoys) == (0, 2)

    def test_nothing_of_it(self) -> None:
        resolved = resolve(redacted(CLAIMS).payload, ())
        assert resolved.claims == {1: "iss", 502: [8], 503: {"c": "us"}}
        assert (resolved.undisclosed, resolved.decoys) == (5, 0)

    def test_any_part_of_it_in_any_order(self) -> None:
        made = redacted(CLAIMS)
        licence, seven, _, region, _ = made.disclosures
        for part in ([region, seven], [seven, region]):
            resolved = resolve(made.payload, part)
            assert resolved.claims == {1: "iss", 502: [7, 8], 503: {"c": "us", "r": "ca"}}
            assert resolved.undisclosed == 3
        assert resolve(made.payload, [licence]).claims[501] == "licence"

    def test_what_stands_in_something_hidden_is_shown_with_it_only(self) -> None:
        made = redacted({hide(900): {hide(901): [hide("a"), "b"]}})
        element, inner, outer = made.disclosures
        assert resolve(made.payload, ()).claims == {}
        assert resolve(made.payload, [outer]).claims == {900: {}}
        assert resolve(made.payload, [inner, outer]).claims == {900: {901: ["b"]}}
        assert resolve(made.payload, [outer, element, inner]).claims == {900: {901: ["a", "b"]}}
        for orphans in ([inner], [element], [element, outer], [element, inner]):
            assert refusal(made.payload, orphans) is Code.DISCLOSURE_MISMATCH

    def test_a_disclosed_value_may_be_anything_that_a_claim_may_be(self) -> None:
        values: list[Any] = [
            None,
            True,
            1.5,
            -(2**64),
            "号",
            b"\x00",
            [],
            {},
            CBORTag(100, 5),
            undefined,
            CBORSimpleValue(60),
            59.0,
        ]
        for value in values:
            for claims, plain in (({hide(900): value}, {900: value}), ({900: [hide(value)]}, {900: [value]})):
                made = redacted(claims)
                assert resolve(cbor.decode_map(cbor.encode(made.payload)), made.disclosures).claims == plain

    def test_what_stood_inside_a_tag_is_resolved_too(self) -> None:
        made = redacted({900: CBORTag(24, {hide(1): 2, 3: [hide(4)]})})
        payload = cbor.decode_map(cbor.encode(made.payload))
        assert resolve(payload, made.disclosures).claims == {900: CBORTag(24, {3: [4], 1: 2})}

    def test_the_payload_is_left_as_it_is(self) -> None:
        made = redacted(CLAIMS)
        before = cbor.encode(made.payload)
        resolve(made.payload, made.disclosures)
        assert cbor.encode(made.payload) == before


class TestMismatch:
    def test_a_disclosure_without_a_hash(self) -> None:
        assert refusal({1: 2}, [shown(1, 900)]) is Code.DISCLOSURE_MISMATCH
        assert refusal(entries(shown(1, 900)), [shown(2, 900)]) is Code.DISCLOSURE_MISMATCH
        decoy_of_nobody = shown()
        assert refusal({1: 2}, [decoy_of_nobody]) is Code.DISCLOSURE_MISMATCH

    def test_the_same_disclosure_twice(self) -> None:
        one = shown(1, 900)
        assert refusal(entries(one), [one, one]) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("key", [900, "name"])
    def test_a_disclosure_that_repeats_a_key_in_clear(self, key: object) -> None:
        one = shown("mine", key)
        assert refusal({key: "theirs", **entries(one)}, [one]) is Code.DISCLOSURE_MISMATCH

    def test_two_disclosures_of_one_key(self) -> None:
        first, second = shown("a", 900), shown("b", 900)
        assert refusal(entries(first, second), [first, second]) is Code.DISCLOSURE_MISMATCH
        assert resolve(entries(first, second), [second]).claims == {900: "b"}

    def test_an_entry_in_the_place_of_an_element(self) -> None:
        one = shown("a", 900)
        assert refusal({1: elements(one)}, [one]) is Code.DISCLOSURE_MISMATCH

    def test_an_element_in_the_place_of_an_entry(self) -> None:
        one = shown("a")
        assert refusal(entries(one), [one]) is Code.DISCLOSURE_MISMATCH


class TestMalformed:
    @pytest.mark.parametrize("claim", sorted(NEVER_REDACTED))
    def test_a_claim_that_must_stay_in_clear_was_redacted(self, claim: int) -> None:
        one = shown(1, claim)
        assert refusal(entries(one), [one]) is Code.MALFORMED
        assert resolve({900: entries(one)}, [one]).claims == {900: {claim: 1}}

    @pytest.mark.parametrize("salt", [b"", SALT[:15], SALT + b"x", "0123456789abcdef", list(SALT), None, 0])
    def test_the_salt_is_not_sixteen_bytes(self, salt: object) -> None:
        for one in (shown(1, 900, salt=salt), shown(salt=salt)):
            assert refusal(entries(one), [one]) is Code.MALFORMED

    @pytest.mark.parametrize(
        "one",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\xff", id="not CBOR"),
            pytest.param(shown(1, 900) + b"\x00", id="bytes behind"),
            pytest.param(cbor.encode([]), id="no parts"),
            pytest.param(cbor.encode([SALT, 1, 900, 0]), id="four parts"),
            pytest.param(cbor.encode({0: SALT, 1: 1, 2: 900}), id="a map"),
            pytest.param(cbor.encode(CBORTag(1, [SALT, 1, 900])), id="tagged"),
            pytest.param(cbor.encode(SALT), id="a byte string"),
            pytest.param(bytes.fromhex("9f50") + SALT + bytes.fromhex("01190384ff"), id="indefinite length"),
            pytest.param(shown(1, YES), id="key bool"),
            pytest.param(shown(1, 1.0), id="key float"),
            pytest.param(shown(1, b"k"), id="key bytes"),
            pytest.param(shown(1, []), id="key array"),
            pytest.param(shown(1, {}), id="key map"),
            pytest.param(shown(1, None), id="key null"),
            pytest.param(shown(1, ""), id="key empty"),
            pytest.param(shown(1, "x" * 256), id="key too long"),
            pytest.param(shown(1, REDACTED_KEYS), id="key simple(59)"),
            pytest.param(shown(REDACTED_KEYS, 900), id="value simple(59)"),
            pytest.param(shown(CBORTag(60, SALT * 2), 900), id="value with tag 60"),
            pytest.param(shown(CBORTag(58, 1), 900), id="value with a mark"),
            pytest.param(shown({True: 1}, 900), id="value with a bad key"),
            pytest.param(shown([[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]], 900), id="value too deep"),
        ],
    )
    def test_the_disclosure_of_an_entry_is_none(self, one: bytes) -> None:
        assert refusal(entries(one), [one]) is Code.MALFORMED

    @pytest.mark.parametrize(
        "payload",
        [
            pytest.param({True: 1}, id="key bool"),
            pytest.param({59.0: []}, id="key float"),
            pytest.param({b"k": 1}, id="key bytes"),
            pytest.param({"": 1}, id="key empty"),
            pytest.param({(1,): 1}, id="key array"),
            pytest.param({CBORSimpleValue(60): []}, id="key another simple value"),
            pytest.param({CBORTag(58, 900): 1}, id="key still marked"),
            pytest.param({REDACTED_KEYS: b"x" * 32}, id="hashes no array"),
            pytest.param({REDACTED_KEYS: None}, id="hashes null"),
            pytest.param({REDACTED_KEYS: {}}, id="hashes a map"),
            pytest.param({REDACTED_KEYS: ["x"]}, id="hash as text"),
            pytest.param({REDACTED_KEYS: [None]}, id="hash null"),
            pytest.param({REDACTED_KEYS: [[b"x"]]}, id="hash in an array"),
            pytest.param({1: [CBORTag(60, "x")]}, id="element hash as text"),
            pytest.param({1: [CBORTag(60, CBORTag(60, b"x"))]}, id="tag 60 twice"),
            pytest.param({1: CBORTag(60, b"x")}, id="tag 60 outside an array"),
            pytest.param({1: CBORTag(1, CBORTag(60, b"x"))}, id="tag 60 inside a tag"),
            pytest.param({1: [CBORTag(58, 1)]}, id="element still marked"),
            pytest.param({1: [CBORTag(62, 1)]}, id="decoy still marked"),
            pytest.param({1: REDACTED_KEYS}, id="simple(59) as a value"),
            pytest.param({1: [REDACTED_KEYS]}, id="simple(59) as an element"),
        ],
    )
    def test_the_payload_is_no_sd_cwt(self, payload: dict[object, object]) -> None:
        assert refusal(payload) is Code.MALFORMED

    def test_the_same_hash_stands_there_twice(self) -> None:
        one, element = shown(1, 900), shown(1)
        for payload in (
            entries(one, one),
            {1: entries(one), 2: entries(one)},
            {1: elements(element, element)},
            {1: elements(element), **entries(element)},
        ):
            assert refusal(payload) is Code.MALFORMED

    @pytest.mark.parametrize("kind", ["array", "map", "tag"])
    def test_the_payload_is_nested_too_deep(self, kind: str) -> None:
        def nested(levels: int) -> Any:  # noqa: ANN401 - of the kind that is asked for
            value: object = 0
            for _ in range(levels):
                value = {1: value} if kind == "map" else CBORTag(1, value) if kind == "tag" else [value]
            return value

        assert resolve({1: nested(15)}, ()).claims == {1: nested(15)}
        assert refusal({1: nested(16)}) is Code.MALFORMED
        assert refusal({1: nested(5000)}) is Code.MALFORMED

    def test_depth_is_counted_through_disclosures(self) -> None:
        """Each disclosure is shallow; what they make together is not."""
        disclosures: list[bytes] = []
        value: object = "x"
        for level in range(20):
            one = shown(value, 900 + level)
            disclosures.append(one)
            value = entries(one)
        assert isinstance(value, dict)
        assert refusal(value, disclosures) is Code.MALFORMED
        assert resolve(value, disclosures[10:]).undisclosed == 1


class TestHash:
    @pytest.mark.parametrize(("sd_alg", "name"), [(-16, "sha256"), (-43, "sha384"), (-44, "sha512")])
    def test_the_header_names_it(self, sd_alg: int, name: str) -> None:
        one = shown(1, 900)
        payload: dict[object, object] = {REDACTED_KEYS: [hashlib.new(name, cbor.encode(one)).digest()]}
        assert resolve(payload, [one], sd_alg=sd_alg).claims == {900: 1}
        for other in {-16, -43, -44} - {sd_alg}:
            assert refusal(payload, [one], sd_alg=other) is Code.DISCLOSURE_MISMATCH

    @pytest.mark.parametrize("sd_alg", [None, True, 0, 16, -14, -15, -17, -16.0, "SHA-256", b"", [], {}])
    def test_another_is_not_supported(self, sd_alg: object) -> None:
        assert refusal({1: 2}, sd_alg=sd_alg) is Code.UNSUPPORTED


class TestHeaderClaims:
    """The CWT Claims header parameter beside the payload (RFC 9597, SD-CWT §6.3)."""

    def test_they_join_the_payloads(self) -> None:
        assert resolve({1: "iss"}, (), header_claims={1: "iss", 2: "sub"}).claims == {1: "iss", 2: "sub"}

    def test_they_must_agree(self) -> None:
        assert refusal({1: "iss"}, header_claims={1: "other"}) is Code.MALFORMED

    def test_they_may_hold_redacted_claims_of_their_own(self) -> None:
        one, other = shown(1, 900), shown(2, 901)
        resolved = resolve(entries(one), [one, other], header_claims=entries(other))
        assert resolved.claims == {900: 1, 901: 2}
        assert refusal(entries(one), [one], header_claims=entries(one)) is Code.MALFORMED
        conflicting = shown(3, 900)
        assert refusal(entries(one), [one, conflicting], header_claims=entries(conflicting)) is Code.MALFORMED

    def test_they_obey_the_same_rules(self) -> None:
        exp = shown(1, 4)
        assert refusal({1: 2}, [exp], header_claims=entries(exp)) is Code.MALFORMED
        assert refusal({1: 2}, header_claims={True: 1}) is Code.MALFORMED


def test_errors_quote_nothing_and_neither_does_a_repr() -> None:
    one = shown("19491231", 900)
    wrong: list[dict[object, object]] = [{900: "19491231", **entries(one)}, {1: 2}]
    for payload in wrong:
        with pytest.raises(DisclosureError) as caught:
            resolve(payload, [one])
        assert "1949" not in str(caught.value)
    assert "1949" not in repr(resolve(entries(one), [one]))
