"""Record in, credential out: claims (`claims.py`), signature (`issuer.py`), the register's part (`registration.py`)."""

from cicpa_credentials.issuer.issuer import DEFAULT_VALIDITY, IssuedCertificate, Issuer
from cicpa_credentials.issuer.registration import IssueRequest, Registrar, RegistrarBatch

__all__ = ["DEFAULT_VALIDITY", "IssueRequest", "IssuedCertificate", "Issuer", "Registrar", "RegistrarBatch"]
