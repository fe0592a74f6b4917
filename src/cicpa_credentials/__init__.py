"""Member certificates as signed, compact credentials inside a QR code, verified offline.

    issuer = Issuer(signer, base_url="https://verify.example.org/")
    issued = issuer.issue(MemberRecord.from_json(text))
    report = Verifier(TrustBundle.load(data, root=root)).evaluate(issued.qr_text)

`cicpa_credentials.render` draws certificates and `cicpa_credentials.scan` reads their codes; both are imported by name,
because they bring pictures with them.
"""

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder, Presentation
from cicpa_credentials.issuer import IssuedCertificate, Issuer, IssueRequest
from cicpa_credentials.keys.mandate import CertifiedSigner, KeyState, Mandate
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.signer import InProcessSigner, Signer
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.members import CertificateView, MemberRecord
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Policy, Report, Verdict, VerificationError, VerifiedCertificate, Verifier

__all__ = [
    "CertificateView",
    "CertifiedSigner",
    "CicpaError",
    "Code",
    "Holder",
    "InProcessSigner",
    "IssueRequest",
    "IssuedCertificate",
    "Issuer",
    "KeyState",
    "Mandate",
    "MemberRecord",
    "Policy",
    "Presentation",
    "PublicKey",
    "Report",
    "RootAuthority",
    "Signer",
    "StatusReference",
    "TrustBundle",
    "TrustedIssuer",
    "Verdict",
    "VerificationError",
    "VerifiedCertificate",
    "Verifier",
]
