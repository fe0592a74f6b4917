"""Trust: a bundle of all 33 associations with three keys each is loaded, and verifying with it is no slower."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time_ns
from typing import Any

from bench import p256
from bench.house import BASE_URL, ready_record
from bench.measure import compare, table
from cicpa_credentials import (
    CertifiedSigner,
    InProcessSigner,
    Issuer,
    RootAuthority,
    TrustBundle,
    TrustedIssuer,
    Verifier,
)
from cicpa_credentials.keys.x509 import mandate_of
from cicpa_credentials.members import ASSOCIATIONS, Category

KEYS_EACH = 3
LOADS = 15


def rows() -> dict[str, dict[str, Any]]:
    """The rows `verify_99_keys` and `bundle_load_ms`."""
    record = ready_record()
    bundle, signers = national()
    verifier = Verifier(bundle)
    text = Issuer(signers[str(record.association)], base_url=BASE_URL).issue(record).qr_text
    verifier.verify(text)
    return {
        **table(
            compare(p256.verify(), {"verify_99_keys": lambda: verifier.evaluate(text)}),
            against=p256.VERIFY,
        ),
        "bundle_load_ms": {"milliseconds": round(median(_load(bundle) for _ in range(LOADS)) / 1e6, 1)},
    }


def _load(bundle: TrustBundle) -> int:
    start = process_time_ns()
    TrustBundle.load(bundle.encoded, root=bundle.root)
    return process_time_ns() - start


def national() -> tuple[TrustBundle, dict[str, CertifiedSigner]]:
    """A bundle as it would be, and who signs for each association."""
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=timedelta(days=3650))
    now = datetime.now(UTC)
    signers, entries = {}, []
    for association in ASSOCIATIONS.values():
        for _ in range(KEYS_EACH):
            key = InProcessSigner.generate()
            certificate = root.certify_issuer(
                key.public_key,
                association=association,
                categories=frozenset(Category),
                not_before=now,
                not_after=now + timedelta(days=730),
            )
            signers[association.code] = CertifiedSigner(signer=key, mandate=mandate_of(certificate))
            entries.append(TrustedIssuer.of((certificate,)))
    bundle = TrustBundle.build(
        entries,
        sequence=1,
        issued=now,
        expires=now + timedelta(days=30),
        signer=root.signer,
        root=root.certificate,
    )
    return bundle, signers
