"""How Hypothesis shows failing examples: in full, where the library itself shows nothing, and in short what is long.

A record's own `repr` tells nobody anything, because records are people. These people are invented, and somebody has to
see why a test failed: Hypothesis is told how to print them, and nothing else is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis.vendor import pretty

from cicpa_credentials.holder import Holder, Presentation
from cicpa_credentials.issuer import IssuedCertificate
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members import MemberRecord, PhotoEvidence
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.testing.worlds import Member, World

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["print_in_full"]


def _issued(issued: IssuedCertificate) -> dict[str, object]:
    details = Holder(issued).unverified_details()
    told = {name: _as_json(name, value) for name, value in details.items()}
    return {"face": issued.view.to_dict(), "details": told, **_code(issued)}


def _as_json(name: str, value: object) -> object:
    return value if isinstance(value, PhotoEvidence) else DETAIL_BY_NAME[name].to_json(value)


def _code(issued: IssuedCertificate) -> dict[str, object]:
    bound = Holder(issued).holder_key is not None
    return {"bound": bound, "expires": issued.expires_at.isoformat(), "qr_text": issued.qr_text}


def _presentation(presentation: Presentation) -> dict[str, object]:
    return {"expires": presentation.expires_at.isoformat(), "qr_text": presentation.qr_text}


def _photo(photo: PhotoEvidence) -> dict[str, object]:
    return {"sha256": photo.sha256.hex(), "portrait": photo.portrait and f"{len(photo.portrait)} bytes"}


def _member(member: Member) -> dict[str, object]:
    return {"standing": member.standing.name, **_code(member.issued), "record": member.record}


def _world(world: World) -> dict[str, object]:
    offices = {code: office.state.value for code, office in world.offices.items()}
    return {"now": world.now.isoformat(), "sequence": world.sequence, "offices": offices, "members": world.members}


_PARTS: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    MemberRecord: MemberRecord.to_dict,
    IssuedCertificate: _issued,
    Presentation: _presentation,
    PhotoEvidence: _photo,
    TrustBundle: TrustBundle.to_dict,
    Member: _member,
    World: _world,
}


def print_in_full() -> None:
    """Let Hypothesis print these with what they say, a line for each part where one line is too short."""
    for kind, parts in _PARTS.items():
        pretty.for_type_by_name(kind.__module__, kind.__qualname__, _writing(kind, parts))


def _writing(kind: type, parts: Callable[[Any], dict[str, Any]]) -> Callable[..., None]:
    # A record's parts can be pasted into a test.
    begin, end = (f"{kind.__name__}.from_dict(", ")") if kind is MemberRecord else (f"<{kind.__name__} ", ">")

    def write(value: object, printer: pretty.RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 - as it calls
        del cycle  # none of them holds itself
        # Printed apart: Hypothesis would write the calls of our strategies in the place of the values that they made.
        first, *others = f"{begin}{pretty.pretty(parts(value))}{end}".split("\n")
        printer.text(first)
        with printer.indent(len(begin)):
            for line in others:
                printer.break_()
                printer.text(line)

    return write
