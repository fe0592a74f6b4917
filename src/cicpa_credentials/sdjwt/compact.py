"""An SD-JWT, with or without a key binding JWT, as text between tildes (RFC 9901 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.members.values import Discreet

__all__ = ["MAX_TEXT", "SdJwt"]

MAX_TEXT: Final = 64 * 1024
"""Characters that are looked at: a presentation of all details has some four thousand."""

_TILDE: Final = "~"
_LEAST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SdJwt(Discreet):
    """The parts, each still as it was received.

    Attributes:
        credential: the JWT that the issuer signed.
        disclosures: what is disclosed of it.
        key_binding: the JWT that the holder signed; empty without one.
    """

    credential: str
    disclosures: tuple[str, ...] = ()
    key_binding: str = ""

    @classmethod
    def split(cls, text: str) -> SdJwt:
        """Take the text apart.

        Raises:
            WireError: `not_a_certificate` for what cannot be an SD-JWT.
        """
        if len(text) > MAX_TEXT:
            raise WireError(Code.NOT_A_CERTIFICATE, f"SD-JWT: more than {MAX_TEXT} characters")
        parts = text.split(_TILDE)
        if len(parts) < _LEAST or not text.isascii():
            raise WireError(Code.NOT_A_CERTIFICATE, "SD-JWT: no text between tildes")
        credential, *disclosures, key_binding = parts
        return cls(credential=credential, disclosures=tuple(disclosures), key_binding=key_binding)

    @property
    def presented(self) -> str:
        """All but the key binding JWT: what that is bound to (RFC 9901 §4.3.1)."""
        return _TILDE.join((self.credential, *self.disclosures, ""))

    @property
    def text(self) -> str:
        """The parts put together again."""
        return self.presented + self.key_binding
