"""How Hypothesis shows failing examples: in full, where the library itself shows nothing.

A record's own `repr` tells nobody anything, because records are people. These people are invented, and somebody has to
see why a test failed: Hypothesis is told how to print them, and nothing else is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis.vendor import pretty

from cicpa_credentials.holder import Presentation
from cicpa_credentials.issuer import IssuedCertificate
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.testing.worlds import World

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["print_in_full"]


def _record(record: MemberRecord) -> str:
    return f"MemberRecord.from_dict({record.to_dict()!r})"


def _issued(issued: IssuedCertificate) -> str:
    return f"<IssuedCertificate {issued.view.to_dict()!r} until {issued.expires_at.isoformat()}: {issued.qr_text}>"


def _presentation(presentation: Presentation) -> str:
    return f"<Presentation until {presentation.expires_at.isoformat()}: {presentation.qr_text}>"


def _world(world: World) -> str:
    members = ", ".join(f"{_record(one.record)}: {one.standing.name}" for one in world.members)
    return f"<World at {world.now.isoformat()}, offices {', '.join(world.offices)}, members {{{members}}}>"


def print_in_full() -> None:
    """Let Hypothesis print records, certificates, presentations and worlds with what they say."""
    _register(MemberRecord, _record)
    _register(IssuedCertificate, _issued)
    _register(Presentation, _presentation)
    _register(World, _world)


def _register(kind: type, show: Callable[..., str]) -> None:
    def write(value: object, printer: pretty.RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - as it calls
        del cycle  # none of them holds itself
        printer.text(show(value))

    pretty.for_type_by_name(kind.__module__, kind.__qualname__, write)
