"""COSE_Sign1: taken apart, put together, and the bytes that are signed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cbor2 import CBORTag, frozendict

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import cbor, sign1
from cicpa_credentials.wire.sign1 import Sign1

PROTECTED = cbor.encode({1: -9, 4: b"kid"})
PAYLOAD = cbor.encode({1: "iss"})
MESSAGE = sign1.assemble(PROTECTED, PAYLOAD, b"s" * 64)


def message(*parts: object, tag: int = 18) -> bytes:
    return cbor.encode(CBORTag(tag, list(parts)))


def refusal(data: bytes) -> Code:
    with pytest.raises(WireError) as caught:
        Sign1.decode(data)
    return caught.value.code


def test_the_parts_come_back() -> None:
    found = Sign1.decode(MESSAGE)
    assert dict(found.protected) == {1: -9, 4: b"kid"}
    assert found.unprotected == {}
    assert found.payload == PAYLOAD
    assert found.signature == b"s" * 64
    assert found.protected_bytes == PROTECTED


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 511, 512, 4000])
def test_assembling_writes_what_the_encoder_writes(size: int) -> None:
    for unprotected in ({}, {17: [b"d" * size]}):
        assembled = sign1.assemble(PROTECTED, b"p" * size, b"s" * 64, unprotected=unprotected)
        assert assembled == message(PROTECTED, unprotected, b"p" * size, b"s" * 64)
        assert Sign1.decode(assembled).encode() == assembled


def test_a_message_may_stand_inside_the_tag_of_a_cwt() -> None:
    """RFC 8392 §6."""
    value = CBORTag(18, [PROTECTED, {}, PAYLOAD, b"s"])
    assert Sign1.decode(cbor.encode(CBORTag(61, value))) == Sign1.decode(cbor.encode(value))


def test_a_message_may_stand_inside_another_structure() -> None:
    outer = cbor.encode({13: cbor.decode(MESSAGE)})
    inner = Sign1.from_value(cbor.decode_map(outer)[13])
    assert inner == Sign1.decode(MESSAGE)
    assert cbor.encode({13: inner.to_value()}) == outer


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(cbor.encode([PROTECTED, {}, PAYLOAD, b"s"]), id="no tag"),
        pytest.param(message(PROTECTED, {}, PAYLOAD, b"s", tag=17), id="a MAC's tag"),
        pytest.param(message(PROTECTED, {}, PAYLOAD, b"s", tag=98), id="the tag of COSE_Sign"),
        pytest.param(cbor.encode(CBORTag(61, [PROTECTED, {}, PAYLOAD, b"s"])), id="the tag of a CWT alone"),
        pytest.param(cbor.encode(CBORTag(61, CBORTag(61, cbor.decode(MESSAGE)))), id="the tag of a CWT twice"),
        pytest.param(cbor.encode(CBORTag(18, CBORTag(61, [PROTECTED, {}, PAYLOAD, b"s"]))), id="tags the other way"),
        pytest.param(message(PROTECTED, {}, PAYLOAD), id="three parts"),
        pytest.param(message(PROTECTED, {}, PAYLOAD, b"s", b"s"), id="five parts"),
        pytest.param(cbor.encode(CBORTag(18, {1: 2})), id="a map"),
        pytest.param(cbor.encode(CBORTag(18, b"four")), id="a byte string of four"),
        pytest.param(cbor.encode({1: "iss"}), id="claims that nobody signed"),
        pytest.param(message({1: -9}, {}, PAYLOAD, b"s"), id="protected header not wrapped"),
        pytest.param(message(PROTECTED, [], PAYLOAD, b"s"), id="unprotected header no map"),
        pytest.param(message(PROTECTED, {}, {1: "iss"}, b"s"), id="payload not wrapped"),
        pytest.param(message(PROTECTED, {}, None, b"s"), id="payload detached"),
        pytest.param(message(PROTECTED, {}, PAYLOAD, "s"), id="signature as text"),
        pytest.param(message(PROTECTED, {}, PAYLOAD, None), id="no signature"),
        pytest.param(message(b"\x80", {}, PAYLOAD, b"s"), id="protected header no map"),
        pytest.param(message(b"\xa1\x01", {}, PAYLOAD, b"s"), id="protected header cut off"),
        pytest.param(message(PROTECTED + b"\x00", {}, PAYLOAD, b"s"), id="bytes behind the protected header"),
        pytest.param(message(b"\xa2\x01\x26\x01\x27", {}, PAYLOAD, b"s"), id="alg twice"),
        pytest.param(message(cbor.encode({b"alg": 1}), {}, PAYLOAD, b"s"), id="protected label a byte string"),
        pytest.param(message(cbor.encode({True: 1}), {}, PAYLOAD, b"s"), id="protected label a bool"),
        pytest.param(message(PROTECTED, {1.0: 1}, PAYLOAD, b"s"), id="unprotected label a float"),
        pytest.param(message(PROTECTED, {"": 1}, PAYLOAD, b"s"), id="unprotected label empty"),
        pytest.param(message(PROTECTED, {"x" * 256: 1}, PAYLOAD, b"s"), id="unprotected label too long"),
        pytest.param(MESSAGE + b"\x00", id="a byte behind the message"),
        pytest.param(MESSAGE[:-1], id="cut off"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_every_other_form_is_refused(data: bytes) -> None:
    assert refusal(data) is Code.MALFORMED


@pytest.mark.parametrize("critical", [[], [1], [99], None, "x"])
def test_critical_headers_are_refused_because_we_understand_none(critical: object) -> None:
    protected = cbor.encode({1: -9, 2: critical, 99: 0})
    assert refusal(message(protected, {}, PAYLOAD, b"s")) is Code.UNSUPPORTED
    assert refusal(message(PROTECTED, {2: critical}, PAYLOAD, b"s")) is Code.UNSUPPORTED


def test_the_bytes_that_are_signed_are_those_of_the_standard() -> None:
    """RFC 9052 §4.4."""
    expected = cbor.encode(["Signature1", PROTECTED, b"", PAYLOAD])
    assert Sign1.decode(MESSAGE).to_be_signed() == expected == sign1.to_be_signed(PROTECTED, PAYLOAD)
    with_aad = cbor.encode(["Signature1", PROTECTED, b"aad", PAYLOAD])
    assert Sign1.decode(MESSAGE).to_be_signed(external_aad=b"aad") == with_aad


def test_the_received_bytes_of_the_protected_header_are_signed_not_its_meaning() -> None:
    unusual = bytes.fromhex("a204416101190026")
    found = Sign1.decode(message(unusual, {}, PAYLOAD, b"s"))
    assert dict(found.protected) == {4: b"a", 1: 38}
    assert cbor.encode(dict(found.protected)) != unusual
    assert unusual in found.to_be_signed()


@pytest.mark.parametrize("empty", [b"", b"\xa0"])
def test_an_empty_protected_header_is_signed_as_an_empty_string(empty: bytes) -> None:
    """RFC 9052 §3 and §4.4: both spellings are one header."""
    found = Sign1.decode(message(empty, {}, PAYLOAD, b"s"))
    assert dict(found.protected) == {}
    assert found.to_be_signed() == cbor.encode(["Signature1", b"", b"", PAYLOAD])


def test_a_message_is_written_in_one_form_only() -> None:
    long_form = bytes.fromhex("d28459") + len(PROTECTED).to_bytes(2) + PROTECTED + MESSAGE[2 + 1 + len(PROTECTED) :]
    assert Sign1.decode(long_form) == Sign1.decode(MESSAGE)
    assert Sign1.decode(long_form).encode() == MESSAGE != long_form


def test_immutable_headers_that_stood_inside_a_tag_can_be_written_again() -> None:
    found = Sign1.decode(message(PROTECTED, {17: [b"a", b"b"], 5: {1: [2]}}, PAYLOAD, b"s"))
    assert isinstance(found.unprotected, frozendict)
    assert Sign1.decode(found.encode()) == found


def test_a_message_larger_than_expected_is_not_looked_at() -> None:
    large = sign1.assemble(PROTECTED, bytes(cbor.MAX_BYTES), b"s")
    assert refusal(large) is Code.MALFORMED
    assert Sign1.decode(large, max_bytes=1 << 20).payload == bytes(cbor.MAX_BYTES)


def test_a_large_protected_header_is_refused_whatever_the_message_may_have() -> None:
    protected = cbor.encode({1: bytes(cbor.MAX_BYTES)})
    with pytest.raises(WireError) as caught:
        Sign1.decode(sign1.assemble(protected, PAYLOAD, b"s"), max_bytes=1 << 20)
    assert caught.value.code is Code.MALFORMED


def test_its_repr_shows_nothing_of_what_it_carries() -> None:
    found = replace(Sign1.decode(MESSAGE), payload="王䶮".encode(), unprotected={17: [b"19491231"]})
    assert "19491231" not in repr(found)
    assert "payload" not in repr(found)


def test_no_header_that_carries_somebodys_certificate_is_kept() -> None:
    before = sign1._decode_kept.cache_info()
    for number in range(5):
        Sign1.decode(sign1.assemble(cbor.encode({13: bytes([number]) * 200}), PAYLOAD, b"s"))
    assert sign1._decode_kept.cache_info() == before
    for _ in range(5):
        Sign1.decode(sign1.assemble(cbor.encode({1: -9, 4: b"\xfe\xed kid"}), PAYLOAD, b"s"))
    after = sign1._decode_kept.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 4)
