"""Strict CBOR: what is read, what is refused, and that the short cuts write what the long way writes."""

from __future__ import annotations

import math

import pytest
from cbor2 import CBORSimpleValue, CBORTag, frozendict, undefined

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import cbor


def refusal(data: bytes, *, max_bytes: int = cbor.MAX_BYTES) -> Code:
    with pytest.raises(WireError) as caught:
        cbor.decode(data, max_bytes=max_bytes)
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("00", 0),
        ("20", -1),
        ("1bffffffffffffffff", 2**64 - 1),
        ("3bffffffffffffffff", -(2**64)),
        ("43010203", b"\x01\x02\x03"),
        ("62c3bc", "ü"),
        ("820102", [1, 2]),
        ("a201020304", {1: 2, 3: 4}),
        ("f4", False),
        ("f5", True),
        ("f6", None),
        ("f7", undefined),
        ("f83b", CBORSimpleValue(59)),
        ("fb3ff199999999999a", 1.1),
        ("f97c00", math.inf),
    ],
)
def test_well_formed_items_are_read(written: str, value: object) -> None:
    decoded = cbor.decode(bytes.fromhex(written))
    assert decoded == value
    assert type(decoded) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="nothing"),
        pytest.param("18", id="head cut off"),
        pytest.param("4401", id="byte string cut off"),
        pytest.param("8201", id="array cut off"),
        pytest.param("a101", id="map cut off"),
        pytest.param("c1", id="tag without content"),
        pytest.param("5bffffffffffffffff", id="byte string of 2**64 bytes"),
        pytest.param("9bffffffffffffffff", id="array of 2**64 items"),
        pytest.param("bb7fffffffffffffff", id="map of 2**63 entries"),
        pytest.param("1c", id="reserved additional information"),
        pytest.param("f814", id="simple value in a form that is not well formed"),
        pytest.param("ff", id="break alone"),
        pytest.param("81ff", id="break in an array"),
        pytest.param("a101ff", id="break in a map"),
        pytest.param("61ff", id="text that is no UTF-8"),
        pytest.param("63eda080", id="text with a surrogate"),
    ],
)
def test_what_is_not_well_formed_is_refused(written: str) -> None:
    assert refusal(bytes.fromhex(written)) is Code.MALFORMED


@pytest.mark.parametrize(
    "written", ["5f42010243030405ff", "7f61616162ff", "9f0102ff", "bf0102ff", "9fff", "bfff", "5fff", "7fff", "819fff"]
)
def test_indefinite_lengths_are_refused(written: str) -> None:
    assert refusal(bytes.fromhex(written)) is Code.MALFORMED


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("a201000101", id="integer"),
        pytest.param("a20100180101", id="integer, once in a longer form"),
        pytest.param("a2616100616101", id="text"),
        pytest.param("a2410100410101", id="bytes"),
        pytest.param("a2f83b80f83b80", id="simple value"),
        pytest.param("81a201000101", id="in an inner map"),
        pytest.param("d281a201000101", id="inside a tag"),
        pytest.param("a20100f501", id="numbers that Python holds to be equal"),
        pytest.param("a2183b00f83b80", id="59 and simple(59), which cbor2 holds to be equal"),
    ],
)
def test_duplicate_keys_are_refused(written: str) -> None:
    assert refusal(bytes.fromhex(written)) is Code.MALFORMED


@pytest.mark.parametrize("trailing", [b"\x00", b"\xf6", b"\xff", b"\xa0", bytes(5000)])
@pytest.mark.parametrize("item", [b"\x00", b"\xa0", b"\x80", b"\x41\x00"])
def test_bytes_behind_the_item_are_refused(item: bytes, trailing: bytes) -> None:
    assert refusal(item + trailing) is Code.MALFORMED


@pytest.mark.parametrize(
    ("level", "inmost"),
    [(b"\x81", b"\x80"), (b"\x81", b"\xa0"), (b"\xa1\x00", b"\xa0"), (b"\xc1", b"\x80"), (b"\xd8\x3c", b"\x80")],
)
def test_sixteen_levels_are_read_and_seventeen_refused(level: bytes, inmost: bytes) -> None:
    cbor.decode(level * (cbor.MAX_DEPTH - 1) + inmost)
    assert refusal(level * (cbor.MAX_DEPTH + 1) + inmost) is Code.MALFORMED


