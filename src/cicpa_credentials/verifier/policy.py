"""What a verifier demands beyond the algorithm itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cicpa_credentials.members.fields import DETAILS
from cicpa_credentials.members.profile import CredentialKind

__all__ = ["Policy"]

_LONGEST: Final = timedelta(days=36_525)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A verifier's own rules.

    Attributes:
        accept: the kinds of credential that will do: certificates alone, unless letters of good standing are wanted
            too, or in their place. The report says which it was.
        leeway: how far the issuer's clock and this one may disagree; not negative.
        accept_stale_for: how long past its time a status list still settles that a certificate holds; not negative.
        audience: who this verifier is, as presentations name it. A presentation for somebody else is refused; so is
            every one where this is not set, unless `unsafe_any_audience` is.
        nonce: what this verifier gave the holder for this occasion.
        require_holder_binding: refuse a certificate that is shown without proof of its holder's key. An audience or a
            nonce requires the same: only that proof carries them.
        required_fields: names of details that must be shown (`members/fields.py`).
        max_presentation_age: how long a presentation that names no end counts.
        unsafe_any_audience: take presentations that were made for anybody; whoever received one can then pass it on.
    """

    accept: frozenset[CredentialKind] = frozenset({CredentialKind.CERTIFICATE})
    leeway: timedelta = timedelta(minutes=5)
    accept_stale_for: timedelta = timedelta(0)
    audience: str | None = None
    nonce: bytes | None = None
    require_holder_binding: bool = False
    required_fields: tuple[str, ...] = ()
    max_presentation_age: timedelta = timedelta(minutes=10)
    unsafe_any_audience: bool = False

    def __post_init__(self) -> None:
        """Refuse a policy that nobody can mean.

        Raises:
            ValueError: for a negative time or one of more than a century, an empty audience or nonce, or a field that
                is no detail, or where nothing is accepted.
        """
        if not self.accept:
            raise ValueError("a policy must accept some kind of credential")
        times = self.leeway, self.accept_stale_for, self.max_presentation_age
        if min(times) < timedelta(0) or max(times) > _LONGEST:
            raise ValueError("a policy's times must be from nothing to a hundred years")
        if self.audience == "" or self.nonce == b"":
            raise ValueError("an audience or a nonce that is given must not be empty")
        if not {field.name for field in DETAILS}.issuperset(self.required_fields):
            raise ValueError("required_fields must name details")

    @property
    def needs_binding(self) -> bool:
        """Whether a certificate must come with proof of its holder's key."""
        return self.require_holder_binding or self.audience is not None or self.nonce is not None
