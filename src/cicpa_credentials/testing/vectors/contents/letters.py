"""Letters of good standing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORTag

from cicpa_credentials.errors import Code
from cicpa_credentials.members import Approval
from cicpa_credentials.testing.frozen import NOW
from cicpa_credentials.testing.mutators import Draft, reassembled
from cicpa_credentials.testing.vectors.contents.scene import (
    BEIJING,
    BUNDLE,
    CICPA,
    HOLDER,
    NON_PRACTISING,
    PRACTISING,
    WORLD,
    completed,
    told,
    valid,
)
from cicpa_credentials.wire.labels import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["letters"]

_LETTERS: Final[dict[str, Any]] = {"policy": {"accept": ["letter"]}}
_LABEL: Final = -65538
_TODAY: Final = NOW.date()


def letters() -> VectorFile:
    """Letters of good standing."""
    return completed((*_good(), *_bad()), {"office": BUNDLE})


def _letter(record: MemberRecord = PRACTISING, **changes: Any) -> bytes:  # noqa: ANN401 - for `Issuer.issue_letter`
    given: dict[str, Any] = {"approval": Approval(by="secretariat", on=_TODAY), "as_of": _TODAY}
    return WORLD.issuer(CICPA).issue_letter(record, **(given | changes)).credential


def _good() -> Iterator[Vector]:
    reader = "Example Institute of Accountants"
    yield valid("letter/practising", "To whom it may concern.", _letter(), **_LETTERS)
    yield valid("letter/non-practising", "To a named reader.", _letter(NON_PRACTISING, reader=reader), **_LETTERS)
    both = {"policy": {"accept": ["certificate", "letter"]}}
    yield valid("letter/or-certificate", "For a reader that takes both kinds.", _letter(), **both)


def _bad() -> Iterator[Vector]:
    letter, key = _letter(), WORLD.offices[CICPA].signer
    draft = Draft.of(letter)
    yield told("letter/not-wanted", "A reader takes certificates alone.", letter, Code.WRONG_KIND)
    beijing = WORLD.offices[BEIJING].signer
    posing = draft.with_headers({4: beijing.public_key.kid}).with_claims({1: BEIJING}).signed(beijing)
    yield told("letter/by-an-association", "Not CICPA signed it.", posing, Code.OUT_OF_SCOPE, **_LETTERS)
    longer = draft.with_claims({4: draft.payload[6] + 400 * 86_400}).signed(key)
    yield told("letter/too-long", "It lasts longer than any letter.", longer, Code.CONTENT_INVALID, **_LETTERS)
    for name, about, changes in (
        ("future-standing", "In good standing as of a day after it was issued.", {5: _day(1)}),
        ("standing-before-joining", "In good standing before joining.", {5: _day(-20_000)}),
        ("no-latin-name", "The name in Latin letters is missing.", {2: None}),
    ):
        content = {label: value for label, value in {**draft.payload[_LABEL], **changes}.items() if value is not None}
        forged = draft.with_claims({_LABEL: content}).signed(key)
        yield told(f"letter/{name}", about, forged, Code.CONTENT_INVALID, **_LETTERS)
    bound = draft.with_headers({16: 293}).with_claims({8: {1: HOLDER.public_key.to_cose_key()}}).signed(key)
    yield told("letter/bound", "Bound to a key, as no letter is.", bound, Code.UNSUPPORTED, **_LETTERS)
    shown = reassembled(letter, unprotected={17: [b"\x81\x50" + bytes(16)]})
    yield told("letter/disclosing", "With a disclosure, as no letter has.", shown, Code.UNSUPPORTED, **_LETTERS)


def _day(after: int) -> CBORTag:
    """A day so many days after today, as certificates write it (RFC 8943 §1.1)."""
    return CBORTag(int(Tag.EPOCH_DAYS), (_TODAY - date(1970, 1, 1)).days + after)
