"""Member certificates as signed, compact credentials inside a QR code, verified offline.

    issuer = Issuer(signer, base_url="https://verify.example.org/")
    issued = issuer.issue(MemberRecord.from_json(text))
    report = Verifier(TrustBundle.load(data, root=root)).evaluate(issued.qr_text)

`cicpa_credentials.render` draws certificates, `cicpa_credentials.scan` reads their codes, `cicpa_credentials.register`
keeps account of them and `cicpa_credentials.sdjwt` writes them for online wallets; these are imported by name, because
each brings more with it.

What is named here is loaded when it is first asked for, so that a host pays for what it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cicpa_credentials.errors import CicpaError, Code
    from cicpa_credentials.holder import Holder, Presentation
    from cicpa_credentials.issuer import IssuedCertificate, IssuedLetter, Issuer, IssueRequest
    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.mandate import CertifiedSigner, KeyState, Mandate
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.seen import SeenBundles
    from cicpa_credentials.keys.signer import InProcessSigner, Signer
    from cicpa_credentials.keys.store import KeyStore
    from cicpa_credentials.keys.trust import TrustBundle
    from cicpa_credentials.keys.trusted_issuer import TrustedIssuer
    from cicpa_credentials.keys.x509 import RootAuthority
    from cicpa_credentials.members import Approval, CertificateView, CredentialKind, LetterView, MemberRecord
    from cicpa_credentials.status import StatusList, StatusListToken, StatusReference
    from cicpa_credentials.verifier import Policy, Report, Verdict, VerificationError, VerifiedCertificate, Verifier

__all__ = [
    "AccessCode",
    "Approval",
    "CertificateView",
    "CertifiedSigner",
    "CicpaError",
    "Code",
    "CredentialKind",
    "Holder",
    "InProcessSigner",
    "IssueRequest",
    "IssuedCertificate",
    "IssuedLetter",
    "Issuer",
    "KeyState",
    "KeyStore",
    "LetterView",
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

_HOMES: Final = {
    "errors": ("CicpaError", "Code"),
    "holder": ("Holder", "Presentation"),
    "issuer": ("IssuedCertificate", "IssuedLetter", "Issuer", "IssueRequest"),
    "keys.access_code": ("AccessCode",),
    "keys.mandate": ("CertifiedSigner", "KeyState", "Mandate"),
    "keys.public_key": ("PublicKey",),
    "keys.seen": ("SeenBundles",),
    "keys.signer": ("InProcessSigner", "Signer"),
    "keys.store": ("KeyStore",),
    "keys.trust": ("TrustBundle",),
    "keys.trusted_issuer": ("TrustedIssuer",),
    "keys.x509": ("RootAuthority",),
    "members": ("Approval", "CertificateView", "CredentialKind", "LetterView", "MemberRecord"),
    "status": ("StatusList", "StatusListToken", "StatusReference"),
    "verifier": ("Policy", "Report", "Verdict", "VerificationError", "VerifiedCertificate", "Verifier"),
}
_HOME: Final = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker that sees this would believe every name

    def __getattr__(name: str) -> object:
        """Load a name of `__all__` from its home (PEP 562)."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
