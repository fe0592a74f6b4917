"""Verifying: printed QR text becomes a report, with the trust bundle loaded.

Peers' nearest jobs (`bench/peers/`): a plain CWT over the face, from Base45 text; an SD-JWT that discloses nothing, as
the printed code does; QR text of Claim 169.
"""

from __future__ import annotations

from typing import Any

from bench import p256
from bench.house import issuer_and_verifier, ready_record
from bench.measure import compare, table


def rows() -> dict[str, dict[str, Any]]:
    """The row `verify`."""
    issuer, verifier = issuer_and_verifier()
    text = issuer.issue(ready_record()).qr_text
    verifier.verify(text)
    return table(compare(p256.verify(), {"verify": lambda: verifier.evaluate(text)}), against=p256.VERIFY)
