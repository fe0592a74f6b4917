"""Places in lists: drawn by chance, each given once, and never from a list that is nearly full."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import pytest

from registers import BEIJING, LISTS, PRACTISING, create

if TYPE_CHECKING:
    from pathlib import Path

    from cicpa_credentials.register import Register
    from cicpa_credentials.status import StatusReference

SHANGHAI = "310000"


def reserve(register: Register, many: int, association: str = BEIJING) -> list[StatusReference]:
    with register.batch() as batch:
        return [
            batch.reserve(number=f"{number:012}", category=PRACTISING, association=association)
            for number in range(many)
        ]


def test_each_place_is_given_once(register: Register) -> None:
    places = [*reserve(register, 300), *reserve(register, 300)]
    assert len(set(places)) == 600
    assert all(0 <= place.index < 1000 for place in places)


def test_a_new_list_is_opened_when_one_is_80_percent_full(place: str | Path) -> None:
    with create(place, list_size=10) as register:
        places = reserve(register, 20)
    assert Counter(place.uri for place in places) == {
        f"{LISTS}110000/1": 8,
        f"{LISTS}110000/2": 8,
        f"{LISTS}110000/3": 4,
    }
    assert len(set(places)) == 20


def test_each_association_has_its_own_lists(register: Register) -> None:
    assert reserve(register, 1)[0].uri == f"{LISTS}110000/1"
    assert reserve(register, 1, SHANGHAI)[0].uri == f"{LISTS}310000/1"
    assert [published.uri for published in register.publish(SHANGHAI)] == [f"{LISTS}310000/1"]


def test_a_list_of_one_place_is_full_with_one(place: str | Path) -> None:
    with create(place, list_size=1) as register:
        assert [place.index for place in reserve(register, 3)] == [0, 0, 0]


def test_places_come_from_the_given_source_and_taken_ones_are_passed_over(place: str | Path) -> None:
    draws, names = iter([7, 7, 3, 7, 3, 9]), count(1)

    def source(size: int) -> bytes:
        return next(draws if size == 8 else names).to_bytes(size)

    with create(place, random_bytes=source) as register:
        assert [place.index for place in reserve(register, 3)] == [7, 3, 9]
    assert next(draws, None) is None


def test_a_source_that_repeats_itself_is_noticed(place: str | Path) -> None:
    with create(place, random_bytes=bytes) as register:
        reserve(register, 1)
        with pytest.raises(ValueError, match="repeats"):
            reserve(register, 1)


def test_every_place_of_a_list_can_be_drawn(place: str | Path) -> None:
    """Twenty lists of ten places, eight of each: whatever place was never drawn, was out of reach."""
    with create(place, list_size=10) as register:
        places = reserve(register, 160)
    drawn = Counter(place.index for place in places)
    assert set(drawn) == set(range(10))
    assert max(drawn.values()) <= 20
