"""The holder: takes a certificate in, chooses what to show, and proves that it is theirs (SD-CWT §7.2 and §8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from cicpa_credentials.clock import MAX_SECONDS, utc_now
from cicpa_credentials.disclosure import REDACTED_KEYS, redacted_hash, resolve
from cicpa_credentials.errors import BindingError, Code, DisclosureError, RecordError
from cicpa_credentials.keys.confirmation import confirmation_key
from cicpa_credentials.members.fields import (
    DETAIL_SLOTS,
    DETAILS,
    DETAILS_LABEL,
    FACE,
    SEAL_DIGEST_LABEL,
    SEALED_DETAILS_LABEL,
)
from cicpa_credentials.members.values import Discreet
from cicpa_credentials.status import StatusReference
from cicpa_credentials.wire import cbor, sign1, transport
from cicpa_credentials.wire.labels import Claim, Confirmation, Header, Typ
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["DEFAULT_PRESENTATION", "Held", "Holder", "Presentation"]

DEFAULT_PRESENTATION: Final = timedelta(minutes=10)
"""How long a presentation lasts unless the holder says otherwise."""

_CLAIMS: Final = frozenset(
    map(int, (Claim.ISS, Claim.SUB, Claim.EXP, Claim.IAT, Claim.CNF, Claim.VCT, Claim.STATUS, Claim.CERTIFICATE))
)
_HEADERS: Final = frozenset(map(int, (Header.ALG, Header.KID, Header.TYP)))
_FACE: Final = frozenset({field.label for field in FACE})
_NAMES: Final = {field.label: field.name for field in DETAILS}
_ENTRY: Final = 3


class Held(Protocol):
    """What a holder needs of a certificate; `IssuedCertificate` has it."""

    @property
    def credential(self) -> bytes:
        """The COSE_Sign1 without disclosures."""
        ...

    @property
    def disclosures(self) -> tuple[bytes, ...]:
        """All disclosures, decoys among them."""
        ...

    @property
    def base_url(self) -> str:
        """The page that its QR codes open."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Presentation(Discreet):
    """A certificate as one reader gets to see it.

    Attributes:
        encoded: a key binding token; for a bearer certificate, the credential with the chosen disclosures.
        base_url: the page that the QR code opens.
    """

    encoded: bytes
    base_url: str

    @property
    def qr_text(self) -> str:
        """The presentation as QR text."""
        return transport.encode(self.encoded, base_url=self.base_url)


