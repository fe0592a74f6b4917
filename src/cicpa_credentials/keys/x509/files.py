"""Certificates and requests as files: PEM or DER in, or a clear refusal."""

from __future__ import annotations

import re
from typing import Final

from cryptography import x509

from cicpa_credentials.errors import Code, KeyHandlingError, TrustError
from cicpa_credentials.keys.x509.reading import reading

__all__ = ["load_certificate", "load_certificates", "load_request"]

_MAX_BYTES: Final = 64 * 1024
_BOUNDARY: Final = b"-----BEGIN "
# A SEQUENCE whose length takes more than one byte: shorter ones are no certificates, and text does not begin like this.
_DER: Final = re.compile(rb"\x30[\x80-\xff]")


def load_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """Read one certificate in DER, or one or more in PEM, in the order of the file (RFC 5280 §4.1, RFC 7468 §5).

    Text around the PEM blocks is allowed; blocks of another kind are not: a private key has no place in such a file.
    Every part that is used later is parsed here, so that no certificate from here fails halfway through a check.

    Raises:
        TrustError: `malformed` for anything else or more than 64 KiB; `unsupported` for an unknown kind of key.
    """
    with reading("the certificate file", refusal=TrustError):
        if _is_der(data):
            certificates = [x509.load_der_x509_certificate(data)]
        else:
            certificates = x509.load_pem_x509_certificates(data)
            # The parser passes over what it does not look for.
            if len(certificates) != data.count(_BOUNDARY):
                raise ValueError
        for certificate in certificates:
            _ = certificate.subject, certificate.issuer, certificate.extensions, certificate.public_key()
    return tuple(certificates)


def load_certificate(der: object) -> x509.Certificate:
    """Read the one certificate that stands in DER inside another structure; see `load_certificates`.

    Raises:
        TrustError: `malformed` for anything else; `unsupported` for an unknown kind of key.
    """
    if not (isinstance(der, bytes) and _DER.match(der)):
        raise TrustError(Code.MALFORMED, "not a certificate in DER")
    return load_certificates(der)[0]


def load_request(data: bytes) -> x509.CertificateSigningRequest:
    """Read one certification request in DER or PEM (RFC 2986 §4, RFC 7468 §7).

    Raises:
        KeyHandlingError: `malformed` for anything else or more than 64 KiB; `unsupported` for an unknown kind of key.
    """
    with reading("the request", refusal=KeyHandlingError):
        if _is_der(data):
            request = x509.load_der_x509_csr(data)
        elif data.count(_BOUNDARY) == 1:
            request = x509.load_pem_x509_csr(data)
        else:
            raise ValueError
        _ = request.subject, request.extensions, request.public_key()
    return request


def _is_der(data: bytes) -> bool:
    if len(data) > _MAX_BYTES:
        raise ValueError
    return _DER.match(data) is not None
