"""Issuing: a ready record with six details becomes a signed credential, and then QR text.

Peers' nearest jobs (`bench/peers/`): a plain CWT over the face; an SD-JWT with six disclosures; QR text of Claim 169.
"""

from __future__ import annotations

from typing import Any

from bench import p256
from bench.house import issuer_and_verifier, ready_record
from bench.measure import compare, table


def rows() -> dict[str, dict[str, Any]]:
    """The rows `issue` and `issue_with_qr_text`."""
    issuer, _ = issuer_and_verifier()
    record = ready_record()
    return table(
        compare(
            p256.sign(),
            {"issue": lambda: issuer.issue(record), "issue_with_qr_text": lambda: issuer.issue(record).qr_text},
        ),
        against=p256.SIGN,
    )
