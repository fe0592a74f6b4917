"""The world the targets live in: one association, one member in four forms of certificate, and everybody's keys.

The keys are here on purpose. A fuzzer never makes a signature that holds, and without one nothing behind step 5 would
ever be reached; so what it makes is signed for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.disclosure.encrypted import AEAD_KEY_BYTES
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.holder import Holder
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.members import MemberRecord, PhotoEvidence
from cicpa_credentials.sdjwt import SdJwtHolder, SdJwtIssuer
from cicpa_credentials.testing.frozen import NOW, FrozenClock, seeded
from cicpa_credentials.testing.offices import certified_office
from cicpa_credentials.testing.worlds import BASE_URL, World
from cicpa_credentials.verifier import Policy
from cicpa_credentials.wire import cbor
from cicpa_credentials.wire.labels import Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from cicpa_credentials.keys.signer import Signer

__all__ = [
    "AUDIENCE",
    "BASE_URL",
    "CLOCK",
    "CODE",
    "HOLDER",
    "ISSUED",
    "OFFICE",
    "PASSPHRASE",
    "POLICY",
    "TOKEN",
    "WALLET",
    "WALLET_TOKEN",
    "WORLD",
    "resigned",
    "resigned_token",
]

_RECORD: Final = MemberRecord.from_json(
    (Path(__file__).parent.parent / "examples" / "members" / "03.json").read_text(encoding="utf-8")
)
_HOME: Final = _RECORD.association or ""
_KCWT: Final = int(Header.KCWT)


class _QuickCode(AccessCode):
    """A code that costs nothing to try: a tenth of a second for each input is too much here."""

    __slots__ = ()

    def _derive(self, salt: bytes) -> bytes:
        return hashlib.sha256(salt + self.text.encode()).digest()[:AEAD_KEY_BYTES]


OFFICE: Final = certified_office(_HOME)
AUDIENCE: Final = "bank.example"
POLICY: Final = Policy(unsafe_any_audience=True)
CLOCK: Final = FrozenClock(NOW)
CODE: Final = _QuickCode("MFRG-GZDF-MZTW-Q2LK")
PASSPHRASE: Final = b"correct horse"

WORLD: Final = (
    World(offices=MappingProxyType({_HOME: OFFICE}))
    .with_member(_RECORD)
    .with_member(_RECORD, bound=True, photo=PhotoEvidence(sha256=bytes(32), portrait=None))
)
HOLDER: Final = WORLD.holder

_SEALED: Final = WORLD.issuer(_HOME).issue(_RECORD, access_code=CODE)
ISSUED: Final = (WORLD.members[0].issued, WORLD.members[1].issued, _SEALED)
"""For anybody who has it; bound to a key; with an access code."""

TOKEN: Final = (
    Holder(ISSUED[1], clock=CLOCK).present(["birth_date", "inspections"], audience=AUDIENCE, key=HOLDER).encoded
)
"""A presentation of the second."""

WALLET: Final = (
    SdJwtIssuer(WORLD.issuer(_HOME), chain=(OFFICE.certificate,), random_bytes=seeded("sd-jwt"))
    .issue(_RECORD, holder_key=HOLDER.public_key)
    .encoded
)
WALLET_TOKEN: Final = SdJwtHolder(WALLET, clock=CLOCK).present(
    ["birth_date"], audience=AUDIENCE, nonce="n-7", key=HOLDER
)
"""The same certificate in an online wallet, and shown from there."""


def resigned(data: bytes, *, by: Signer) -> bytes | None:
    """A message signed again, whatever it says; None where it is no message."""
    try:
        message = Sign1.decode(data, max_bytes=len(data))
    except CicpaError:
        return None
    return replace(message, signature=by.sign(message.to_be_signed())).encode()


def resigned_token(data: bytes) -> bytes | None:
    """A key binding token signed again by the holder, and the certificate in it by the issuer."""
    try:
        token = Sign1.decode(data)
        inner = Sign1.from_value(token.protected.get(_KCWT))
    except CicpaError:
        return None
    signed = replace(inner, signature=OFFICE.signer.sign(inner.to_be_signed()))
    protected = {**token.protected, _KCWT: signed.to_value()}
    token = replace(token, protected=protected, protected_bytes=cbor.encode(protected))
    return replace(token, signature=HOLDER.sign(token.to_be_signed())).encode()
