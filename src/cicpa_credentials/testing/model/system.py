"""What a host has to offer to be run against the model: its own wrapper, with the verbs of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from cicpa_credentials.errors import Code
    from cicpa_credentials.members import MemberRecord
    from cicpa_credentials.verifier import Verdict

__all__ = ["LEEWAY", "PLACES", "System", "Terms"]

PLACES: Final = ("110000", "310000")
"""The associations of the model, Beijing and Shanghai, by GB/T 2260 code."""

LEEWAY: Final = timedelta(minutes=5)
"""How far apart the clocks of issuer and verifier may be: that of `Policy()`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things last in a system, in whole seconds.

    Attributes:
        certificates: from issue to expiry.
        keys: the window of an issuing key; at most 1,200 days.
        lists: how long a published status list counts as fresh.
        bundles: how long a published bundle counts.
        presentations: how long a presentation of a bound certificate counts.
    """

    certificates: timedelta = timedelta(days=366)
    keys: timedelta = timedelta(days=800)
    lists: timedelta = timedelta(days=7)
    bundles: timedelta = timedelta(days=30)
    presentations: timedelta = timedelta(minutes=10)


class System(Protocol):
    """A host's wrapper. It begins with one key for each of `PLACES`, certified at the clock's time, and published.

    What the library refuses, it refuses with the library's errors, or with others of class `CicpaError` and the same
    code; then nothing has happened. What it publishes is all that verifiers learn, of standings and of keys.
    """

    @property
    def terms(self) -> Terms:
        """How long things last."""
        ...

    def issue(self, record: MemberRecord, *, bound: bool, replacing: bool) -> str:
        """Issue a certificate and register it; its QR text, which is its name from then on.

        Args:
            record: the member; the association in it issues, with its newest key.
            bound: whether to a holder's key, any one.
            replacing: whether the member's last certificate is named as the one to be replaced, if there is one.

        Raises:
            CicpaError: `already_issued`, `illegal_transition`, `key_not_valid`.
        """
        ...

    def present(self, certificate: str, fields: Sequence[str]) -> str:
        """The QR text of a presentation; a bound certificate is shown with its key, to a reader whom `verify` plays.

        Raises:
            CicpaError: `expired`.
        """
        ...

    def inspect(self, record: MemberRecord) -> None:
        """Note that the member passed an inspection; raises `not_registered`, `illegal_transition`."""
        ...

    def transfer(self, record: MemberRecord, to: str) -> None:
        """Note that the member moves to another association; raises as `inspect`."""
        ...

    def suspend(self, record: MemberRecord) -> None:
        """Suspend the member's last certificate; raises as `inspect`."""
        ...

    def resume(self, record: MemberRecord) -> None:
        """End its suspension; raises as `inspect`."""
        ...

    def revoke(self, record: MemberRecord) -> None:
        """Revoke it; raises as `inspect`."""
        ...

    def due(self, association: str) -> Collection[str]:
        """The numbers of members whose valid certificate, by this association, is not all there is to say any more."""
        ...

    def rotate(self, association: str) -> None:
        """Retire the association's key, if it has one in use, and certify a new one, both from now on."""
        ...

    def compromise(self, association: str, since: datetime) -> None:
        """Declare the key in use compromised since a moment; until the next `rotate` there is none."""
        ...

    def publish(self) -> None:
        """Publish a bundle: all keys, and the lists of every association that has issued and has a key in use."""
        ...

    def verify(self, qr_text: str, *, presented: bool) -> tuple[Verdict, Code | None]:
        """What a verifier says who holds the bundle that was published last.

        Args:
            qr_text: a certificate, or a presentation.
            presented: whether the verifier is the reader that a bound certificate was shown to.
        """
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
