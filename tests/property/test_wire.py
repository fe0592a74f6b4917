"""Whatever the bytes or the text: what was written is read, and all else is an error of ours."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from cbor2 import CBORSimpleValue, CBORTag, frozendict, undefined
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cicpa_credentials.errors import CicpaError, Code, WireError
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.dictionary import DICTIONARY
from cicpa_credentials.wire.sign1 import Sign1
from outcomes import outcome

keys = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=20)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=600)
    | st.just(undefined)
    | st.integers(32, 255).map(CBORSimpleValue)
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(keys, inner, max_size=5)
        | st.builds(CBORTag, st.integers(0, 2**64 - 1), inner)
    ),
    max_leaves=15,
)
headers = st.dictionaries(st.integers(3, 2**32) | st.text(min_size=1, max_size=20), values, max_size=4)


def frozen(value: object) -> object:
    """As it arrives inside a tag: arrays and maps that cannot be changed."""
    if isinstance(value, (list, tuple)):
        return tuple(map(frozen, value))
    if isinstance(value, (dict, frozendict)):
        return frozendict({key: frozen(one) for key, one in value.items()})
    if isinstance(value, CBORTag):
        return CBORTag(value.tag, frozen(value.value))
    return value


@given(values)
def test_cbor_comes_back(value: object) -> None:
    data = cbor.encode(value)
    decoded = cbor.decode(data)
    assert frozen(decoded) == frozen(value)
    assert cbor.encode(decoded) == data


@given(values, st.binary(min_size=1, max_size=3))
def test_cbor_with_anything_behind_it_is_refused(value: object, tail: bytes) -> None:
    with pytest.raises(WireError) as caught:
        cbor.decode(cbor.encode(value) + tail)
    assert caught.value.code is Code.MALFORMED


@given(values, st.data())
def test_cbor_cut_off_is_refused(value: object, data: st.DataObject) -> None:
    written = cbor.encode(value)
    with pytest.raises(WireError) as caught:
        cbor.decode(written[: data.draw(st.integers(0, len(written) - 1))])
    assert caught.value.code is Code.MALFORMED


@settings(max_examples=500)
@given(st.binary(max_size=64))
@example(bytes.fromhex("a1d8568000"))
@example(bytes.fromhex("a1a0a0"))
@example(bytes.fromhex("c280"))
@example(bytes.fromhex("d81ca0"))
@example(bytes.fromhex("d9010481a0"))
def test_any_bytes_are_cbor_or_malformed(data: bytes) -> None:
    value = outcome(lambda: cbor.decode(data))
    if isinstance(value, CicpaError):
        assert value.code is Code.MALFORMED
    else:
        # What was decoded can be encoded, and means the same: NaN alone is not equal to itself.
        again = cbor.encode(value)
        assert cbor.encode(cbor.decode(again)) == again


@given(st.binary(max_size=700))
def test_a_byte_string_is_written_the_short_way_as_the_long_way(data: bytes) -> None:
    assert cbor.bstr(data) == cbor.encode(data)


@given(headers, headers, st.binary(max_size=300), st.binary(max_size=100))
def test_a_signed_message_comes_back(
    protected: dict[Any, Any], unprotected: dict[Any, Any], payload: bytes, signature: bytes
) -> None:
    written = sign1.assemble(cbor.encode(protected), payload, signature, unprotected=unprotected)
    message = Sign1.decode(written)
    assert (message.payload, message.signature) == (payload, signature)
    assert frozen(dict(message.protected)) == frozen(protected)
    assert frozen(message.unprotected) == frozen(unprotected)
    assert message.encode() == written
    assert Sign1.from_value(cbor.decode(cbor.encode(message.to_value()))) == message


@settings(max_examples=500)
@given(
    st.binary(max_size=64)
    | values.map(cbor.encode)
    | st.lists(values, max_size=5).map(lambda parts: cbor.encode(CBORTag(18, parts)))
)
def test_any_bytes_are_a_signed_message_or_refused(data: bytes) -> None:
    message = outcome(lambda: Sign1.decode(data))
    if isinstance(message, CicpaError):
        assert message.code in (Code.MALFORMED, Code.UNSUPPORTED)
    else:
        assert Sign1.decode(message.encode()) == message


@given(st.binary(min_size=1, max_size=200))
def test_digits_come_back(data: bytes) -> None:
    digits = transport.to_digits(data)
    assert digits.isdigit()
    assert transport.from_digits(digits) == data


@given(st.text(max_size=60) | st.text("0123456789", max_size=60) | st.text("0123456789٣²１+-_ .", max_size=40))
def test_any_text_is_digits_in_their_one_form_or_refused(text: str) -> None:
    data = outcome(lambda: transport.from_digits(text))
    if isinstance(data, CicpaError):
        assert data.code in (Code.MALFORMED, Code.NOT_A_CERTIFICATE)
    else:
        assert transport.to_digits(data) == text


@given(st.binary(max_size=400), st.text(st.characters(exclude_characters="#"), max_size=40))
def test_qr_text_comes_back_under_any_url(credential: bytes, url: str) -> None:
    assert transport.decode(transport.encode(credential, base_url=url)) == credential


@given(st.text(max_size=80) | st.text("0123456789", min_size=1, max_size=200).map("https://v.cn/#{}".format))
def test_any_text_is_qr_text_or_refused(text: str) -> None:
    read = outcome(lambda: transport.decode(text))
    expected = (Code.MALFORMED, Code.NOT_A_CERTIFICATE, Code.UNSUPPORTED)
    assert isinstance(read, bytes) or read.code in expected


@given(st.binary(max_size=200), st.integers(0, 9))
def test_any_deflate_stream_is_inflated_or_malformed(body: bytes, level: int) -> None:
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15, zdict=DICTIONARY)
    written = deflater.compress(body) + deflater.flush()
    assert transport.decode(transport.to_digits(b"\x02" + written)) == body
    read = outcome(lambda: transport.decode(transport.to_digits(b"\x02" + body)))
    assert isinstance(read, bytes) or read.code is Code.MALFORMED
