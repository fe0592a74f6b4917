"""Which kinds of credential there are: the names under which they travel (docs/wire-format.md §Credential)."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.members.values import CaptionedWord

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BEARER_TYP",
    "GOOD_STANDING_VCT",
    "KINDS",
    "MAX_LETTER_VALIDITY",
    "MEMBER_CERTIFICATE_VCT",
    "CredentialKind",
]

MEMBER_CERTIFICATE_VCT: Final = "urn:cicpa:member"
"""The `vct` claim of a member certificate (SD-CWT §13)."""

GOOD_STANDING_VCT: Final = "urn:cicpa:good-standing"
"""The `vct` claim of a letter of good standing (docs/decisions/0011-good-standing-letter.md)."""

MAX_LETTER_VALIDITY: Final = timedelta(days=366)
"""How long a letter of good standing may last, to the end of that day in China: standing grows stale."""

BEARER_TYP: Final = "application/vnd.cicpa"
"""The `typ` header of a credential that is bound to no holder's key.

An SD-CWT always has a `cnf` claim, so such a credential may not call itself one (docs/decisions/0001-bearer-typ.md).
"""


class CredentialKind(CaptionedWord):
    """What a credential is: never one in place of another."""

    CERTIFICATE = "certificate", "会员证", "Member certificate"
    LETTER = "letter", "会员资格良好存续证明", "Letter of good standing"


KINDS: Final[Mapping[object, CredentialKind]] = MappingProxyType(
    {MEMBER_CERTIFICATE_VCT: CredentialKind.CERTIFICATE, GOOD_STANDING_VCT: CredentialKind.LETTER}
)
"""The kind by its `vct` claim."""
