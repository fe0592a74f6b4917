"""Verifying the seals of a PDF, offline: pyHanko reads the file and its signatures, our own check decides on trust."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import Code, SealError, TrustError
from cicpa_credentials.keys.times import utc
from cicpa_credentials.keys.x509 import Purpose, association_of, load_certificate, verify_chain
from cicpa_credentials.sealing.cms import to_asn1
from cicpa_credentials.sealing.document import opened
from cicpa_credentials.sealing.places import association_of_field, waiting
from cicpa_credentials.sealing.pyhanko_guard import bounded, guarded, waited
from cicpa_credentials.sealing.report import SealFinding, SealReport
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography import x509
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

__all__ = ["verify_pdf"]

_LEEWAY: Final = timedelta(minutes=5)  # how far the clocks of whoever sealed and of this machine may disagree
_MAX_SEALS: Final = 16
_MAX_CHAIN: Final = 4
_SAYING: Final = (Code.OUT_OF_SCOPE, Code.KEY_NOT_VALID)  # what is wrong with a certificate that leads to the root


def verify_pdf(
    pdf: bytes,
    *,
    root: x509.Certificate,
    at: datetime | None = None,
    timestamp_roots: Sequence[x509.Certificate] = (),
) -> SealReport:
    """Verify the seals of a PDF. Nothing is fetched, and nothing but the root is trusted.

    A seal is valid when the file is as it was sealed, but for the seals that it said would follow, and when its
    certificate is one for seals, was in force at the time of sealing, and leads to the root. Once the certificate has
    run out, only a trusted timestamp tells when that was: without one the answer is `indeterminate`, because whoever
    comes by an old key can write any date. What became of a key after it was certified, the file cannot tell.

    Args:
        pdf: the file, whatever it is.
        root: the root certificate that the verifier pins.
        at: the moment for which to answer, aware; now if not given.
        timestamp_roots: the roots of timestamp authorities that are trusted; a timestamp of any other proves nothing.

    Returns:
        The report; for what is no PDF too, whose verdict is `invalid`.

    Raises:
        TrustError: `malformed` for a moment without time zone.
    """
    moment = utc(at or utc_now())
    try:
        with guarded(), bounded():
            reader = opened(pdf)
            signatures = reader.embedded_regular_signatures
            missing, trailing = bool(waiting(reader)), _trailing(pdf, signatures)
    except SealError as error:
        return SealReport(verdict=Verdict.INVALID, code=error.code, seals=(), at=moment)
    if len(signatures) > _MAX_SEALS:
        return SealReport(verdict=Verdict.INVALID, code=Code.MALFORMED, seals=(), at=moment)
    asked = _Question(root=root, at=moment, timestamp_roots=tuple(timestamp_roots), trailing=trailing)
    findings = tuple(map(asked.about, signatures))
    verdict, code = _sum(findings, missing=missing)
    return SealReport(verdict=verdict, code=code, seals=findings, at=moment)


def _trailing(pdf: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether bytes follow the last seal that are no update of the file: pyHanko passes over them."""
    end = max((sum(list(one.byte_range)[-2:]) for one in signatures), default=len(pdf))
    return end != len(pdf) and b"startxref" not in pdf[end:]


def _sum(findings: Sequence[SealFinding], *, missing: bool) -> tuple[Verdict, Code | None]:
    if not findings:
        return Verdict.INVALID, Code.NO_SEAL
    for verdict in (Verdict.INVALID, Verdict.INDETERMINATE):
        for finding in findings:
            if finding.verdict is verdict:
                return verdict, finding.code
    return (Verdict.INDETERMINATE, Code.SEAL_MISSING) if missing else (Verdict.VALID, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked of each seal."""

    root: x509.Certificate
    at: datetime
    timestamp_roots: tuple[x509.Certificate, ...]
    trailing: bool

    def about(self, signature: EmbeddedPdfSignature) -> SealFinding:
        """One seal."""
        finding = SealFinding(field=signature.field_name, verdict=Verdict.INVALID, code=Code.SEAL_BROKEN)
        try:
            claimed, chain, status = waited(self._read(signature))
        except (SealError, TrustError):
            return finding
        stamp = status.timestamp_validity
        if not (status.intact and status.valid and (stamp is None or (stamp.intact and stamp.valid))):
            return finding
        proven = utc(stamp.timestamp) if stamp is not None and stamp.trusted else None
        finding = replace(finding, sealed_at=proven or claimed, timestamped=proven is not None)
        return self._judged(finding, chain, status)

    async def _read(
        self, signature: EmbeddedPdfSignature
    ) -> tuple[datetime, tuple[x509.Certificate, ...], PdfSignatureStatus]:
        """What a signature says of its time, its certificates, and what pyHanko found out about it."""
        with guarded(), bounded():
            claimed = _claimed(signature)
            status = await async_validate_pdf_signature(
                signature,
                signer_validation_context=_context((self.root,), claimed),
                ts_validation_context=_context(self.timestamp_roots, self.at),
            )
            return claimed, _chain(signature), status

    def _judged(
        self, finding: SealFinding, chain: tuple[x509.Certificate, ...], status: PdfSignatureStatus
    ) -> SealFinding:
        """A seal whose signature holds."""
        sealed_at = finding.sealed_at or self.at
        try:
            verify_chain(chain, root=self.root, at=sealed_at, purpose=Purpose.SEAL)
            association = association_of(chain[0])
        except TrustError as error:
            return replace(finding, code=error.code if error.code in _SAYING else Code.SEAL_UNTRUSTED)
        if not status.trusted:
            return replace(finding, code=Code.SEAL_UNTRUSTED)
        ends = min(one.not_valid_after_utc for one in (*chain, self.root))
        objections = (
            (self.trailing or not status.docmdp_ok, Code.CHANGED_AFTER_SEAL),
            (association_of_field(finding.field) not in (association, None), Code.OUT_OF_SCOPE),
            (sealed_at > self.at + _LEEWAY, Code.NOT_YET_VALID),
            (self.at > ends and not finding.timestamped, Code.SEAL_EXPIRED),
        )
        code = next((code for found, code in objections if found), None)
        verdicts = {None: Verdict.VALID, Code.SEAL_EXPIRED: Verdict.INDETERMINATE}
        return replace(
            finding,
            verdict=verdicts.get(code, Verdict.INVALID),
            code=code,
            association=association,
            covers_file=not self.trailing and status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        )


def _claimed(signature: EmbeddedPdfSignature) -> datetime:
    """When whoever sealed says that it was (ISO 32000-2 §12.8.1, Table 255, entry M), which the signature covers.

    Raises:
        SealError: `malformed` when it is not said.
        TrustError: `malformed` when it is said without time zone.
    """
    claimed = signature.self_reported_timestamp
    if claimed is None:
        raise SealError(Code.MALFORMED, "the seal does not say when it was set")
    return utc(claimed)


def _context(roots: Sequence[x509.Certificate], moment: datetime) -> ValidationContext:
    return ValidationContext(trust_roots=list(map(to_asn1, roots)), moment=moment, allow_fetching=False)


def _chain(signature: EmbeddedPdfSignature) -> tuple[x509.Certificate, ...]:
    """The certificates of a signature, each followed by its issuer: in CMS they are a set (RFC 5652 §10.2.3).

    Raises:
        TrustError: when one of them cannot be read.
    """
    chain = [load_certificate(signature.signer_cert.dump())]
    others = [load_certificate(one.dump()) for one in signature.other_embedded_certs]
    while len(chain) <= _MAX_CHAIN:
        issuer = next((one for one in others if one.subject == chain[-1].issuer and one not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain)
