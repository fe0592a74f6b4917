"""An association's office: a root, certified keys, a bundle, an issuer and a verifier; and a forger's tools beside it.

Everything is the same in every run: keys come from seeds, salts from a seeded generator, and ECDSA here has no chance
in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from cicpa_credentials.issuer import IssuedCertificate, Issuer
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.keys.signer import InProcessSigner
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import RootAuthority, mandate_of
from cicpa_credentials.members.associations import association
from cicpa_credentials.members.values import Category
from cicpa_credentials.testing import mutators
from cicpa_credentials.verifier import Policy, Verifier
from pki import NOW, ec_key
from sample_records import PHOTO, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.status import StatusReference
    from cicpa_credentials.verifier import Report

BASE_URL: Final = "https://verify.example.org/c"
BEIJING: Final = "110000"
SHANGHAI: Final = "310000"
BOTH: Final = frozenset(Category)
DAY: Final = timedelta(days=1)
LATER: Final = NOW + 40 * DAY

HOLDER: Final = InProcessSigner(ec_key(9003))


def dice(seed: int = 0) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    return Random(seed).randbytes  # noqa: S311 - for tests


def clock(at: datetime = NOW) -> Callable[[], datetime]:
    return lambda: at


def a_root(seed: int = 9001, *, name: str = "Root", valid_for: timedelta = 3650 * DAY) -> RootAuthority:
    """A root that was made a year ago."""
    return RootAuthority.create(
        InProcessSigner(ec_key(seed)),
        name=name,
        valid_for=valid_for,
        clock=clock(NOW - 365 * DAY),
        random_bytes=dice(seed),
    )


ROOT: Final = a_root()
KEY: Final = InProcessSigner(ec_key(9002))


def certified(
    signer: Signer = KEY,
    *,
    of: str = SHANGHAI,
    categories: frozenset[Category] = BOTH,
    window: tuple[datetime, datetime] = (NOW - 30 * DAY, NOW + 700 * DAY),
    by: RootAuthority = ROOT,
) -> x509.Certificate:
    return by.certify_issuer(
        signer.public_key, association=association(of), categories=categories, not_before=window[0], not_after=window[1]
    )


CERTIFICATE: Final = certified()
ENTRY: Final = TrustedIssuer.of((CERTIFICATE,))


def bundle(*entries: TrustedIssuer, root: RootAuthority = ROOT, **changes: Any) -> TrustBundle:  # noqa: ANN401 - whatever `build` takes
    """A bundle with these entries, or with the office's own key."""
    given: dict[str, Any] = {
        "sequence": 7,
        "issued": NOW - DAY,
        "expires": NOW + 30 * DAY,
        "signer": root.signer,
        "root": root.certificate,
    }
    return TrustBundle.build(entries or (ENTRY,), **(given | changes))


BUNDLE: Final = bundle()


def issuer(
    signer: Signer = KEY,
    certificate: x509.Certificate = CERTIFICATE,
    *,
    at: datetime = NOW,
    **changes: Any,  # noqa: ANN401 - whatever `Issuer` takes
) -> Issuer:
    given: dict[str, Any] = {"base_url": BASE_URL, "clock": clock(at), "random_bytes": dice()}
    return Issuer(CertifiedSigner(signer=signer, mandate=mandate_of(certificate)), **(given | changes))


def issue(
    member: MemberRecord | None = None,
    *,
    holder_key: PublicKey | None = None,
    status: StatusReference | None = None,
    at: datetime = NOW,
) -> IssuedCertificate:
    return issuer(at=at).issue(member or record(), holder_key=holder_key, status=status, photo=PHOTO)


def verifier(of: TrustBundle = BUNDLE, *, at: datetime = NOW, policy: Policy | None = None) -> Verifier:
    return Verifier(of, policy=policy, clock=clock(at))


def evaluate(received: str | bytes, of: TrustBundle = BUNDLE, *, at: datetime = NOW) -> Report:
    return verifier(of, at=at).evaluate(received)


reassembled: Final = mutators.reassembled


@dataclass(frozen=True, kw_only=True)
class Draft(mutators.Draft):
    """A credential taken apart, to be changed and signed by whoever likes; by the office, unless somebody is named."""

    def signed(self, signer: Signer = KEY) -> bytes:
        return super().signed(signer)


def on_curve(curve: ec.EllipticCurve, seed: int = 5) -> InProcessSigner:
    return InProcessSigner(ec.derive_private_key(seed, curve))
