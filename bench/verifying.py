"""Verifying: printed QR text becomes a report, with the trust bundle loaded; and so does a presentation of one detail.

A presentation that is bound to a key has two signatures, and its holder's key comes with it: nobody has it loaded.

Peers' nearest jobs (`bench/peers/`): a plain CWT over the face, from Base45 text; an SD-JWT that discloses nothing, as
the printed code does; QR text of Claim 169.
"""

from __future__ import annotations

from typing import Any, Final

from bench import p256
from bench.house import issuer_and_verifier, ready_record
from bench.measure import compare, table
from cicpa_credentials import Holder, InProcessSigner, Policy

_READER: Final = "bank.example"


def rows() -> dict[str, dict[str, Any]]:
    """The rows `verify` and `verify_key_bound`."""
    issuer, verifier = issuer_and_verifier(policy=Policy(unsafe_any_audience=True))
    record, key = ready_record(), InProcessSigner.generate()
    text = issuer.issue(record).qr_text
    holder = Holder(issuer.issue(record, holder_key=key.public_key))
    shown = holder.present(["birth_date"], audience=_READER, key=key).qr_text
    for one in (text, shown):
        verifier.verify(one)
    # One after the other: what the long one leaves in the processor's caches would be counted against the short one.
    measured = {
        **compare(p256.verify(), {"verify": lambda: verifier.evaluate(text)}),
        **compare(p256.verify(), {"verify_key_bound": lambda: verifier.evaluate(shown)}),
    }
    return table(measured, against=p256.VERIFY)
