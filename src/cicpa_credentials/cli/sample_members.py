"""The sample members, who are invented: `examples/members` of the source tree, shipped beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from cicpa_credentials.members import MemberRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Sample", "sample_members"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample member.

    Attributes:
        number: how the sample is called; files are named after it, never after the member.
        record: the particulars.
        photo: a drawn portrait, PNG.
    """

    number: str
    record: MemberRecord
    photo: bytes


def sample_members() -> Iterator[Sample]:
    """All sample members, in the order of their numbers."""
    folder = resources.files(__package__).joinpath("samples")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        number, _, suffix = file.name.rpartition(".")
        if suffix == "json":
            record = MemberRecord.from_json(file.read_bytes())
            yield Sample(number=number, record=record, photo=folder.joinpath(f"{number}.png").read_bytes())
