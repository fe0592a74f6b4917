"""Where a certificate is issued: through a register, or without one and for good."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from cicpa_credentials import render
from cicpa_credentials.cli.register.succession import succession
from cicpa_credentials.cli.rehearsal import rehearse
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.issuer import Issuer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.keys.access_code import AccessCode
    from cicpa_credentials.keys.mandate import CertifiedSigner
    from cicpa_credentials.keys.public_key import PublicKey
    from cicpa_credentials.members import Category, MemberRecord
    from cicpa_credentials.members.reasons import ReissueReason
    from cicpa_credentials.register import Register

__all__ = ["Desk", "IssuerOf", "issuers"]

IssuerOf: TypeAlias = "Callable[[str, Category | None], Issuer]"
"""Gives the issuer for an association's certificates of a category."""


def issuers(
    signers: Callable[[str, Category | None], CertifiedSigner],
    *,
    base_url: str,
    valid_for: timedelta,
    clock: Callable[[], datetime],
    register: Register | None,
) -> IssuerOf:
    """Issuers with the keys of a source; each is made once. Arguments are `Issuer`'s.

    The issuers' source raises CommandError `usage` for a base URL that no certificate can have, and what the keys'
    source raises.
    """

    @cache
    def issuer_of(association: str, category: Category | None) -> Issuer:
        signer = signers(association, category)
        try:
            return Issuer(signer, base_url=base_url, valid_for=valid_for, clock=clock, register=register)
        except ValueError as error:
            raise CommandError(Code.USAGE, str(error)) from None

    return issuer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Issues one certificate after another.

    Attributes:
        issuer_of: the issuers, with the same register.
        base_url: the issuers'.
        clock: the current moment, aware UTC.
        register: where certificates are registered, if anywhere.
        reason: why the certificate that a member has is replaced.
        former: the number of the one of the other category, where the category changed; the same if not given.
        actor: who has them issued.
    """

    issuer_of: IssuerOf
    base_url: str
    clock: Callable[[], datetime]
    register: Register | None = None
    reason: ReissueReason | None = None
    former: str | None = None
    actor: str | None = None

    def issue(
        self,
        record: MemberRecord,
        portrait: bytes,
        *,
        holder_key: PublicKey | None = None,
        access_code: AccessCode | None = None,
    ) -> IssuedCertificate:
        """Issue a certificate; through a register, only after trying out that it can be drawn.

        Args:
            record: a complete record.
            portrait: the photo.
            holder_key: as for `Issuer.issue`.
            access_code: likewise.

        Raises:
            CicpaError: as `rehearse` and `Issuer.issue`.
        """
        member: Any = record  # complete: it has what its types cannot promise
        issuer = self.issuer_of(member.association, member.category)
        if self.register is None:
            photo = render.photo_evidence(portrait)
            return issuer.issue(record, holder_key=holder_key, access_code=access_code, photo=photo)
        photo = rehearse(
            record,
            portrait,
            base_url=self.base_url,
            list_base_uri=self.register.list_base_uri,
            at=self.clock(),
            holder_key=holder_key,
            access_code=access_code,
        )
        replaces, reason = succession(self.register, member.number, member.category, self.reason, former=self.former)
        return issuer.issue(
            record,
            holder_key=holder_key,
            access_code=access_code,
            photo=photo,
            replaces=replaces,
            reason=reason,
            actor=self.actor,
        )
