"""Certificates as SD-JWT VC."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.sdjwt import SdJwtHolder, SdJwtIssuer
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.testing.mutators.sd_jwt import SD_JWT_ISSUER_MUTATORS, SD_JWT_MUTATORS
from cicpa_credentials.testing.vectors.contents import scene
from cicpa_credentials.testing.vectors.contents.scene import (
    AUDIENCE,
    BEIJING,
    BUNDLE,
    HOLDER,
    NONCE,
    PHOTO,
    PRACTISING,
    WORLD,
    completed,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.testing.vectors.form import Vector, VectorFile

__all__ = ["sd_jwts"]

_FORM: Final = "evaluate_sd_jwt"
_AT_THE_BANK: Final = {"audience": AUDIENCE, "nonce": NONCE.hex()}

told = partial(scene.told, operation=_FORM)
valid = partial(scene.valid, operation=_FORM)


def sd_jwts() -> VectorFile:
    """Certificates as SD-JWT VC: bearer and bound, shown, revoked and tampered with."""
    return completed((*_good(), *_bad(), *_attacks()), {"office": BUNDLE})


def _wallet(**changes: Any) -> str:  # noqa: ANN401 - for `SdJwtIssuer.issue`
    office = WORLD.offices[BEIJING]
    issuer = SdJwtIssuer(
        WORLD.issuer(BEIJING), chain=(office.certificate,), random_bytes=seeded("wallet", repr(changes))
    )
    return issuer.issue(PRACTISING, photo=PHOTO, **changes).encoded


def _present(*fields: str) -> str:
    holder = SdJwtHolder(_wallet(holder_key=HOLDER.public_key), clock=WORLD.clock)
    return holder.present(fields, audience=AUDIENCE, nonce=NONCE.decode(), key=HOLDER)


def _good() -> Iterator[Vector]:
    yield valid("sd-jwt/bearer", "All details are shown.", _wallet())
    bearer = SdJwtHolder(_wallet(), clock=WORLD.clock)
    yield valid("sd-jwt/face", "The face alone.", bearer.present(()))
    yield valid("sd-jwt/one", "One detail.", bearer.present(["birth_date"]))
    yield valid("sd-jwt/presented", "With proof of the holder's key.", _present("mobile"), policy=_AT_THE_BANK)


def _bad() -> Iterator[Vector]:
    text = _present("mobile")
    proofless = text.rpartition("~")[0] + "~"
    yield told("sd-jwt/proof-stripped", "Without its proof.", proofless, Code.BINDING_MISSING, policy=_AT_THE_BANK)
    more = _present("mobile", "email").rpartition("~")[0] + "~" + text.rpartition("~")[2]
    yield told("sd-jwt/proof-moved", "The proof of other disclosures.", more, Code.BINDING_INVALID, policy=_AT_THE_BANK)
    for name, about, code, changes in (
        ("other-audience", "It was made for another reader.", Code.AUDIENCE_MISMATCH, {"audience": "shop.example"}),
        ("other-nonce", "It was made for another occasion.", Code.NONCE_MISMATCH, {"nonce": "00"}),
    ):
        yield told(f"sd-jwt/{name}", about, text, code, policy=_AT_THE_BANK | changes)
    revoked = _wallet(status=place(1))
    yield told("sd-jwt/revoked", "The list says that it is revoked.", revoked, Code.REVOKED)


def _attacks() -> Iterator[Vector]:
    key = WORLD.offices[BEIJING].signer
    attacked = partial(scene.attacked, operation=_FORM)
    yield from attacked("attack/sd-jwt", _wallet(), SD_JWT_MUTATORS)
    yield from attacked("attack/sd-jwt-issuer", _wallet(), (one.by(key) for one in SD_JWT_ISSUER_MUTATORS))
