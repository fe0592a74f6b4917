"""QR text: both versions, digits in their one form, caps, and any URL before them."""

from __future__ import annotations

import zlib

import pytest

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import transport
from cicpa_credentials.wire.dictionary import DICTIONARY
from office import BASE_URL, dice

CREDENTIAL = b"application/vnd.cicpa" + bytes(range(200))
NOISE = dice(1)(300)
PLAIN = b"\x01" + NOISE


def body(text: str) -> bytes:
    return transport.from_digits(text.rpartition("#")[2])


def refusal(text: str) -> Code:
    with pytest.raises(WireError) as caught:
        transport.decode(text)
    return caught.value.code


def qr(data: bytes, url: str = BASE_URL) -> str:
    return f"{url}#{transport.to_digits(data)}"


def deflated(data: bytes, dictionary: bytes = DICTIONARY) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return deflater.compress(data) + deflater.flush()


class TestDigits:
    def test_tails_are_as_long_as_fido_has_them(self) -> None:
        """FIDO CTAP 2.2 §11.5, hybrid QR: 3, 5, 8, 10, 13 and 15 digits for one to six bytes."""
        lengths = [len(transport.to_digits(bytes(size))) for size in range(1, 15)]
        assert lengths == [3, 5, 8, 10, 13, 15, 17, 20, 22, 25, 27, 30, 32, 34]

    def test_no_tail_could_do_with_fewer_digits(self) -> None:
        for size, digits in enumerate([3, 5, 8, 10, 13, 15, 17], start=1):
            assert 10 ** (digits - 1) < 256**size <= 10**digits

    def test_bytes_are_little_endian_numbers(self) -> None:
        assert transport.to_digits(b"\x01\x02") == "00513"
        assert transport.to_digits(bytes(7)) == "0" * 17
        assert transport.to_digits(b"\xff" * 7) == f"{2**56 - 1:017d}" == "72057594037927935"
        assert transport.to_digits(b"\x01" + bytes(6) + b"\x02") == f"{1:017d}002"

    @pytest.mark.parametrize("size", [*range(1, 30), 700, 2500])
    def test_every_length_comes_back(self, size: int) -> None:
        for data in (bytes(size), b"\xff" * size, dice(size)(size)):
            assert transport.from_digits(transport.to_digits(data)) == data

    @pytest.mark.parametrize("digits", ["256", "999", "65536", "99999", "16777216", "4294967296", "1099511627776"])
    def test_a_tail_that_stands_for_more_bytes_than_it_has_is_misread(self, digits: str) -> None:
        for text in (digits, "0" * 17 + digits):
            with pytest.raises(WireError) as caught:
                transport.from_digits(text)
            assert caught.value.code is Code.MALFORMED

    @pytest.mark.parametrize("number", [2**56, 10**17 - 1])
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_so_is_a_chunk(self, number: int, place: int) -> None:
        chunks = ["0" * 17] * 3
        chunks[place] = f"{number:017d}"
        with pytest.raises(WireError) as caught:
            transport.from_digits("".join(chunks))
        assert caught.value.code is Code.MALFORMED

    @pytest.mark.parametrize("length", [1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18, 19, 21])
    def test_so_is_a_length_that_no_bytes_have(self, length: int) -> None:
        with pytest.raises(WireError) as caught:
            transport.from_digits("0" * length)
        assert caught.value.code is Code.MALFORMED

    @pytest.mark.parametrize(
        "text", ["", "+12", "-12", " 12", "12 ", "1_2", "0x1", "1.0", "１２３", "²²²", "٣٣٣", "\ud800", "+" + "1" * 16]
    )
    def test_what_python_takes_for_a_number_is_none(self, text: str) -> None:
        with pytest.raises(WireError) as caught:
            transport.from_digits(text)
        assert caught.value.code is Code.NOT_A_CERTIFICATE


