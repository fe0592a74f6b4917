"""Our side: an issuer and a verifier with its bundle loaded, as a host has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.member import ASSOCIATION, RECORD
from cicpa_credentials import (
    CertifiedSigner,
    InProcessSigner,
    Issuer,
    MemberRecord,
    Policy,
    RootAuthority,
    TrustBundle,
    TrustedIssuer,
    Verifier,
)
from cicpa_credentials.keys.x509 import mandate_of
from cicpa_credentials.members import Category, association

if TYPE_CHECKING:
    from cicpa_credentials.issuer import Registrar

BASE_URL = "https://verify.example.org/m"


def ready_record() -> MemberRecord:
    """The sample member's record."""
    return MemberRecord.from_json(RECORD.read_text(encoding="utf-8"))


def issuer_and_verifier(*, register: Registrar | None = None, policy: Policy | None = None) -> tuple[Issuer, Verifier]:
    """A new root, a new key certified under it, and a bundle with both."""
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=timedelta(days=3650))
    now = datetime.now(UTC)
    key = InProcessSigner.generate()
    certificate = root.certify_issuer(
        key.public_key,
        association=association(ASSOCIATION),
        categories=frozenset(Category),
        not_before=now,
        not_after=now + timedelta(days=730),
    )
    signer = CertifiedSigner(signer=key, mandate=mandate_of(certificate))
    bundle = TrustBundle.build(
        [TrustedIssuer.of((certificate,))],
        sequence=1,
        issued=now,
        expires=now + timedelta(days=30),
        signer=root.signer,
        root=root.certificate,
    )
    verifier = Verifier(TrustBundle.load(bundle.encoded, root=root.certificate), policy=policy)
    return Issuer(signer, base_url=BASE_URL, register=register), verifier
