"""A consistent set of everything: a root, associations, members with certificates, status lists, a bundle, a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.holder import Holder
from cicpa_credentials.issuer import Issuer
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.members.associations import ASSOCIATIONS
from cicpa_credentials.status import Status, StatusList, StatusListToken, StatusReference
from cicpa_credentials.testing.frozen import NOW, FrozenClock, seeded
from cicpa_credentials.testing.offices import Office, certified_office, root_authority, signing_key
from cicpa_credentials.verifier import Verifier

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.mandate import KeyState
    from cicpa_credentials.keys.signer import Signer
    from cicpa_credentials.keys.x509 import RootAuthority
    from cicpa_credentials.members import MemberRecord, PhotoEvidence
    from cicpa_credentials.register import Register
    from cicpa_credentials.verifier import Policy

__all__ = ["BASE_URL", "LISTS", "LIST_SIZE", "Member", "World"]

BASE_URL: Final = "https://verify.example.org/c"
LISTS: Final = "https://status.example.org/"
LIST_SIZE: Final = 1000
_HOLDER: Final = 2
_DAY: Final = timedelta(days=1)
_BUNDLE_LASTS: Final = 30 * _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a world, with a certificate.

    Attributes:
        record: the particulars.
        issued: the certificate.
        place: where its standing is told.
        standing: what the association publishes there.
    """

    record: MemberRecord
    issued: IssuedCertificate
    place: StatusReference
    standing: Status = Status.VALID


