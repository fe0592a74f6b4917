"""Which kinds of credential there are: the names under which they travel (docs/wire-format.md §Credential)."""

from __future__ import annotations

from typing import Final

__all__ = ["BEARER_TYP", "MEMBER_CERTIFICATE_VCT"]

MEMBER_CERTIFICATE_VCT: Final = "urn:cicpa:member"
"""The `vct` claim of a member certificate (SD-CWT §13)."""

BEARER_TYP: Final = "application/vnd.cicpa"
"""The `typ` header of a certificate that is bound to no holder's key.

An SD-CWT always has a `cnf` claim, so such a certificate may not call itself one (docs/decisions/0001-bearer-typ.md).
"""
