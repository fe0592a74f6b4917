"""Whole worlds, drawn: some associations, members of theirs in any standing, lists, a bundle, a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from hypothesis import strategies as st

from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.status import Status
from cicpa_credentials.testing.credentials import photos
from cicpa_credentials.testing.offices import certified_office, nearest_first
from cicpa_credentials.testing.records import member_records
from cicpa_credentials.testing.worlds import World

__all__ = ["world"]


@st.composite
def world(draw: st.DrawFn, *, min_members: int = 1, max_members: int = 4) -> World:
    """Worlds of one to three associations, and some members; the simplest is 李安 of Beijing, alone and valid.

    All certificates were issued before `now`, the lists are of `now`, and every key is active.

    Args:
        min_members: how many there are at least.
        max_members: and at most.
    """
    codes = draw(st.lists(st.sampled_from(nearest_first(ASSOCIATIONS)), min_size=1, max_size=3, unique=True))
    made = World(offices=MappingProxyType({code: certified_office(code) for code in codes}))
    for number in range(draw(st.integers(min_members, max_members))):
        code = draw(st.sampled_from(codes))
        record = draw(member_records(association=code))
        made = made.with_member(
            replace(record, number=f"{code}{number + 1:06}"),  # nobody else's
            bound=draw(st.booleans()),
            standing=draw(st.sampled_from(Status)),
            photo=draw(st.none() | photos()),
        )
    return made.later(timedelta(hours=draw(st.integers(1, 300 * 24))))
