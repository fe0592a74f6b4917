"""What a code says on its face, as far as it can be read: for drawing it. Nothing here is verified."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cicpa_credentials.clock import MAX_SECONDS
from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.members import association
from cicpa_credentials.members.profile import KINDS, CredentialKind
from cicpa_credentials.verifier.content import CONTENT, certificate_view, letter_view
from cicpa_credentials.wire import cbor, transport
from cicpa_credentials.wire.labels import Claim, Header
from cicpa_credentials.wire.sign1 import Sign1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cicpa_credentials.members.fields import Field
    from cicpa_credentials.members.view import CredentialView

__all__ = ["unverified_view"]


def unverified_view(qr_text: str) -> CredentialView:
    """The face of a certificate, or what a letter says.

    Args:
        qr_text: of the code that is printed; a presentation is another code.

    Raises:
        WireError: `malformed`, `unsupported`; `not_a_certificate` for a presentation, and for what is none.
        RecordError: `content_invalid`; `invalid_record` for an association that there is not.
    """
    message = Sign1.decode(transport.decode(qr_text))
    if Header.KCWT in message.protected or Header.SD_CLAIMS in message.unprotected:
        raise WireError(Code.NOT_A_CERTIFICATE, "a presentation of details, which is not what is printed")
    claims = cbor.decode_map(message.payload)
    vct, issuer = claims.get(Claim.VCT), claims.get(Claim.ISS)
    kind = KINDS.get(vct) if isinstance(vct, str) else None
    content = None if kind is None else claims.get(CONTENT[kind])
    if not isinstance(content, dict) or not isinstance(issuer, str):
        raise WireError(Code.NOT_A_CERTIFICATE, "neither a member certificate nor a letter of good standing")
    subject, institute = claims.get(Claim.SUB), association(issuer)
    issued_at, expires_at = _moment(claims.get(Claim.IAT)), _moment(claims.get(Claim.EXP))
    if kind is CredentialKind.CERTIFICATE:
        return certificate_view(content, _particular, subject=subject, association=institute)
    return letter_view(
        content, _particular, subject=subject, association=institute, issued_at=issued_at, expires_at=expires_at
    )


def _particular(field: Field, content: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - each row has its own type
    return field.decode(content.get(field.label))


def _moment(value: object) -> datetime:
    if type(value) is int and 0 < value < MAX_SECONDS:
        return datetime.fromtimestamp(value, UTC)
    raise WireError(Code.MALFORMED, "iat or exp is missing or wrong")