@dataclass(frozen=True, kw_only=True)  # no slots: the bundle is kept once it was made
class World:
    """A consistent set. It does not change: what happens in it gives the world as it is afterwards.

    Attributes:
        now: what time it is, aware UTC.
        root: whom verifiers believe.
        offices: the associations that issue, by GB/T 2260 code.
        members: those who have certificates.
        holder: the key to which bound certificates are bound, the same for all.
        sequence: of the bundle.
    """

    now: datetime = NOW
    root: RootAuthority = field(default_factory=root_authority)
    offices: Mapping[str, Office]
    members: tuple[Member, ...] = ()
    holder: Signer = field(default_factory=lambda: signing_key(_HOLDER))
    sequence: int = 1

    @staticmethod
    def standard() -> World:
        """The world in which every association has a key, and nobody a certificate yet; made once."""
        return _standard()

    @cached_property
    def bundle(self) -> TrustBundle:
        """What verifiers hold: the keys of all offices, and a list of every association that has members."""
        return self.bundle_of()

    @property
    def clock(self) -> Callable[[], datetime]:
        """Shows `now`."""
        return FrozenClock(self.now)

    # -- what people in it do

    def issuer(self, association: str, **changes: Any) -> Issuer:  # noqa: ANN401 - whatever `Issuer` takes
        """An association's issuer.

        Args:
            association: GB/T 2260 code.
            changes: for `Issuer`: its register, its clock, its random bytes.
        """
        given: dict[str, Any] = {
            "base_url": BASE_URL,
            "clock": self.clock,
            "random_bytes": seeded("issuer", association),
        }
        return Issuer(self.offices[association].signer, **(given | changes))

    def issue(
        self,
        record: MemberRecord,
        *,
        bound: bool = False,
        status: StatusReference | None = None,
        photo: PhotoEvidence | None = None,
    ) -> IssuedCertificate:
        """Have a certificate issued by the record's association; the same input gives the same certificate.

        Args:
            record: the particulars.
            bound: whether to bind it to the key `holder`.
            status: its place in a list.
            photo: what it says of the photo.
        """
        salts = seeded(record.to_dict(), bound, status, photo and photo.sha256)
        holder_key = self.holder.public_key if bound else None
        issuer = self.issuer(record.association or "", random_bytes=salts)
        return issuer.issue(record, holder_key=holder_key, status=status, photo=photo)

    def take(self, issued: IssuedCertificate) -> Holder:
        """A certificate in its holder's hands."""
        return Holder(issued, clock=self.clock)

    def verifier(self, policy: Policy | None = None, *, clock: Callable[[], datetime] | None = None) -> Verifier:
        """Somebody who holds the bundle."""
        return Verifier(self.bundle, policy=policy, clock=clock or self.clock)

    def register(self, place: str | os.PathLike[str], **changes: Any) -> Register:  # noqa: ANN401 - as `Register.create`
        """An empty register in which issuers of this world can register (extra `register`); close it in the end.

        Args:
            place: a file that is not there yet, or a database's URL.
            changes: for `Register.create`.
        """
        from cicpa_credentials.register import Register  # noqa: PLC0415 - an extra of its own

        given: dict[str, Any] = {
            "list_base_uri": LISTS,
            "list_size": LIST_SIZE,
            "clock": self.clock,
            "random_bytes": seeded("register"),
        }
        return Register.create(place, **(given | changes))

    # -- what becomes of it

    def with_member(
        self,
        record: MemberRecord,
        *,
        bound: bool = False,
        standing: Status = Status.VALID,
        photo: PhotoEvidence | None = None,
    ) -> World:
        """The world after a member has got a certificate, in the next free place of the association's list."""
        taken = sum(one.record.association == record.association for one in self.members)
        place = StatusReference(uri=_list_uri(record.association), index=taken)
        issued = self.issue(record, bound=bound, status=place, photo=photo)
        member = Member(record=record, issued=issued, place=place, standing=standing)
        return self._next(members=(*self.members, member))

    def with_standing(self, member: Member, standing: Status) -> World:
        """The world after the association has published another standing of a member.

        Args:
            member: one of `members`, as this world or one before it has it.
            standing: any; whether it may follow the last one is not asked.
        """
        return self._next(
            members=tuple(replace(one, standing=standing) if one.place == member.place else one for one in self.members)
        )

    def with_key(self, association: str, state: KeyState, since: datetime | None = None) -> World:
        """The world after something has become of an association's key."""
        changed = replace(self.offices[association], state=state, since=since)
        return self._next(offices=MappingProxyType({**self.offices, association: changed}))

    def later(self, by: timedelta) -> World:
        """The world some time on, with lists and a bundle of that time."""
        return self._next(now=self.now + by)

    def _next(self, **changes: Any) -> World:  # noqa: ANN401 - attributes of this class
        return replace(self, sequence=self.sequence + 1, **changes)

    # -- what is published

    def list_tokens(self) -> tuple[bytes, ...]:
        """A signed status list of every association that has members: of this moment, good for a day."""
        standings: dict[str, list[tuple[int, int]]] = {}
        for one in self.members:
            standings.setdefault(one.record.association or "", []).append((one.place.index, one.standing))
        return tuple(
            StatusListToken(
                uri=_list_uri(association),
                issued=self.now,
                expires=self.now + _DAY,
                ttl=None,
                entries=StatusList.build(LIST_SIZE, entries),
            ).sign(self.offices[association].signer)
            for association, entries in standings.items()
        )

    def bundle_of(self, *, status_lists: Sequence[bytes] | None = None, **changes: Any) -> TrustBundle:  # noqa: ANN401 - see `TrustBundle.build`
        """The bundle, or one that differs.

        Args:
            status_lists: other lists than `list_tokens`, such as those of a register.
            changes: for `TrustBundle.build`.
        """
        given: dict[str, Any] = {
            "sequence": self.sequence,
            "issued": self.now,
            "expires": self.now + _BUNDLE_LASTS,
            "signer": self.root.signer,
            "root": self.root.certificate,
            "status_lists": self.list_tokens() if status_lists is None else status_lists,
        }
        return TrustBundle.build([one.entry for one in self.offices.values()], **(given | changes))


def _list_uri(association: str | None) -> str:
    return f"{LISTS}{association}/1"


@cache
def _standard() -> World:
    return World(offices=MappingProxyType({code: certified_office(code) for code in sorted(ASSOCIATIONS)}))
