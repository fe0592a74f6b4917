"""Checking an SD-JWT VC offline: the same eleven steps, policy, report and codes as for a printed certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.sdjwt.evaluation import SdJwtEvaluation
from cicpa_credentials.verifier.standpoint import Standpoint
from cicpa_credentials.verifier.steps import run_steps

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.verifier.report import Report, VerifiedCertificate

__all__ = ["SdJwtVerifier"]


class SdJwtVerifier(Standpoint):
    """Checks SD-JWT VCs offline against one trust bundle. `Policy.nonce` is the nonce's text in UTF-8.

    Attributes:
        lists: the status lists at hand: the bundle's, and what the host adds to them.
    """

    def evaluate(self, received: str, *, at: datetime | None = None) -> Report:
        """Check a certificate and report on every step.

        Args:
            received: an SD-JWT in compact form, with or without a key binding JWT; whatever it is, there is a report
                and no exception.
            at: the moment that the answer is for, aware; now, unless given. See `Verifier.evaluate`.

        Raises:
            ValueError: for a moment that has not come yet, or a naive one.
        """
        now, trust, lists = self._stand(at)
        return run_steps(SdJwtEvaluation(received, bundle=trust, lists=lists, policy=self._policy, now=now))

    def verify(self, received: str, *, at: datetime | None = None) -> VerifiedCertificate:
        """Check a certificate and return what was signed; see `evaluate`.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and the report.
            ValueError: as `evaluate`.
        """
        return self.evaluate(received, at=at).require_valid()
