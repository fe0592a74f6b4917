"""Certificates as they are issued, and what their holders show of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from cicpa_credentials.members import PhotoEvidence
from cicpa_credentials.testing.frozen import seeded
from cicpa_credentials.testing.offices import nearest_first
from cicpa_credentials.testing.records import member_records
from cicpa_credentials.testing.worlds import World
from cicpa_credentials.verifier import Policy

if TYPE_CHECKING:
    from cicpa_credentials.holder import Presentation
    from cicpa_credentials.issuer import IssuedCertificate
    from cicpa_credentials.members import MemberRecord

__all__ = ["Handover", "disclosure_choices", "issued_certificates", "photos", "presentations"]

_AUDIENCE: Final = "bank.example"
_PORTRAIT_BYTES: Final = 588


@st.composite
def photos(draw: st.DrawFn) -> PhotoEvidence:
    """What certificates say of photos; the portraits look like WebP files, and no decoder reads them."""
    noise = seeded("photo", draw(st.integers(0, 1_000_000)))
    picture = b"RIFF" + (_PORTRAIT_BYTES + 4).to_bytes(4, "little") + b"WEBP" + noise(_PORTRAIT_BYTES)
    return PhotoEvidence(sha256=noise(32), portrait=picture if draw(st.booleans()) else None)


@st.composite
def issued_certificates(
    draw: st.DrawFn,
    *,
    of: World | None = None,
    records: st.SearchStrategy[MemberRecord] | None = None,
    bound: bool | None = None,
) -> IssuedCertificate:
    """Certificates that the verifiers of a world hold valid; the simplest is anybody's who has it, without a photo.

    Args:
        of: the world; else the standard one. A bound certificate is bound to its key `holder`.
        records: whose; else anybody's of the world's associations.
        bound: whether to a holder's key; else either.
    """
    world = of or World.standard()
    if records is None:
        homes = st.sampled_from(nearest_first(world.offices))
        records = homes.flatmap(lambda code: member_records(association=code))
    record, photo = draw(records), draw(st.none() | photos())
    return world.issue(record, bound=draw(st.booleans()) if bound is None else bound, photo=photo)


def disclosure_choices(issued: IssuedCertificate) -> st.SearchStrategy[tuple[str, ...]]:
    """What a holder may show: names of details that the certificate has, in any order; the simplest choice is none.

    Args:
        issued: the certificate.
    """
    details = World.standard().take(issued).details
    return st.lists(st.sampled_from(details), unique=True).map(tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a holder handed to a reader.

    Attributes:
        issued: the certificate it is of.
        fields: what was to be shown.
        presentation: what the reader got.
        policy: of the reader to whom it was handed: who that is, and the nonce that was given.
    """

    issued: IssuedCertificate
    fields: tuple[str, ...]
    presentation: Presentation
    policy: Policy


@st.composite
def presentations(
    draw: st.DrawFn,
    *,
    of: World | None = None,
    certificates: st.SearchStrategy[IssuedCertificate] | None = None,
) -> Handover:
    """Presentations that the reader they are meant for holds valid: of bearer and bound certificates, any choice.

    Args:
        of: the world; else the standard one.
        certificates: what is shown; else any of `issued_certificates`.
    """
    world = of or World.standard()
    issued = draw(issued_certificates(of=world) if certificates is None else certificates)
    fields = draw(disclosure_choices(issued))
    holder = world.take(issued)
    if holder.holder_key is None:
        return Handover(issued=issued, fields=fields, presentation=holder.present(fields), policy=Policy())
    nonce = draw(st.none() | st.binary(min_size=8, max_size=16))
    presentation = holder.present(
        fields,
        audience=_AUDIENCE,
        valid_for=timedelta(minutes=draw(st.integers(1, 60))),
        nonce=nonce,
        key=world.holder,
    )
    policy = Policy(audience=_AUDIENCE, nonce=nonce, required_fields=fields)
    return Handover(issued=issued, fields=fields, presentation=presentation, policy=policy)
