"""Record in, credential out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from os import urandom
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cicpa_credentials.clock import utc_now
from cicpa_credentials.disclosure import redact
from cicpa_credentials.errors import CicpaError
from cicpa_credentials.issuer.claims import add_all_details, claims_of, seal, view_of
from cicpa_credentials.issuer.letter import LETTER_VALIDITY, IssuedLetter, LetterRequest, register_letter, sign_letter
from cicpa_credentials.issuer.registration import IssueRequest, issue_registered
from cicpa_credentials.keys.expiry import WARN_WITHIN, ExpiryWarning
from cicpa_credentials.members.profile import BEARER_TYP
from cicpa_credentials.members.rules import require_complete, require_photo_route
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.labels import Header, Typ

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from cicpa_credentials.issuer.registration import Registrar
    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.mandate import CertifiedSigner
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members.approval import Approval
    from cicpa_credentials.members.photo import PhotoEvidence
    from cicpa_credentials.members.reasons import ReissueReason
    from cicpa_credentials.members.record import MemberRecord
    from cicpa_credentials.members.view import CertificateView, CredentialView
    from cicpa_credentials.status import StatusReference

__all__ = ["DEFAULT_VALIDITY", "IssuedCertificate", "Issuer"]

DEFAULT_VALIDITY: Final = timedelta(days=366)
"""How long a certificate lasts unless the host says otherwise: past the next annual inspection."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IssuedCertificate(Discreet):
    """A certificate as it leaves the issuer.

    Attributes:
        credential: the COSE_Sign1 that is printed; it discloses no detail.
        disclosures: the encoded disclosures of all details, decoys among them: for the holder alone.
        base_url: the page that the QR code opens.
        view: what stands on the face.
        issued_at: the moment of signing, aware UTC, whole seconds.
        expires_at: the end of validity, aware UTC, whole seconds.
    """

    credential: bytes
    disclosures: tuple[bytes, ...]
    base_url: str
    view: CertificateView
    issued_at: datetime
    expires_at: datetime

    @property
    def qr_text(self) -> str:
        """The credential as QR text."""
        return transport.encode(self.credential, base_url=self.base_url)


