"""The holder of an SD-JWT VC: takes it in, chooses what to show, and proves that it is theirs (RFC 9901 §7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import Code
from cicpa_credentials.holder import rules
from cicpa_credentials.members.fields import DETAIL_SLOTS, DETAILS, FACE
from cicpa_credentials.sdjwt import jws
from cicpa_credentials.sdjwt.claims import DETAILS_NAME, LABELS, confirmation, confirmed_key, particular
from cicpa_credentials.sdjwt.compact import SdJwt
from cicpa_credentials.sdjwt.disclosures import SD, SD_ALG, digest, open_disclosure, unpack
from cicpa_credentials.sdjwt.jws import Jws
from cicpa_credentials.status import StatusReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.keys.signer import Signer

__all__ = ["KB_JWT_TYP", "SdJwtHolder"]

KB_JWT_TYP: Final = "kb+jwt"
"""The `typ` header of a key binding JWT (RFC 9901 §4.3)."""

_HEADERS: Final = frozenset({"alg", "kid", "typ", "x5c"})
_FACE: Final = frozenset(field.name for field in FACE)
_NAMES: Final = tuple(field.name for field in DETAILS)
_CLAIMS: Final = (LABELS.keys() | _FACE | {SD, SD_ALG}) - {"aud", "nbf"}


class SdJwtHolder:
    """A certificate in its holder's wallet, checked when it is taken.

    Attributes:
        details: the names of the details that can be shown.
        holder_key: the key that it is bound to; none for a bearer certificate, which anybody can show who has a copy.
        issued_at: when the certificate begins, aware UTC.
        expires_at: when it ends, aware UTC.
    """

    def __init__(self, encoded: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Take a certificate, and check that it hides and shows what it should.

        Every disclosure has its digest; there are as many digests as there always are, so that their number tells
        nothing; nothing stands in clear that should not. Whether the issuer is believed is for `SdJwtVerifier`.

        Args:
            encoded: the certificate with all its disclosures, and without a key binding JWT (RFC 9901 §7.2).
            clock: the current moment, aware UTC.

        Raises:
            DisclosureError: `disclosure_mismatch` where one of these does not hold; `malformed` or `unsupported`.
            RecordError: `content_invalid` for what stands on no certificate's face.
            StatusError: `content_invalid` for a status claim that is not one.
            BindingError: `binding_invalid` for a holder's key that cannot be used.
            WireError: `not_a_certificate`, `malformed` or `unsupported`.
        """
        self._clock = clock
        self._parts = SdJwt.split(encoded)
        credential = Jws.decode(self._parts.credential)
        claims = credential.payload
        self._parent, self._disclosures = _by_name(claims, self._parts.disclosures)
        self.details = tuple(self._disclosures)
        self.holder_key = confirmed_key(claims["cnf"]) if "cnf" in claims else None
        self.issued_at, self.expires_at = (rules.moment(claims.get(name)) for name in ("iat", "exp"))
        as_expected = (
            not self._parts.key_binding
            and _HEADERS.issuperset(credential.header)
            and _CLAIMS.issuperset(claims)
            and not _says_more(claims, self.holder_key)
        )
        if not as_expected:
            raise rules.mismatch()

    @classmethod
    def accept(cls, encoded: str, *, key: Signer | None = None, clock: Callable[[], datetime] = utc_now) -> SdJwtHolder:
        """Take a certificate from its issuer: checked as by the constructor, bound to the holder's key, and in time.

        Args:
            encoded: the certificate with all its disclosures.
            key: the holder's key; none where a bearer certificate is expected.
            clock: the current moment, aware UTC.

        Raises:
            BindingError: `binding_invalid` where it is bound to another key, or to none; `expired`.
            CicpaError: as the constructor.
        """
        holder = cls(encoded, clock=clock)
        rules.require_expected(holder.holder_key, holder.expires_at, key=key, now=clock())
        return holder

    def present(
        self, fields: Iterable[str], *, audience: str | None = None, nonce: str | None = None, key: Signer | None = None
    ) -> str:
        """Show some details to one reader.

        With a key, a key binding JWT for this audience and occasion stands behind them. It names no end: how long it
        counts is for the reader to say. A bearer certificate has no key, and whoever receives it can pass it on.

        Args:
            fields: names of details, such as `birth_date`; none of them shows the face alone.
            audience: who the reader is, in the reader's own words; only with a key.
            nonce: what the reader gave for this occasion; its UTF-8 bytes are the reader's `Policy.nonce`; only with a
                key.
            key: signs with the key that the certificate is bound to.

        Raises:
            BindingError: `binding_missing` where a bound certificate is shown without its key; `binding_invalid` for
                another key, and for a key, audience or nonce with a bearer certificate; `audience_mismatch` or
                `nonce_mismatch` for one that is missing or not text; `expired`; `not_yet_valid` where the clock is
                behind the issuer's.
            RecordError: `field_unknown` for what is no detail; `field_missing` for a detail that this one lacks.
            KeyHandlingError: `signing_failed`.
        """
        chosen = rules.choose(fields, self._disclosures)
        disclosures = (self._parent, *chosen) if chosen else ()
        shown = SdJwt(credential=self._parts.credential, disclosures=disclosures).presented
        signer = rules.binding_key(self.holder_key, key, audience=audience, nonce=nonce)
        return shown if signer is None else shown + self._key_binding(shown, audience, nonce, signer)

    def _key_binding(self, shown: str, audience: str | None, nonce: str | None, key: Signer) -> str:
        """The key binding JWT (RFC 9901 §4.3)."""
        audience = rules.require_text(audience, Code.AUDIENCE_MISMATCH, "a presentation names its audience")
        nonce = rules.require_text(nonce, Code.NONCE_MISMATCH, "a presentation repeats the reader's nonce")
        begins, _ = rules.time_to_show(self._clock(), issued_at=self.issued_at, expires_at=self.expires_at)
        payload = {"iat": begins, "aud": audience, "nonce": nonce, "sd_hash": digest(shown)}
        return jws.sign(payload, typ=KB_JWT_TYP, signer=key)


def _by_name(claims: Mapping[str, Any], disclosures: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The disclosure that holds all details, and that of each detail by its name, in the field table's order."""
    undisclosed = unpack(claims, disclosures).undisclosed
    opened = {digest(one): (one, open_disclosure(one)) for one in disclosures}
    try:
        (hidden,) = claims[SD]
        parent, (_, details_name, details) = opened.pop(hidden)
        slots = len(details[SD])
        shown = {name: one for one, (_, name, _) in opened.values()}
    except (KeyError, TypeError, ValueError):
        raise rules.mismatch() from None
    as_expected = (
        details_name == DETAILS_NAME
        and details.keys() == {SD}
        and slots == DETAIL_SLOTS
        and undisclosed == DETAIL_SLOTS - len(opened)
        and shown.keys() <= set(_NAMES)
    )
    if not as_expected:
        raise rules.mismatch()
    return parent, {name: shown[name] for name in _NAMES if name in shown}


def _says_more(claims: Mapping[str, Any], holder_key: PublicKey | None) -> bool:
    """Whether something beside a certificate's own content stands where every reader sees it."""
    for field in FACE:
        particular(field, claims)
    if holder_key is not None and claims["cnf"] != confirmation(holder_key):
        return True
    status = claims.get("status")
    return status is not None and status != StatusReference.from_claim(status).to_claim()
