"""The real seal: PDF files sealed with the certified keys of associations, and such files verified offline.

A `Seal` is a certified key. `seal_pdf` sets it as a PAdES signature whose appearance is the drawn seal; `sealed_pdf`
draws the page first. `verify_pdf` says who sealed a file, whether it is as it was sealed, and whether the seal leads to
the root that the verifier pins. Extras `sign` and, to draw the seal, `pdf`.
"""

from importlib.util import find_spec

if find_spec("pyhanko") is None:
    message = "sealing needs the extra `sign`: pip install 'cicpa-credentials[sign]'"
    raise ModuleNotFoundError(message, name="pyhanko")

from cicpa_credentials.sealing.apply import awaited_seals, seal_pdf
from cicpa_credentials.sealing.draw import sealed_pdf
from cicpa_credentials.sealing.report import SealFinding, SealReport
from cicpa_credentials.sealing.seal import Seal
from cicpa_credentials.sealing.verify import verify_pdf

__all__ = ["Seal", "SealFinding", "SealReport", "awaited_seals", "seal_pdf", "sealed_pdf", "verify_pdf"]
