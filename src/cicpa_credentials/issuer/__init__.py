"""Record in, credential out: claims (`claims.py`), signature (`issuer.py`), the register's part (`registration.py`).

The letter of good standing has a room of its own (`letter.py`).
"""

from cicpa_credentials.issuer.issuer import DEFAULT_VALIDITY, IssuedCertificate, Issuer
from cicpa_credentials.issuer.letter import LETTER_VALIDITY, IssuedLetter
from cicpa_credentials.issuer.registration import IssueRequest, Registrar, RegistrarBatch

__all__ = [
    "DEFAULT_VALIDITY",
    "LETTER_VALIDITY",
    "IssueRequest",
    "IssuedCertificate",
    "IssuedLetter",
    "Issuer",
    "Registrar",
    "RegistrarBatch",
]
