"""Where in which list a credential's status stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cicpa_credentials.errors import Code, StatusError

__all__ = ["StatusReference"]

_KEY: Final = "status_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReference:
    """The place of one credential in a status list.

    Attributes:
        uri: the list's name; it is looked up in the trust bundle, never fetched.
        index: the entry, from 0.
    """

    uri: str
    index: int

    def to_claim(self) -> dict[str, Any]:
        """The `status` claim (Token Status List §6.3)."""
        return {_KEY: {"idx": self.index, "uri": self.uri}}

    @classmethod
    def from_claim(cls, claim: object) -> StatusReference:
        """Read a `status` claim; other mechanisms beside `status_list` are passed over.

        Raises:
            StatusError: `content_invalid`.
        """
        entry = claim.get(_KEY) if isinstance(claim, Mapping) else None
        if isinstance(entry, Mapping):
            index, uri = entry.get("idx"), entry.get("uri")
            if type(index) is int and index >= 0 and isinstance(uri, str) and uri:
                return cls(uri=uri, index=index)
        raise StatusError(Code.CONTENT_INVALID, "status: not a reference into a status list")
