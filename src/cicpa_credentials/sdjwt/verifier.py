"""Checking an SD-JWT VC offline: the same eleven steps, policy, report and codes as for a printed certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.clock import utc_now
from cicpa_credentials.sdjwt.evaluation import SdJwtEvaluation
from cicpa_credentials.status import StatusLists
from cicpa_credentials.verifier.policy import Policy
from cicpa_credentials.verifier.verifier import run_steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.verifier.report import Report, VerifiedCertificate

__all__ = ["SdJwtVerifier"]


class SdJwtVerifier:
    """Checks SD-JWT VCs offline against one trust bundle.

    Attributes:
        lists: the status lists at hand: the bundle's, and what the host adds to them.
    """

    def __init__(
        self, bundle: TrustBundle, *, policy: Policy | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Take what all verifications share.

        Args:
            bundle: who is believed.
            policy: this verifier's own rules. `Policy.nonce` is the nonce's text in UTF-8.
            clock: the current moment, aware UTC; read once for each verification.
        """
        self._bundle = bundle
        self.lists = StatusLists(bundle)
        self._policy = policy or Policy()
        self._clock = clock

    def evaluate(self, received: str) -> Report:
        """Check a certificate and report on every step.

        Args:
            received: an SD-JWT in compact form, with or without a key binding JWT; whatever it is, there is a report
                and no exception.
        """
        run = SdJwtEvaluation(received, bundle=self._bundle, lists=self.lists, policy=self._policy, now=self._clock())
        return run_steps(run)

    def verify(self, received: str) -> VerifiedCertificate:
        """Check a certificate and return what was signed; see `evaluate`.

        Raises:
            VerificationError: for every verdict but `valid`, with its code and the report.
        """
        return self.evaluate(received).require_valid()
