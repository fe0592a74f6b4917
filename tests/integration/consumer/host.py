"""What a host writes, as mypy sees it: the library's types reach those who install it.

Each `type: ignore` below is an error that must be there. In strict mode an unused one is itself reported, so without
`py.typed`, or with `Any` where a type should be, this file does not pass.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_type

from cicpa_credentials import (
    CertificateView,
    Code,
    Holder,
    IssuedCertificate,
    Issuer,
    LetterView,
    MemberRecord,
    Policy,
    Report,
    Signer,
    TrustBundle,
    Verdict,
    VerificationError,
    VerifiedCertificate,
    Verifier,
    render,
    scan,
)
from cicpa_credentials.keys.algorithms import Algorithm, algorithm

if TYPE_CHECKING:
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.register import Register


class OurSigner:
    """A host's own signer needs no base class."""

    def __init__(self, key: PublicKey) -> None:
        self._key = key

    @property
    def algorithm(self) -> Algorithm:
        return algorithm(-9)

    @property
    def public_key(self) -> PublicKey:
        return self._key

    def sign(self, data: bytes) -> bytes:
        raise NotImplementedError


def sign_with(key: PublicKey) -> Signer:
    return OurSigner(key)


def issue(issuer: Issuer, text: bytes, photo: bytes) -> bytes:
    issued = issuer.issue(MemberRecord.from_json(text), request_id="1")
    assert_type(issued, IssuedCertificate)
    assert_type(issued.qr_text, str)
    issuer.issue(text)  # type: ignore[arg-type]
    issuer.issue(MemberRecord.from_json(text), None)  # type: ignore[call-arg]
    issued.credential = b""  # type: ignore[misc]
    return render.png(issued.view, issued.qr_text, photo)


def present(issued: IssuedCertificate) -> str:
    shown = Holder.accept(issued).present(["birth_date"], audience="bank.example", valid_for=timedelta(minutes=10))
    return shown.qr_text


def verify(data: bytes, root: bytes, picture: bytes) -> VerifiedCertificate | Code:
    verifier = Verifier(TrustBundle.load(data, root=root), policy=Policy(audience="bank.example"))
    report = verifier.evaluate(scan.qr_text(picture))
    assert_type(report, Report)
    assert_type(report.verdict, Verdict)
    if report.certificate is not None:
        assert_type(report.certificate.view, CertificateView | LetterView)
    try:
        return report.require_valid()
    except VerificationError as error:
        return error.code


def published(register: Register) -> list[str]:
    return [one.uri for one in register.publish("310000")]


Verifier("a path")  # type: ignore[arg-type]
