"""What must come of it, said once more in plain Python: no signatures, no bytes, no database.

It knows the rules of docs/wire-format.md and docs/issuing/lifecycle.md and shares no code with what it is compared to,
but for the names of standings, states, verdicts and codes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.status import Status
from cicpa_credentials.testing.model.system import LEEWAY, PLACES, Terms
from cicpa_credentials.verifier import Verdict

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Certificate", "Key", "Oracle", "Shown"]

_TOLD: Final = {
    Status.INVALID: Code.REVOKED,
    Status.SUSPENDED: Code.SUSPENDED,
    Status.SUPERSEDED: Code.SUPERSEDED,
}


@dataclass(kw_only=True, eq=False)
class Key:
    """An association's key, and what has become of it."""

    association: str
    not_before: datetime
    not_after: datetime
    state: KeyState = KeyState.ACTIVE
    since: datetime | None = None


@dataclass(kw_only=True, eq=False)
class Certificate:
    """A certificate, and what has become of it in the register; `due` is that a new one is."""

    key: Key
    issued: datetime
    expires: datetime
    bound: bool
    standing: Status = Status.VALID
    due: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A presentation; only one with a key ends."""

    certificate: Certificate
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class _Published:
    """What verifiers know: states of keys, and the standings in the lists of each association that has one."""

    at: datetime
    until: datetime
    keys: dict[Key, tuple[KeyState, datetime | None]]
    lists: dict[str, dict[Certificate, Status]]


@dataclass(kw_only=True)
class Oracle:
    """Everything that is so, and what was published of it."""

    terms: Terms
    now: datetime
    keys: list[Key] = field(default_factory=list)
    in_use: dict[str, Key] = field(default_factory=dict)
    of_member: dict[str, list[Certificate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for association in PLACES:
            self.rotate(association)
        self.publish()

    # -- what may happen

    def refuses_issue(self, number: str, association: str, *, replacing: bool) -> Code | None:
        """Why no certificate is issued now; none where one is."""
        last = self.last(number)
        if self.now > self.in_use[association].not_after:
            return Code.KEY_NOT_VALID
        if last is None or (replacing and last.standing is not Status.SUSPENDED):
            return None
        if replacing or last.standing is Status.INVALID:
            return Code.ILLEGAL_TRANSITION
        return Code.ALREADY_ISSUED

    def refuses_change(self, number: str, *before: Status) -> Code | None:
        """Why the last certificate cannot be changed; none where it is in one of these standings."""
        last = self.last(number)
        if last is None:
            return Code.NOT_REGISTERED
        return None if last.standing in before else Code.ILLEGAL_TRANSITION

    def refuses_present(self, certificate: Certificate) -> Code | None:
        """Why the holder cannot show it; none where they can."""
        return Code.EXPIRED if certificate.bound and self.now >= certificate.expires else None

    # -- what happens

    def issue(self, number: str, association: str, *, bound: bool) -> Certificate:
        """A member has a new certificate, in the place of the last one."""
        last = self.last(number)
        if last is not None and last.standing is Status.VALID:
            last.standing = Status.SUPERSEDED
        issued = Certificate(
            key=self.in_use[association], issued=self.now, expires=self.now + self.terms.certificates, bound=bound
        )
        self.of_member.setdefault(number, []).append(issued)
        return issued

    def present(self, certificate: Certificate) -> Shown:
        """A holder shows a certificate."""
        ends = min(self.now + self.terms.presentations, certificate.expires) if certificate.bound else None
        return Shown(certificate=certificate, ends=ends)

    def change(self, number: str, standing: Status) -> None:
        """The last certificate has another standing."""
        self.of_member[number][-1].standing = standing

    def note(self, number: str) -> None:
        """The last certificate is not all there is to say any more."""
        self.of_member[number][-1].due = True

    def rotate(self, association: str) -> None:
        """A new key; the one before it is retired."""
        old = self.in_use.get(association)
        if old is not None:
            old.state, old.since = KeyState.RETIRED, self.now
        new = Key(association=association, not_before=self.now, not_after=self.now + self.terms.keys)
        self.keys.append(new)
        self.in_use[association] = new

    def compromise(self, association: str, since: datetime) -> None:
        """The key in use is somebody else's, too."""
        lost = self.in_use.pop(association)
        lost.state, lost.since = KeyState.COMPROMISED, since

    def publish(self) -> None:
        """Verifiers learn what is so. A list that was signed outside its key's window is none."""
        lists: dict[str, dict[Certificate, Status]] = {}
        for certificate in self.certificates():
            association = certificate.key.association
            if association in self.in_use and self.now <= self.in_use[association].not_after:
                lists.setdefault(association, {})[certificate] = certificate.standing
        self.published = _Published(
            at=self.now,
            until=self.now + self.terms.bundles,
            keys={key: (key.state, key.since) for key in self.keys},
            lists=lists,
        )

    # -- what is so

    def last(self, number: str) -> Certificate | None:
        """The member's last certificate."""
        issued = self.of_member.get(number)
        return issued[-1] if issued else None

    def certificates(self) -> list[Certificate]:
        """All there are."""
        return [certificate for issued in self.of_member.values() for certificate in issued]

    def due(self, association: str) -> set[str]:
        """The members who need a new certificate in the place of one by this association."""
        return {
            number
            for number, (*_, last) in self.of_member.items()
            if last.due and last.standing is Status.VALID and last.key.association == association
        }

    def verdict(self, certificate: Certificate, *, shown: Shown | None = None) -> tuple[Verdict, Code | None]:
        """What a verifier must say now, and the first reason for it."""
        if certificate.key not in self.published.keys:
            return Verdict.INVALID, Code.UNKNOWN_ISSUER
        wrong, unsure = self._objections(certificate)
        if shown is not None and shown.ends is not None and shown.ends <= self.now - LEEWAY:
            wrong.append(Code.PRESENTATION_EXPIRED)
        if wrong:
            return Verdict.INVALID, wrong[0]
        return (Verdict.INDETERMINATE, unsure[0]) if unsure else (Verdict.VALID, None)

    def _objections(self, certificate: Certificate) -> tuple[list[Code], list[Code]]:
        """What is wrong, and what cannot be known, each in the order of the steps."""
        wrong: list[Code] = []
        unsure: list[Code] = []
        published, late = self.published, self.now - LEEWAY
        if late >= published.until:
            unsure.append(Code.BUNDLE_EXPIRED)
        state, since = published.keys[certificate.key]
        if state is KeyState.COMPROMISED and since is not None:
            (wrong if certificate.issued >= since else unsure).append(Code.KEY_COMPROMISED)
        if late >= certificate.expires:
            wrong.append(Code.EXPIRED)
        listed = published.lists.get(certificate.key.association)
        # A list has room for more than it tells of: whoever came after it was made stands there as valid.
        standing = None if listed is None else listed.get(certificate, Status.VALID)
        if standing is None:
            unsure.append(Code.STATUS_UNKNOWN)
        elif standing is not Status.VALID:
            wrong.append(_TOLD[standing])
        elif late >= published.at + self.terms.lists:
            unsure.append(Code.STATUS_STALE)
        return wrong, unsure
