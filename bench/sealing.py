"""Sealing: a practising member's certificate is drawn as PDF, read back, and sealed twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time_ns
from typing import TYPE_CHECKING, Any, Final

from bench.house import issuer_and_verifier
from bench.member import ASSOCIATION, RECORD
from cicpa_credentials import InProcessSigner, MemberRecord, RootAuthority
from cicpa_credentials.members import association
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.sealing import Seal, sealed_pdf, verify_pdf
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

PRACTISING: Final = RECORD.with_name("11.json")  # of the same association
WARM_UP: Final = 3
ROUNDS: Final = 30


def rows() -> dict[str, dict[str, Any]]:
    """The rows `sealed_pdf_ms`, drawing and reading back included, and `verify_sealed_pdf_ms`."""
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=timedelta(days=3650))
    issuer, _ = issuer_and_verifier()
    issued = issuer.issue(MemberRecord.from_json(PRACTISING.read_bytes()))
    photo = PRACTISING.with_suffix(".png").read_bytes()
    seals = [_seal(root, code) for code in (ASSOCIATION, CICPA)]
    sealed = sealed_pdf(issued.view, issued.qr_text, photo, seals=seals)
    if verify_pdf(sealed, root=root.certificate).verdict is not Verdict.VALID:
        raise RuntimeError("the sealed file does not verify")
    return {
        "sealed_pdf_ms": _milliseconds(lambda: sealed_pdf(issued.view, issued.qr_text, photo, seals=seals)),
        "verify_sealed_pdf_ms": _milliseconds(lambda: verify_pdf(sealed, root=root.certificate)),
    }


def _seal(root: RootAuthority, code: str) -> Seal:
    key, now = InProcessSigner.generate(), datetime.now(UTC)
    certificate = root.certify_seal(
        key.public_key, association=association(code), not_before=now, not_after=now + timedelta(days=730)
    )
    return Seal(signer=key, chain=(certificate,))


def _milliseconds(call: Callable[[], object]) -> dict[str, Any]:
    """The median processor time of a call, so that a busy machine does not count."""
    times = [_spent(call) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    return {"milliseconds": round(median(times) / 1e6, 1)}


def _spent(call: Callable[[], object]) -> int:
    start = process_time_ns()
    call()
    return process_time_ns() - start
