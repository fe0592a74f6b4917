"""The strict reader and the writer of DER."""

from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, KeyHandlingError
from cicpa_credentials.keys.der import Reader, Tag, element, unsigned


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65535])
def test_every_length_comes_back(size: int) -> None:
    content = b"c" * size
    reader = Reader(element(Tag.OCTET_STRING, content))
    assert reader.take(Tag.OCTET_STRING) == content
    reader.finish()


def test_lengths_are_written_in_as_few_octets_as_can_be() -> None:
    assert element(Tag.OCTET_STRING, b"c" * 127)[:2] == b"\x04\x7f"
    assert element(Tag.OCTET_STRING, b"c" * 128)[:3] == b"\x04\x81\x80"
    assert element(Tag.OCTET_STRING, b"c" * 256)[:4] == b"\x04\x82\x01\x00"


@pytest.mark.parametrize("value", [0, 1, 127, 128, 255, 256, 16384, 1 << 200])
def test_every_unsigned_integer_comes_back(value: int) -> None:
    assert Reader(unsigned(value)).unsigned() == value


def test_elements_are_taken_in_order() -> None:
    reader = Reader(element(Tag.SEQUENCE, unsigned(1), unsigned(2))).sequence()
    assert not reader.at_end
    assert [reader.unsigned(), reader.unsigned()] == [1, 2]
    assert reader.at_end


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x04", id="no length"),
        pytest.param(b"\x04\x02a", id="content cut short"),
        pytest.param(b"\x04\x81", id="length cut short"),
        pytest.param(b"\x04\x82\x01", id="long length cut short"),
        pytest.param(b"\x04\x80aa\x00\x00", id="indefinite length"),
        pytest.param(b"\x04\x81\x02ab", id="length not in its short form"),
        pytest.param(b"\x04\x82\x00\x80" + b"a" * 128, id="length with a leading zero"),
        pytest.param(b"\x04\x83\x01\x00\x00" + b"a" * 65536, id="longer than anything here"),
        pytest.param(b"\x04\xff" + b"\xff" * 127, id="length of 127 octets"),
        pytest.param(b"\x02\x01\x00", id="another tag"),
    ],
)
def test_what_is_not_one_whole_element_is_malformed(data: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        Reader(data).take(Tag.OCTET_STRING)
    assert caught.value.code is Code.MALFORMED


@pytest.mark.parametrize("data", [b"\x02\x00", b"\x02\x01\x80", b"\x02\x02\x00\x01", b"\x02\x02\xff\xff"])
def test_an_integer_that_is_empty_negative_or_padded_is_malformed(data: bytes) -> None:
    with pytest.raises(KeyHandlingError) as caught:
        Reader(data).unsigned()
    assert caught.value.code is Code.MALFORMED


def test_what_is_left_over_is_malformed() -> None:
    reader = Reader(unsigned(1) + b"\x00")
    reader.unsigned()
    with pytest.raises(KeyHandlingError) as caught:
        reader.finish()
    assert caught.value.code is Code.MALFORMED


def test_another_content_than_expected_is_unsupported() -> None:
    reader = Reader(element(Tag.OBJECT_IDENTIFIER, b"\x2a\x03"))
    with pytest.raises(KeyHandlingError) as caught:
        reader.expect(Tag.OBJECT_IDENTIFIER, b"\x2a\x04")
    assert caught.value.code is Code.UNSUPPORTED
