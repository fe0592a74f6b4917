"""What an answer rests on: which bundle, which status list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from cicpa_credentials.keys.trust import Trust
    from cicpa_credentials.status import StatusListToken

__all__ = ["Basis", "Edition", "ListUsed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A trust bundle, named.

    Attributes:
        sequence: its number.
        issued: when it was made, aware UTC.
    """

    sequence: int
    issued: datetime

    @classmethod
    def of(cls, bundle: Trust) -> Edition:
        """The name of a bundle."""
        return cls(sequence=bundle.sequence, issued=bundle.issued)

    def to_dict(self) -> dict[str, Any]:
        """The name in JSON form."""
        return {"sequence": self.sequence, "issued": self.issued.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUsed:
    """A status list, named.

    Attributes:
        uri: the list.
        issued: when it was made, aware UTC.
    """

    uri: str
    issued: datetime

    def to_dict(self) -> dict[str, Any]:
        """The name in JSON form."""
        return {"uri": self.uri, "issued": self.issued.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer rests on.

    Attributes:
        bundle: the trust bundle that was in force at the moment of the answer.
        keys: the bundle that had the last word about the keys: the newest at hand; the same one unless the answer is
            for a past moment.
        status_list: the list that was looked at; none where the certificate names none, none was at hand, or an
            earlier step failed.
    """

    bundle: Edition
    keys: Edition
    status_list: ListUsed | None

    @classmethod
    def of(cls, trust: Trust, status_list: StatusListToken | None) -> Basis:
        """The names of what was used."""
        used = None if status_list is None else ListUsed(uri=status_list.uri, issued=status_list.issued)
        bundle = Edition.of(trust)
        return cls(bundle=bundle, keys=bundle if trust.latest is trust else Edition.of(trust.latest), status_list=used)

    def to_dict(self) -> dict[str, Any]:
        """The basis in JSON form."""
        return {
            "bundle": self.bundle.to_dict(),
            "keys": self.keys.to_dict(),
            "status_list": self.status_list.to_dict() if self.status_list else None,
        }