class Holder:
    """A certificate in its holder's hands, checked when it is taken.

    Attributes:
        details: the names of the details that can be shown.
        holder_key: the key that it is bound to; none for a bearer certificate, which anybody can show who has a copy.
        issued_at: when the certificate begins, aware UTC.
        expires_at: when it ends, aware UTC.
    """

    def __init__(self, held: Held, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Take a certificate, and check what SD-CWT §7.2 asks a holder to check of its disclosures.

        Every hash has its disclosure and the other way round; what should be a decoy is one, and there are as many
        hashes as there always are, so that their number tells nothing; nothing stands in clear that should not.
        Whether the issuer is believed is for `Verifier`.

        Args:
            held: the certificate with all its disclosures.
            clock: the current moment, aware UTC.

        Raises:
            DisclosureError: `disclosure_mismatch` where one of these does not hold; `malformed`.
            RecordError: `content_invalid` for what stands on no certificate's face.
            StatusError: `content_invalid` for a status claim that is not one.
            BindingError: `binding_invalid` for a holder's key that cannot be used.
            WireError: `malformed` or `unsupported`.
        """
        self._held = held
        self._clock = clock
        self._message = Sign1.decode(held.credential)
        claims = cbor.decode_map(self._message.payload)
        self._parent, self._disclosures = _by_name(claims, held.disclosures)
        self.details = tuple(self._disclosures)
        self.holder_key = confirmation_key(claims) if Claim.CNF in claims else None
        self.issued_at, self.expires_at = (_moment(claims.get(claim)) for claim in (Claim.IAT, Claim.EXP))
        if not _HEADERS.issuperset(self._message.protected) or _says_more(claims, self.holder_key):
            raise _mismatch()

    @classmethod
    def accept(cls, held: Held, *, key: Signer | None = None, clock: Callable[[], datetime] = utc_now) -> Holder:
        """Take a certificate from its issuer: checked as by the constructor, bound to the holder's key, and in time.

        Args:
            held: the certificate with all its disclosures.
            key: the holder's key; none where a bearer certificate is expected.
            clock: the current moment, aware UTC.

        Raises:
            BindingError: `binding_invalid` where it is bound to another key, or to none; `expired`.
            DisclosureError: see the constructor.
            WireError: `malformed`.
        """
        holder = cls(held, clock=clock)
        if holder.holder_key != (key.public_key if key else None):
            raise BindingError(Code.BINDING_INVALID, "the certificate is not bound as expected")
        if holder.expires_at <= clock():
            raise BindingError(Code.EXPIRED, "the certificate has expired")
        return holder

    def present(
        self,
        fields: Iterable[str],
        *,
        audience: str | None = None,
        valid_for: timedelta = DEFAULT_PRESENTATION,
        nonce: bytes | None = None,
        key: Signer | None = None,
    ) -> Presentation:
        """Show some details to one reader.

        With a key, the presentation is a key binding token for this audience and time. A bearer certificate has no key:
        its presentation is the credential with the chosen disclosures, and whoever receives it can pass it on.

        Args:
            fields: names of details, such as `birth_date`; none of them shows the face alone.
            audience: who the reader is, in the reader's own words; only with a key.
            valid_for: how long from now on, in whole seconds; it ends with the certificate at the latest.
            nonce: what the reader gave for this occasion; only with a key.
            key: signs with the key that the certificate is bound to.

        Raises:
            BindingError: `binding_missing` where a bound certificate is shown without its key; `binding_invalid` for
                another key, and for a key, audience or nonce with a bearer certificate; `audience_mismatch` for an
                audience that is missing; `nonce_mismatch` for an empty nonce; `expired` where not a second is left;
                `not_yet_valid` where the clock is behind the issuer's.
            RecordError: `field_unknown` for what is no detail; `field_missing` for a detail that this one lacks.
            KeyHandlingError: `signing_failed`.
        """
        disclosures = self._choose(fields)
        credential = replace(self._message, unprotected={int(Header.SD_CLAIMS): disclosures} if disclosures else {})
        if self.holder_key is not None:
            encoded = self._bind(credential, key, self._binding_claims(audience, valid_for, nonce))
        elif any(one is not None for one in (key, audience, nonce)):
            raise BindingError(Code.BINDING_INVALID, "a bearer certificate is bound to no key")
        else:
            encoded = credential.encode()
        return Presentation(encoded=encoded, base_url=self._held.base_url)

    def _choose(self, fields: Iterable[str]) -> list[bytes]:
        """The disclosures of these details, and the one that they stand in."""
        chosen = []
        for name in dict.fromkeys(fields):
            if name not in _NAMES.values():
                raise RecordError(Code.FIELD_UNKNOWN, "a name was given that is not one of a detail")
            if name not in self._disclosures:
                raise RecordError(Code.FIELD_MISSING, f"{name}: the certificate has no such detail")
            chosen.append(self._disclosures[name])
        return [self._parent, *chosen] if chosen else []

    def _binding_claims(self, audience: str | None, valid_for: timedelta, nonce: bytes | None) -> dict[int, Any]:
        """The payload of a key binding token (SD-CWT §8.1): its time ends with the certificate's at the latest."""
        if not audience:
            raise BindingError(Code.AUDIENCE_MISMATCH, "a presentation names its audience")
        if nonce is not None and not nonce:
            raise BindingError(Code.NONCE_MISMATCH, "a nonce that is given must not be empty")
        now = self._clock().replace(microsecond=0)
        if now < self.issued_at:
            raise BindingError(Code.NOT_YET_VALID, "by this clock, the certificate has not been issued yet")
        seconds = min(valid_for, self.expires_at - now) // timedelta(seconds=1)
        if seconds < 1:
            raise BindingError(Code.EXPIRED, "no time is left to show the certificate in")
        issued = int(now.timestamp())
        claims: dict[int, Any] = {
            int(Claim.AUD): audience,
            int(Claim.EXP): issued + seconds,
            int(Claim.IAT): issued,
        }
        return claims if nonce is None else {**claims, int(Claim.CNONCE): nonce}

    def _bind(self, credential: Sign1, key: Signer | None, claims: dict[int, Any]) -> bytes:
        if key is None:
            raise BindingError(Code.BINDING_MISSING, "the certificate is bound to a key, and none was given")
        if key.public_key != self.holder_key:
            raise BindingError(Code.BINDING_INVALID, "the certificate is bound to another key")
        protected = cbor.encode(
            {
                int(Header.ALG): key.algorithm.id,
                int(Header.KCWT): credential.to_value(),
                int(Header.TYP): int(Typ.KB_CWT),
            }
        )
        payload = cbor.encode(claims)
        return sign1.assemble(protected, payload, key.sign(sign1.to_be_signed(protected, payload)))


def _by_name(claims: Mapping[Any, Any], disclosures: tuple[bytes, ...]) -> tuple[bytes, dict[str, bytes]]:
    """The disclosure that holds all details, and that of each detail by its name, in the field table's order."""
    undisclosed = resolve(claims, disclosures).undisclosed
    opened: dict[bytes, tuple[bytes, Any]] = {redacted_hash(one): (one, cbor.decode(one)) for one in disclosures}
    try:
        certificate = claims[Claim.CERTIFICATE]
        entries = {content[-1]: (one, content) for one, content in map(opened.__getitem__, certificate[REDACTED_KEYS])}
        parent, (_, details, _) = entries[DETAILS_LABEL]
        slots = [opened[redacted] for redacted in details[REDACTED_KEYS]]
    except (KeyError, TypeError, ValueError):
        raise _mismatch() from None
    shown = {content[-1]: disclosure for disclosure, content in slots if len(content) == _ENTRY}
    sealed = {SEALED_DETAILS_LABEL, SEAL_DIGEST_LABEL} & (entries.keys() | certificate.keys())
    as_expected = (
        _CLAIMS.issuperset(claims)
        and certificate.keys() - {SEAL_DIGEST_LABEL} == _FACE | {REDACTED_KEYS}
        and entries.keys() - {SEALED_DETAILS_LABEL} == {DETAILS_LABEL}
        and len(sealed) != 1
        and details.keys() == {REDACTED_KEYS}
        and undisclosed == 0
        and len(slots) == DETAIL_SLOTS == len(disclosures) - len(entries)
        and _NAMES.keys() >= shown.keys()
    )
    if not as_expected:
        raise _mismatch()
    return parent, {name: shown[label] for label, name in _NAMES.items() if label in shown}


def _mismatch() -> DisclosureError:
    return DisclosureError(Code.DISCLOSURE_MISMATCH, "certificate: claims or disclosures too many or too few")


def _says_more(claims: Mapping[Any, Any], holder_key: PublicKey | None) -> bool:
    """Whether something beside a certificate's own content stands where every reader sees it (SD-CWT §16.3)."""
    for field in FACE:
        field.decode(claims[Claim.CERTIFICATE][field.label])
    status = claims.get(Claim.STATUS)
    if holder_key is not None and claims[Claim.CNF] != {Confirmation.COSE_KEY: holder_key.to_cose_key()}:
        return True
    return status is not None and status != StatusReference.from_claim(status).to_claim()


def _moment(value: object) -> datetime:
    if type(value) is int and 0 < value < MAX_SECONDS:
        return datetime.fromtimestamp(value, UTC)
    raise DisclosureError(Code.MALFORMED, "certificate: iat or exp is missing or wrong")
