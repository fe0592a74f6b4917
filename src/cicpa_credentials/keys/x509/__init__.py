"""X.509 around our keys: a root authority, the certificates it issues, and the check of a chain (RFC 5280).

Two ways lead to a certificate. A central body runs its own `RootAuthority`. An association that uses a licensed CA
sends it the `issuer_request` or `seal_request` of its key, and gets a chain back. `verify_chain` treats both alike.
"""

from cicpa_credentials.keys.x509.authority import RootAuthority
from cicpa_credentials.keys.x509.chain import MAX_CHAIN, verify_chain
from cicpa_credentials.keys.x509.files import load_certificate, load_certificates, load_request
from cicpa_credentials.keys.x509.profile import (
    ISSUING_USAGES,
    SEAL_USAGE,
    Purpose,
    association_of,
    mandate_of,
)
from cicpa_credentials.keys.x509.request import issuer_request, seal_request

__all__ = [
    "ISSUING_USAGES",
    "MAX_CHAIN",
    "SEAL_USAGE",
    "Purpose",
    "RootAuthority",
    "association_of",
    "issuer_request",
    "load_certificate",
    "load_certificates",
    "load_request",
    "mandate_of",
    "seal_request",
    "verify_chain",
]
