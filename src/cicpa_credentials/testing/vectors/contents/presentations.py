"""Presentations of bound certificates: key binding tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.holder.presentation import key_binding_token
from cicpa_credentials.members.fields import details_of
from cicpa_credentials.testing.frozen import NOW
from cicpa_credentials.testing.mutators import HOLDER_MUTATORS, PRESENTATION_MUTATORS, QR_TEXT_MUTATORS
from cicpa_credentials.testing.vectors.contents.scene import (
    AUDIENCE,
    BUNDLE,
    HOLDER,
    NONCE,
    PRACTISING,
    SECONDS,
    WORLD,
    attacked,
    completed,
    place,
    told,
    valid,
)
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["presentations"]

_HELD: Final = WORLD.take(WORLD.issue(PRACTISING, status=place(0), bound=True))
_AT_THE_BANK: Final = {"audience": AUDIENCE, "nonce": NONCE.hex()}
_FIELDS: Final = ("birth_date", "mobile")


def presentations() -> VectorFile:
    """Presentations of bound certificates: what was shown, to whom, when, and by whom."""
    return completed((*_good(), *_bad(), *_attacks()), {"office": BUNDLE})


def _present(fields: Iterable[str] = _FIELDS, **changes: Any) -> Presentation:  # noqa: ANN401 - for `Holder.present`
    given: dict[str, Any] = {"audience": AUDIENCE, "nonce": NONCE, "key": HOLDER}
    return _HELD.present(fields, **(given | changes))


def _good() -> Iterator[Vector]:
    every = [field.name for field, _ in details_of(PRACTISING, None)]
    for name, about, fields in (
        ("face", "The face alone.", ()),
        ("one", "One detail.", ("birth_date",)),
        ("all", "All details.", every),
    ):
        yield valid(f"presentation/{name}", about, _present(fields).qr_text, policy=_AT_THE_BANK)
    anybody = {"unsafe_any_audience": True}
    yield valid("presentation/to-anybody", "A reader that takes any audience.", _present().qr_text, policy=anybody)
    last = NOW + timedelta(minutes=14, seconds=59)
    yield valid(
        "presentation/last-second", "The last second of the leeway.", _present().encoded, policy=_AT_THE_BANK, at=last
    )


def _bad() -> Iterator[Vector]:
    text = _present().qr_text
    for name, about, code, policy in (
        ("other-audience", "It was made for another reader.", Code.AUDIENCE_MISMATCH, {"audience": "shop.example"}),
        ("no-audience", "A reader that has no name.", Code.AUDIENCE_MISMATCH, {}),
        ("other-nonce", "It was made for another occasion.", Code.NONCE_MISMATCH, _AT_THE_BANK | {"nonce": "00"}),
    ):
        yield told(f"presentation/{name}", about, text, code, policy=policy)
    over = NOW + timedelta(minutes=15)
    yield told(
        "presentation/over",
        "Its time and the leeway are over.",
        text,
        Code.PRESENTATION_EXPIRED,
        policy=_AT_THE_BANK,
        at=over,
    )
    bearer = WORLD.issue(PRACTISING).credential
    wrapped = key_binding_token(Sign1.decode(bearer), {3: AUDIENCE, 6: SECONDS, 4: SECONDS + 60}, key=HOLDER)
    yield told(
        "presentation/of-a-bearer-certificate",
        "A token around a certificate that is bound to no key.",
        wrapped,
        Code.BINDING_INVALID,
        policy={"audience": AUDIENCE},
    )


def _attacks() -> Iterator[Vector]:
    token = _present().encoded
    given = {"policy": _AT_THE_BANK}
    yield from attacked("attack/presentation", token, PRESENTATION_MUTATORS, **given)
    yield from attacked("attack/holder", token, (one.by(HOLDER) for one in HOLDER_MUTATORS), **given)
    yield from attacked("attack/presentation-text", _present().qr_text, QR_TEXT_MUTATORS, **given)
