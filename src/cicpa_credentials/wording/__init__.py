"""What errors mean for people, and what to do, in Chinese and in English.

Codes are for programs; these sentences are for whoever stands at the counter. A host shows them as they are:

    advice(error.code).remedy.zh

`SCAN_HINTS` says what to do about a picture that could not be read; how the checks of a report came out is said by
`cicpa_credentials.verifier.wording`. Nothing here quotes a certificate.
"""

from cicpa_credentials.wording.advice import advice
from cicpa_credentials.wording.phrases import Advice, Bilingual, Phrase
from cicpa_credentials.wording.scanning import SCAN_HINTS

__all__ = ["SCAN_HINTS", "Advice", "Bilingual", "Phrase", "advice"]
