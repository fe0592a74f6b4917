"""Certificates in wallets: issued, shown, checked, and forged (SD-JWT VC); `office.py` has the keys and the bundle."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.sdjwt import SdJwtHolder, SdJwtIssuer, SdJwtVerifier
from cicpa_credentials.verifier import Policy
from office import BUNDLE, CERTIFICATE, HOLDER, KEY, clock, dice, issuer
from pki import NOW
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.errors import Code
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.status import StatusReference
    from cicpa_credentials.verifier import Outcome, Report, Step

BANK: Final = "bank.example"
NONCE: Final = "n-0S6_WzA2Mj"
AT_THE_BANK: Final = Policy(audience=BANK, nonce=NONCE.encode())
ANYBODY: Final = Policy()


def wallet_issuer(
    signer: Signer = KEY,
    certificate: x509.Certificate = CERTIFICATE,
    *,
    at: datetime = NOW,
    seed: int = 0,
    **changes: Any,  # noqa: ANN401 - whatever `Issuer` takes
) -> SdJwtIssuer:
    own = issuer(signer, certificate, at=at, **changes)
    return SdJwtIssuer(own, chain=(certificate,), random_bytes=dice(seed))


def wallet(
    member: MemberRecord | None = None,
    *,
    holder_key: PublicKey | None = None,
    status: StatusReference | None = None,
    at: datetime = NOW,
    seed: int = 0,
) -> str:
    """A certificate with all its disclosures, as it comes from the issuer."""
    own = wallet_issuer(at=at, seed=seed)
    return own.issue(member or record(), holder_key=holder_key, status=status, photo=PHOTO).encoded


@cache
def bound() -> str:
    """One bound to the holder's key."""
    return wallet(holder_key=HOLDER.public_key)


@cache
def bearer() -> str:
    """One that anybody can show who has it."""
    return wallet()


def present(
    fields: Iterable[str] = ("birth_date",),
    *,
    of: str | None = None,
    at: datetime = NOW,
    key: Signer | None = HOLDER,
    audience: str | None = BANK,
    nonce: str | None = NONCE,
) -> str:
    """What the holder shows the bank."""
    return SdJwtHolder(of or bound(), clock=clock(at)).present(fields, audience=audience, nonce=nonce, key=key)


def evaluate(received: str, policy: Policy = ANYBODY, *, at: datetime = NOW, of: TrustBundle = BUNDLE) -> Report:
    return SdJwtVerifier(of, policy=policy, clock=clock(at)).evaluate(received)


def judged(report: Report, step: Step) -> tuple[Outcome, Code | None]:
    """How one step came out."""
    check = report.checks[step - 1]
    return check.outcome, check.code


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode()).digest())


def a_disclosure(*content: object) -> str:
    """Whatever content, written as a disclosure; the salt is part of it."""
    return b64(json.dumps(content).encode())


def a_jwt(header: Mapping[str, Any] | str, payload: Mapping[str, Any] | str, *, by: Signer = KEY) -> str:
    """A JWT over whatever header and payload, written without PyJWT; text goes in as it is."""
    parts = [part if isinstance(part, str) else json.dumps(part) for part in (header, payload)]
    signed = ".".join(b64(part.encode()) for part in parts)
    return f"{signed}.{b64(by.sign(signed.encode()))}"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An SD-JWT taken apart, to be changed and signed by whoever likes; None takes an entry away."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    disclosures: tuple[str, ...]
    key_binding: str

    @classmethod
    def of(cls, text: str) -> Draft:
        jwt, *disclosures, key_binding = text.split("~")
        header, payload, _ = jwt.split(".")
        return cls(
            header=json.loads(unb64(header)),
            payload=json.loads(unb64(payload)),
            disclosures=tuple(disclosures),
            key_binding=key_binding,
        )

    def with_header(self, **changes: object) -> Draft:
        return replace(self, header=_merged(self.header, changes))

    def with_claims(self, changes: Mapping[str, object]) -> Draft:
        return replace(self, payload=_merged(self.payload, changes))

    def with_disclosures(self, *disclosures: str) -> Draft:
        return replace(self, disclosures=disclosures)

    def signed(self, by: Signer = KEY) -> str:
        return "~".join((a_jwt(self.header, self.payload, by=by), *self.disclosures, self.key_binding))


@dataclass(frozen=True, kw_only=True)
class Binding:
    """A key binding JWT taken apart, to be put behind the same or another SD-JWT."""

    shown: str
    header: Mapping[str, Any]
    payload: Mapping[str, Any]

    @classmethod
    def of(cls, text: str) -> Binding:
        shown, _, jwt = text.rpartition("~")
        header, payload, _ = jwt.split(".")
        return cls(shown=f"{shown}~", header=json.loads(unb64(header)), payload=json.loads(unb64(payload)))

    def with_header(self, **changes: object) -> Binding:
        return replace(self, header=_merged(self.header, changes))

    def with_claims(self, **changes: object) -> Binding:
        return replace(self, payload=_merged(self.payload, changes))

    def signed(self, by: Signer = HOLDER) -> str:
        return self.shown + a_jwt(self.header, self.payload, by=by)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**old, **new}.items() if value is not None}
