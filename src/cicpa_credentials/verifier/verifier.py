"""The numbered algorithm (docs/wire-format.md §Verification).

1 read · 2 decode · 3 profile · 4 issuer known · 5 signature · 6 key window, state and scope · 7 times · 8 status ·
9 disclosures · 10 holder binding · 11 content. Their order stands in `steps.py`, those that read the printed form in
`cose.py`, and those that judge in `evaluation.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.verifier.cose import CoseEvaluation
from cicpa_credentials.verifier.standpoint import Standpoint
from cicpa_credentials.verifier.steps import run_steps

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.verifier.report import Report, VerifiedCertificate

__all__ = ["Verifier"]


class Verifier(Standpoint):
    """Checks certificates offline against one trust bundle.

    Attributes:
        lists: the status lists at hand: the bundle's, and what the host adds to them.
    """

    def evaluate(
        self, received: str | bytes, *, access_code: AccessCode | None = None, at: datetime | None = None
    ) -> Report:
        """Check a certificate and report on every step.

        The answer for a past moment is what a verifier would have found then: with the status list and the bundle that
        were the newest, by everybody's clock. What has become known since about a key counts all the same.

        Args:
            received: QR text, or a credential's bytes; whatever it is, there is a report and no exception.
            access_code: opens the details that a printed code may carry encrypted.
            at: the moment that the answer is for, aware; now, unless given.

        Raises:
            ValueError: for a moment that has not come yet, or a naive one.
        """
        now, trust, lists = self._stand(at)
        run = CoseEvaluation(received, bundle=trust, lists=lists, policy=self._policy, now=now, access_code=access_code)
        return run_steps(run)

    def verify(
        self, received: str | bytes, *, access_code: AccessCode | None = None, at: datetime | None = None
    ) -> VerifiedCertificate:
        """Check a certificate and return what was signed; see `evaluate`.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and the report.
            ValueError: as `evaluate`.
        """
        return self.evaluate(received, access_code=access_code, at=at).require_valid()
