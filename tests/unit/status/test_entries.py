"""The list itself: what goes in comes out, at every width, and nothing else is let in."""

from __future__ import annotations

import tracemalloc
import zlib
from random import Random

import pytest

from cicpa_credentials.errors import Code, StatusError
from cicpa_credentials.status import Status, StatusList
from cicpa_credentials.status.entries import MAX_LIST_BYTES

WIDTHS = (1, 2, 4, 8)


def refusal(size: int, entries: list[tuple[int, int]], bits: int = 2) -> Code:
    with pytest.raises(StatusError) as caught:
        StatusList.build(size, entries, bits=bits)
    return caught.value.code


def damage(lst: bytes, bits: int = 2) -> Code:
    with pytest.raises(StatusError) as caught:
        StatusList.decompress(lst, bits=bits)
    return caught.value.code


@pytest.mark.parametrize("bits", WIDTHS)
def test_every_entry_says_what_was_put_there_and_the_others_are_valid(bits: int) -> None:
    random = Random(bits)  # noqa: S311 - for tests
    wanted = {index: random.randrange(1 << bits) for index in random.sample(range(1000), 300)}
    entries = StatusList.build(1000, wanted.items(), bits=bits)
    assert list(entries) == [wanted.get(index, 0) for index in range(1000)]


def test_the_first_entry_is_in_the_lowest_bits_of_the_first_byte() -> None:
    assert StatusList.build(8, [(0, 1)], bits=1).data == b"\x01"
    assert StatusList.build(8, [(1, 3), (4, 2)], bits=2).data == b"\x0c\x02"
    assert StatusList.build(4, [(1, 9), (2, 5)], bits=4).data == b"\x90\x05"
    assert StatusList.build(2, [(1, 0xAB)], bits=8).data == b"\x00\xab"


@pytest.mark.parametrize("bits", WIDTHS)
def test_a_later_entry_replaces_an_earlier_one_and_leaves_its_neighbours_alone(bits: int) -> None:
    most = (1 << bits) - 1
    entries = StatusList.build(24, [*((index, most) for index in range(24)), (13, 0), (14, 0), (14, 1)], bits=bits)
    assert list(entries) == [*[most] * 13, 0, 1, *[most] * 9]


def test_a_size_is_rounded_up_to_a_whole_byte() -> None:
    assert [len(StatusList.build(size, (), bits=2)) for size in (1, 4, 5)] == [4, 4, 8]


def test_the_numbers_are_the_standards() -> None:
    assert [(status.name, int(status)) for status in Status] == [
        ("VALID", 0),
        ("INVALID", 1),
        ("SUSPENDED", 2),
        ("SUPERSEDED", 3),
    ]


@pytest.mark.parametrize("bits", [0, 3, 5, 16, -1, True, "2", None, 2.0])
def test_another_width_is_refused(bits: int) -> None:
    with pytest.raises(StatusError) as caught:
        StatusList(bits=bits, data=b"")
    assert caught.value.code is Code.MALFORMED
    assert refusal(8, [], bits=bits) is Code.MALFORMED


@pytest.mark.parametrize("size", [0, -1, MAX_LIST_BYTES * 4 + 1])
def test_a_list_of_no_size_or_of_one_that_no_reader_takes_is_not_built(size: int) -> None:
    assert refusal(size, []) is Code.MALFORMED


@pytest.mark.parametrize("entry", [(-1, 1), (1000, 1), (0, 4), (0, -1)])
def test_an_index_or_a_status_outside_the_list_is_refused(entry: tuple[int, int]) -> None:
    assert refusal(1000, [entry]) is Code.MALFORMED


@pytest.mark.parametrize("index", [-1, 8, 1 << 80])
def test_a_look_up_outside_the_list_is_refused(index: int) -> None:
    entries = StatusList.build(8, ())
    with pytest.raises(StatusError) as caught:
        entries[index]
    assert caught.value.code is Code.STATUS_UNKNOWN


def test_a_list_comes_back_from_its_compressed_form() -> None:
    entries = StatusList.build(1 << 12, [(7, 1), (4095, 3)])
    assert StatusList.decompress(entries.compress(), bits=2) == entries


def test_another_deflater_is_understood_too() -> None:
    entries = StatusList.build(1 << 12, [(7, 1), (4095, 3)])
    stored = zlib.compressobj(0)
    assert StatusList.decompress(stored.compress(entries.data) + stored.flush(), bits=2) == entries


@pytest.mark.parametrize(
    "lst",
    [
        b"",
        b"\x78",
        zlib.compress(bytes(64))[:-1],
        zlib.compress(bytes(64)) + b"\x00",
        zlib.compress(bytes(64)) * 2,
        zlib.compress(bytes(64))[2:-4],  # raw DEFLATE without zlib's frame
        zlib.compress(bytes(64))[:-4] + b"\x00\x00\x00\x00",
        b"\x78\xbb\x00\x00\x00\x00\x00\x00",  # asks for a preset dictionary
    ],
    ids=["empty", "head only", "cut off", "trailing byte", "twice", "raw", "wrong checksum", "dictionary"],
)
def test_what_is_not_one_whole_zlib_stream_is_malformed(lst: bytes) -> None:
    assert damage(lst) is Code.MALFORMED


def test_the_largest_list_that_can_be_built_can_be_read() -> None:
    largest = StatusList.build(MAX_LIST_BYTES, [(MAX_LIST_BYTES - 1, 200)], bits=8)
    assert StatusList.decompress(largest.compress(), bits=8)[MAX_LIST_BYTES - 1] == 200


def test_one_byte_more_is_not_read() -> None:
    assert damage(zlib.compress(bytes(MAX_LIST_BYTES + 1), 1)) is Code.MALFORMED


def test_a_national_list_is_small_and_is_asked_without_unpacking_it() -> None:
    random = Random(4)  # noqa: S311 - for tests
    size = 1 << 20
    entries = [(index, random.choice((1, 2, 3))) for index in random.sample(range(size), size // 100)]
    built = StatusList.build(size, entries)
    assert len(built.compress()) < 40_000
    tracemalloc.start()
    assert all(built[index] == status for index, status in entries)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000, "a look-up must not unpack the list"
