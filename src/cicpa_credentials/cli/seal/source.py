"""Which seals there are, and where they go, for `cicpa seal apply` and `cicpa render --seal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import typer

from cicpa_credentials.cli.keys.options import open_store
from cicpa_credentials.errors import RecordError
from cicpa_credentials.keys.store import KeyPurpose
from cicpa_credentials.members.associations import CICPA, association
from cicpa_credentials.render.layout import SealPlace
from cicpa_credentials.render.theme import PRACTISING
from cicpa_credentials.sealing import Seal, sealed_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.store import KeyStore
    from cicpa_credentials.members.view import CredentialView

__all__ = ["place", "sealed_drawing", "seals_of"]

_RADIUS: Final = 10.2  # as on the card
_NUMBERS: Final = (2, 3)


def place(argument: str) -> SealPlace:
    """A place for a seal, written `CODE=X,Y` or `CODE=X,Y,RADIUS`, in millimetres from the top left corner."""
    code, _, numbers = argument.partition("=")
    try:
        name, found = association(code).zh, tuple(map(float, numbers.split(",")))
    except (ValueError, RecordError):
        name, found = "", ()
    if len(found) not in _NUMBERS:
        raise typer.BadParameter("a place is written 110000=117.8,75.6 or 110000=117.8,75.6,10.2")
    x, y, radius = (*found, _RADIUS)[:3]
    return SealPlace(name=name, x=x, y=y, radius=radius, colour=PRACTISING.seal)


def seals_of(store: KeyStore, names: Collection[str]) -> tuple[Seal, ...]:
    """The seals that a store keeps for some associations.

    Args:
        store: the key store.
        names: the associations, by their Chinese names.

    Raises:
        KeyHandlingError: why a seal that is kept cannot be used now; see `KeyStore.signer`.
    """
    kept = dict.fromkeys(one.association for one in store.entries() if one.purpose is KeyPurpose.SEAL)
    return tuple(Seal.from_store(store, code) for code in kept if association(code).zh in names)


def sealed_drawing(session: Session, store: Path, *, fd: int | None, env: str | None) -> Callable[..., bytes]:
    """What draws as `render.pdf` does, and seals with the keys of a store.

    Args:
        session: for the passphrase and the time.
        store: the key store's folder.
        fd: where the passphrase may come from; see `passphrase.ask`.
        env: likewise.

    Raises:
        CommandError: as `passphrase.ask`.
        KeyHandlingError: as `KeyStore.open`; the drawing as `seals_of` and `seal_pdf`.
    """
    keys = open_store(session, store, fd=fd, env=env)

    def draw(view: CredentialView, qr_text: str, photo: bytes | None, **how: Any) -> bytes:  # noqa: ANN401 - as `render.pdf`
        seals = seals_of(keys, {view.association.zh, association(CICPA).zh})
        return sealed_pdf(view, qr_text, photo, seals=seals, clock=session.clock, **how)

    return draw