class Issuer:
    """Issues certificates with one certified key.

    Attributes:
        signer: the key with its mandate.
        valid_for: how long a certificate lasts, in whole seconds.
    """

    def __init__(
        self,
        signer: CertifiedSigner,
        *,
        base_url: str,
        valid_for: timedelta = DEFAULT_VALIDITY,
        warn_within: timedelta = WARN_WITHIN,
        register: Registrar | None = None,
        clock: Callable[[], datetime] = utc_now,
        random_bytes: Callable[[int], bytes] = urandom,
    ) -> None:
        """Take what all certificates of this issuer share.

        Args:
            signer: the key with its mandate.
            base_url: the page that a phone camera opens: https, no fragment, printable ASCII; short, for it is in
                every QR code.
            valid_for: how long a certificate lasts; cut to whole seconds.
            warn_within: how long before the end of the key's window to say so, once, in the log (`keys/expiry.py`).
            register: where every certificate is registered before it leaves; without one, there is no revoking it
                unless the host keeps account of its `status` itself.
            clock: the current moment, aware UTC.
            random_bytes: where salts come from.

        Raises:
            ValueError: for a base URL or validity that no certificate can have.
        """
        if not _is_base_url(base_url):
            raise ValueError("base_url must be an https URL of printable ASCII without a fragment")
        if valid_for < timedelta(seconds=1):
            raise ValueError("valid_for must be at least one second")
        self.signer = signer
        self._register = register
        self._base_url = base_url
        self.valid_for = timedelta(seconds=valid_for // timedelta(seconds=1))
        self._clock = clock
        self._random_bytes = random_bytes
        self._warn_within = warn_within
        self._warning = ExpiryWarning()
        self._bearer_header = self._protected_header(BEARER_TYP)
        self._bound_header = self._protected_header(int(Typ.SD_CWT))

    def issue(
        self,
        record: MemberRecord,
        *,
        holder_key: PublicKey | None = None,
        status: StatusReference | None = None,
        access_code: AccessCode | None = None,
        photo: PhotoEvidence | None = None,
        request_id: str | None = None,
        replaces: Sequence[StatusReference] = (),
        reason: ReissueReason | None = None,
        actor: str | None = None,
    ) -> IssuedCertificate:
        """Issue a certificate from a complete record.

        With a register, the certificate's place in a status list is reserved before it is signed, and it is recorded
        before it leaves; see docs/issuing/lifecycle.md for what becomes of a request that is cut off.

        Args:
            record: the member's particulars.
            holder_key: the key that the holder will sign presentations with; without one, anybody who has a copy of
                the certificate can show it.
            status: the certificate's place in a status list, where no register gives it one; without either, it cannot
                be revoked.
            access_code: put all details into the printed code, encrypted: whoever has the code can read them from it;
                of the photo, the digest.
            photo: what the certificate says about its photo, as `render.photo_evidence` makes it: one more detail.
                A register keeps its digest.
            request_id: with a register: as `IssueRequest` has it, and so the rest.
            replaces: the certificates that this one takes the place of.
            reason: why it does.
            actor: who has it issued.

        Raises:
            IncompleteRecordError: `incomplete_record`, with every missing field; nothing is issued.
            RecordError: `photo_route` for a photo of the wrong origin.
            KeyHandlingError: `out_of_scope` or `key_not_valid` where the key may not sign this; `signing_failed`.
            AlreadyIssuedError: `already_issued` where the request, or the member, has a certificate that is not named.
            RegisterError: what else the register refuses, or that it fails; nothing has left then.
            ValueError: for what only a register could keep where there is none, or a status where there is one.
        """
        if self._register is None:
            if request_id or replaces or reason or actor:
                raise ValueError("there is no register to keep this")
        elif status is not None:
            raise ValueError("the register gives the certificate its place")
        request = IssueRequest(
            record=record,
            holder_key=holder_key,
            access_code=access_code,
            photo=photo,
            request_id=request_id,
            replaces=tuple(replaces),
            reason=reason,
            actor=actor,
        )
        if self._register is None:
            return self._sign(request, self.admit(record), status)
        (outcome,) = self.issue_many([request])
        if isinstance(outcome, CicpaError):
            raise outcome
        return outcome

    def issue_many(self, requests: Sequence[IssueRequest]) -> tuple[IssuedCertificate | CicpaError, ...]:
        """Issue many certificates with two transactions of the register: one before signing, one after.

        A request that fails loses none of the others. Some hundred at once are a good measure.

        Args:
            requests: what is to be issued.

        Returns:
            For each request its certificate, or the error that `issue` would have raised.

        Raises:
            RegisterError: when the register itself fails; nothing has left then. The same requests can be made again.
            ValueError: when there is no register.
        """
        if self._register is None:
            raise ValueError("there is no register")
        return issue_registered(self._register, requests, self.admit, self._sign, kid=self.signer.public_key.kid)

    def issue_letter(
        self,
        record: MemberRecord,
        *,
        approval: Approval | None,
        as_of: date,
        reader: str | None = None,
        valid_for: timedelta = LETTER_VALIDITY,
        status: StatusReference | None = None,
        request_id: str | None = None,
        actor: str | None = None,
    ) -> IssuedLetter:
        """Issue a letter of good standing 会员资格良好存续证明, with a key of CICPA's own (decisions/0011).

        With a register, it is issued only to a member whose certificate is valid now and was so on the day as of which
        standing is certified, and the register keeps the approval. Without one, standing is the caller's word.

        Args:
            record: the member's particulars, the name in Latin letters among them.
            approval: who approved the letter, and when; without one there is none.
            as_of: the day as of which standing is certified, in China's time.
            reader: to whom the letter is addressed.
            valid_for: how long it lasts; 366 days at most. It ends with that day in China.
            status: as for `issue`.
            request_id: as for `issue`.
            actor: who has it issued.

        Raises:
            IncompleteRecordError: `incomplete_record`, with every missing field; nothing is issued.
            RecordError: `approval_missing`, `as_of_invalid`, `invalid_record`.
            KeyHandlingError: `out_of_scope` for another association's key, `key_not_valid`, `signing_failed`.
            AlreadyIssuedError: `already_issued` where the request was answered.
            RegisterError: `not_in_good_standing`, `not_registered`, and as for `issue`.
            ValueError: as for `issue`, and for a validity that no letter can have.
        """
        if self._register is None:
            if request_id or actor:
                raise ValueError("there is no register to keep this")
        elif status is not None:
            raise ValueError("the register gives the letter its place")
        request = LetterRequest(
            record=record,
            approval=approval,
            as_of=as_of,
            reader=reader,
            valid_for=valid_for,
            request_id=request_id,
            actor=actor,
        )
        now = self._clock().replace(microsecond=0)
        view = request.view(now)
        self._require_mandate(view, now)
        sign = partial(
            sign_letter, signer=self.signer, protected=self._bearer_header, base_url=self._base_url, issued_at=now
        )
        if self._register is None:
            return sign(view, status)
        return register_letter(self._register, request, view, sign, kid=self.signer.public_key.kid)

    def admit(self, record: MemberRecord) -> tuple[CertificateView, datetime]:
        """What stands on the face, and the moment of signing, if this may be signed now, in whatever form.

        Raises:
            CicpaError: for the rules of issuing, and those of the key, as `issue`.
        """
        require_complete(record)
        require_photo_route(record)
        now = self._clock().replace(microsecond=0)
        view = view_of(record)
        self._require_mandate(view, now)
        return view, now

    def _require_mandate(self, view: CredentialView, now: datetime) -> None:
        self.signer.mandate.require(association=view.association.code, category=view.category, at=now)
        self._warning.look_at(self.signer, at=now, within=self._warn_within)

    def _sign(
        self, request: IssueRequest, admission: tuple[CertificateView, datetime], status: StatusReference | None
    ) -> IssuedCertificate:
        view, now = admission
        access_code = request.access_code
        expires_at = now + self.valid_for
        claims = claims_of(request, now, expires_at, status)
        if access_code is not None:
            add_all_details(claims, request)
        redacted = redact(claims, random_bytes=self._random_bytes)
        headers = {} if access_code is None else seal(redacted, access_code, self._random_bytes)
        protected = self._bearer_header if request.holder_key is None else self._bound_header
        payload = cbor.encode(redacted.payload)
        signature = self.signer.sign(sign1.to_be_signed(protected, payload))
        credential = sign1.assemble(protected, payload, signature, unprotected=headers)
        return IssuedCertificate(
            credential=credential,
            disclosures=redacted.disclosures,
            base_url=self._base_url,
            view=view,
            issued_at=now,
            expires_at=expires_at,
        )

    def _protected_header(self, typ: int | str) -> bytes:
        signer = self.signer
        return cbor.encode(
            {int(Header.ALG): signer.algorithm.id, int(Header.KID): signer.public_key.kid, int(Header.TYP): typ}
        )


def _is_base_url(url: str) -> bool:
    parts = urlsplit(url)
    written = url.isascii() and url.isprintable() and not any(mark in url for mark in ' "<>\\^`{|}#')
    return written and parts.scheme == "https" and bool(parts.hostname)
