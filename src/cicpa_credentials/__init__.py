"""Member certificates as signed, compact credentials inside a QR code, verified offline.

    issuer = Issuer(signer, base_url="https://verify.example.org/")
    issued = issuer.issue(MemberRecord.from_json(text))
    report = Verifier(TrustBundle.load(data, root=root)).evaluate(issued.qr_text)

`cicpa_credentials.render` draws certificates, `cicpa_credentials.scan` reads their codes, `cicpa_credentials.register`
keeps account of them and `cicpa_credentials.sdjwt` writes them for online wallets; these are imported by name, because
each brings more with it.
"""

from cicpa_credentials.errors import CicpaError, Code
from cicpa_credentials.holder import Holder, Presentation
from cicpa_credentials.issuer import IssuedCertificate, Issuer, IssueRequest
from cicpa_credentials.keys.access_code import AccessCode
from cicpa_credentials.keys.mandate import CertifiedSigner, KeyState, Mandate
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.seen import SeenBundles
from cicpa_credentials.keys.signer import InProcessSigner, Signer
from cicpa_credentials.keys.store import KeyStore
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.members import CertificateView, MemberRecord
from cicpa_credentials.status import StatusList, StatusListToken, StatusReference
from cicpa_credentials.verifier import Policy, Report, Verdict, VerificationError, VerifiedCertificate, Verifier

__all__ = [
    "AccessCode",
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
    "KeyStore",
    "Mandate",
    "MemberRecord",
    "Policy",
    "Presentation",
    "PublicKey",
    "Report",
    "RootAuthority",
    "SeenBundles",
    "Signer",
    "StatusList",
    "StatusListToken",
    "StatusReference",
    "TrustBundle",
    "TrustedIssuer",
    "Verdict",
    "VerificationError",
    "VerifiedCertificate",
    "Verifier",
]
