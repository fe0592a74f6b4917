"""What reports and errors mean for people, and what to do, in Chinese and in English.

Codes are for programs; these sentences are for whoever stands at the counter. A host shows them as they are:

    advice(error.code).remedy.zh

`SCAN_HINTS` says what to do about a picture that could not be read, `explain` how one check of a report came out.
Nothing here quotes a certificate.
"""

from cicpa_credentials.verifier.wording.advice import advice
from cicpa_credentials.verifier.wording.checks import OUTCOMES, STEPS, VERDICTS, StepWording, explain, verdict_on
from cicpa_credentials.verifier.wording.phrases import Advice, Phrase
from cicpa_credentials.verifier.wording.scanning import SCAN_HINTS

__all__ = [
    "OUTCOMES",
    "SCAN_HINTS",
    "STEPS",
    "VERDICTS",
    "Advice",
    "Phrase",
    "StepWording",
    "advice",
    "explain",
    "verdict_on",
]