class TestText:
    def test_the_shorter_version_is_written(self) -> None:
        assert body(transport.encode(CREDENTIAL, base_url=BASE_URL))[0] == 2
        assert body(transport.encode(NOISE, base_url=BASE_URL)) == PLAIN

    @pytest.mark.parametrize("credential", [CREDENTIAL, NOISE, b"x", bytes(3000)])
    def test_what_was_written_is_read(self, credential: bytes) -> None:
        text = transport.encode(credential, base_url=BASE_URL)
        assert text.startswith(f"{BASE_URL}#")
        assert transport.decode(text) == credential

    @pytest.mark.parametrize(
        "url", ["", "#", "https://elsewhere.example/#", "HTTP://A#1#", "文字#", "\ufeff#", "a\nb#"]
    )
    def test_any_url_or_none_stands_before_the_digits(self, url: str) -> None:
        assert transport.decode(url + transport.to_digits(PLAIN)) == NOISE

    @pytest.mark.parametrize("space", ["\n", "\r\n", " ", "\t "])
    def test_space_around_the_digits_is_a_scanners(self, space: str) -> None:
        assert transport.decode(qr(PLAIN) + space) == NOISE
        assert transport.decode(f"x#{space}{transport.to_digits(PLAIN)}") == NOISE

    @pytest.mark.parametrize(
        "text", ["", "#", "https://example.org/", "hello", "a#b", "12a", "1 23", "#12#", "１２３#１２３"]
    )
    def test_other_text_is_no_certificate(self, text: str) -> None:
        assert refusal(text) is Code.NOT_A_CERTIFICATE

    @pytest.mark.parametrize("version", [0, 3, 4, 0x7F, 0xD2, 255])
    def test_other_versions_are_not_guessed_at(self, version: int) -> None:
        assert refusal(qr(bytes([version]) + NOISE)) is Code.UNSUPPORTED

    def test_a_version_alone_has_an_empty_body(self) -> None:
        assert transport.decode(qr(b"\x01")) == b""
        assert refusal(qr(b"\x02")) is Code.MALFORMED

    def test_text_longer_than_any_qr_code_is_not_looked_at(self) -> None:
        digits = transport.to_digits(PLAIN)
        assert transport.decode("x" * (transport.MAX_TEXT - len(digits) - 1) + "#" + digits) == NOISE
        assert refusal("x" * (transport.MAX_TEXT - len(digits)) + "#" + digits) is Code.NOT_A_CERTIFICATE


class TestHashes:
    """The hashes of a presentation stand in a row, and are stored rather than coded."""

    ROW = b"".join(b"\x58\x20" + dice(seed)(32) for seed in range(9))

    @pytest.mark.parametrize("before", [b"", CREDENTIAL, NOISE * 9])
    @pytest.mark.parametrize("after", [b"", CREDENTIAL, NOISE * 9])
    @pytest.mark.parametrize("row", [ROW, ROW[:136], ROW[:-1], ROW * 20, bytes(9) + ROW])
    def test_wherever_they_stand_what_was_deflated_comes_back(self, before: bytes, row: bytes, after: bytes) -> None:
        data = before + row + after
        assert transport.inflate(transport.deflate(data)) == data

    def test_it_makes_a_code_shorter(self) -> None:
        data = CREDENTIAL + self.ROW + CREDENTIAL
        assert len(transport.deflate(data)) <= len(deflated(data)) - 8


class TestInflation:
    def test_any_deflate_stream_with_our_dictionary_is_read(self) -> None:
        stored = zlib.compressobj(0, zlib.DEFLATED, -15, zdict=DICTIONARY)
        for data in (deflated(CREDENTIAL), stored.compress(CREDENTIAL) + stored.flush()):
            assert transport.decode(qr(b"\x02" + data)) == CREDENTIAL

    def test_another_dictionary_gives_other_bytes(self) -> None:
        other = DICTIONARY[::-1]
        assert transport.decode(qr(b"\x02" + deflated(other, other))) != other

    def test_a_stream_that_is_cut_off_damaged_or_followed_by_something_is_refused(self) -> None:
        stream = deflated(CREDENTIAL)
        for damaged in (stream[:-1], stream + b"\x00", b"\xff" + stream):
            assert refusal(qr(b"\x02" + damaged)) is Code.MALFORMED

    def test_sixteen_kib_are_inflated_and_not_a_byte_more(self) -> None:
        assert transport.decode(qr(b"\x02" + deflated(bytes(transport.MAX_INFLATED)))) == bytes(transport.MAX_INFLATED)
        assert refusal(qr(b"\x02" + deflated(bytes(transport.MAX_INFLATED + 1)))) is Code.MALFORMED