@pytest.mark.parametrize("head", [b"\x81", b"\xa1\x00", b"\xc1", b"\x81\xc1"])
def test_nesting_without_end_is_refused_and_no_recursion_error(head: bytes) -> None:
    assert refusal(head * (cbor.MAX_BYTES // len(head))) is Code.MALFORMED


def test_an_item_of_the_largest_size_is_read_and_a_larger_one_is_not_looked_at() -> None:
    content = bytes(cbor.MAX_BYTES - 3)
    assert cbor.decode(cbor.encode(content)) == content
    assert refusal(cbor.encode(content + b"\x00")) is Code.MALFORMED
    assert refusal(b"\xff" * (cbor.MAX_BYTES + 1)) is Code.MALFORMED
    assert cbor.decode(b"\x43abc", max_bytes=4) == b"abc"
    assert refusal(b"\x43abc", max_bytes=3) is Code.MALFORMED
    assert cbor.decode(cbor.encode(content + b"\x00"), max_bytes=1 << 20) == content + b"\x00"


class TestLongInput:
    """Longer than a credential may be: bundles and status lists, looked at before anything is verified."""

    def test_has_few_items_however_long_it_is(self) -> None:
        long = {
            1: bytes(1 << 20),
            2: ["text" * 9000, b"\x80" * 70000, 2**40, -(2**20), CBORTag(60, 1.5)],
            3: {"a": None},
        }
        assert cbor.decode(cbor.encode(long), max_bytes=1 << 24) == long

    def test_with_as_many_items_as_may_be_is_read(self) -> None:
        longest = [0] * (cbor.MAX_ITEMS - 1)
        assert cbor.decode(cbor.encode(longest), max_bytes=1 << 20) == longest
        assert refusal(cbor.encode([*longest, 0]), max_bytes=1 << 20) is Code.MALFORMED

    @pytest.mark.parametrize("item", [bytes(200), "t" * 200, 1 << 63, -(1 << 40), 1 << 20])
    def test_what_an_item_holds_is_not_counted(self, item: object) -> None:
        many = [item] * 9_000
        assert cbor.decode(cbor.encode(many), max_bytes=1 << 24) == many

    @pytest.mark.parametrize("tail", ["5b7fffffffffffffff", "5c", "1b", "ff", "9fff", "7fff", ""])
    def test_that_is_not_well_formed_is_refused_too(self, tail: str) -> None:
        data = b"\x82" + cbor.encode(bytes(cbor.MAX_BYTES)) + bytes.fromhex(tail)
        assert refusal(data, max_bytes=1 << 20) is Code.MALFORMED


class TestTags:
    @pytest.mark.parametrize("content", [b"\x00", b"\x41\x61", b"\x61\x61", b"\x82\x00\x01", b"\xa1\x00\x01", b"\xf6"])
    def test_no_tag_up_to_70000_is_given_a_meaning(self, content: bytes) -> None:
        step = 1 if content == b"\x82\x00\x01" else 211
        for tag in {*range(300), *range(300, 70_001, step), 1004, 43000, 55799}:
            decoded = cbor.decode(cbor.encode(CBORTag(tag, 0))[:-1] + content)
            assert type(decoded) is CBORTag
            assert decoded.tag == tag

    @pytest.mark.parametrize("tag", [2**32, 2**64 - 1])
    def test_nor_is_any_larger_one(self, tag: int) -> None:
        assert cbor.decode(cbor.encode(CBORTag(tag, 0))) == CBORTag(tag, 0)

    def test_shared_references_and_string_references_refer_to_nothing(self) -> None:
        shared = bytes.fromhex("82d81c80d81d00")
        assert cbor.decode(shared) == [CBORTag(28, []), CBORTag(29, 0)]
        strings = bytes.fromhex("d90100826441616161d81900")
        assert cbor.decode(strings) == CBORTag(256, ["Aaaa", CBORTag(25, 0)])

    def test_what_stands_inside_a_tag_is_immutable(self) -> None:
        decoded = cbor.decode(cbor.encode(CBORTag(18, [[1], {1: [2]}])))
        assert isinstance(decoded, CBORTag)
        assert decoded.value == ((1,), frozendict({1: (2,)}))


def test_a_map_is_expected() -> None:
    assert cbor.decode_map(b"\xa1\x01\x02") == {1: 2}
    for data in (b"\x80", b"\x00", b"\xd2\xa0", b"\xf6"):
        with pytest.raises(WireError) as caught:
            cbor.decode_map(data)
        assert caught.value.code is Code.MALFORMED
    with pytest.raises(WireError) as caught:
        cbor.decode_map(b"\xa1\x01\x02", max_bytes=2)
    assert caught.value.code is Code.MALFORMED


def test_byte_strings_of_every_length_are_written_as_encode_writes_them() -> None:
    for size in (*range(1100), 65535, 65536, 70000):
        data = b"x" * size
        assert cbor.bstr(data) == cbor.encode(data)


@pytest.mark.parametrize("key", [0, -1, 2**64, -(2**64), "a", "号", "x" * 255, "号" * 85])
def test_integers_and_short_text_may_be_labels(key: object) -> None:
    assert cbor.is_label(key)


@pytest.mark.parametrize(
    "key", ["", "x" * 256, "号" * 86, True, False, None, 1.0, b"a", (1,), CBORSimpleValue(59), CBORTag(58, 1)]
)
def test_nothing_else_may_be_a_label(key: object) -> None:
    assert not cbor.is_label(key)


def test_errors_quote_nothing() -> None:
    secret = "11010519491231002X"
    for data in (cbor.encode(secret)[:-1], cbor.encode(secret) + b"\x00", b"\xa2" + cbor.encode(secret) * 4):
        with pytest.raises(WireError) as caught:
            cbor.decode(data)
        assert secret[:4] not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
