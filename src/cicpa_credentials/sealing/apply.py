"""Sealing: PAdES signatures (ETSI EN 319 142-1, level B-B, or B-T with a timestamp), each seen as the drawn seal."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, cast

from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import Code, KeyHandlingError, SealError
from cicpa_credentials.keys.times import utc
from cicpa_credentials.render.theme import PRACTISING
from cicpa_credentials.sealing.appearance import Appearance, drawing
from cicpa_credentials.sealing.cms import DIGEST, SealSigner
from cicpa_credentials.sealing.document import Revision, opened
from cicpa_credentials.sealing.places import Waiting, is_signed, make_fields, waiting
from cicpa_credentials.sealing.pyhanko_guard import bounded, guarded, silenced, waited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from io import BytesIO

    from pyhanko.sign.timestamps import TimeStamper

    from cicpa_credentials.members import Association
    from cicpa_credentials.render.layout import Colour, SealPlace
    from cicpa_credentials.sealing.seal import Seal

__all__ = ["awaited_seals", "seal_pdf"]


def seal_pdf(
    pdf: bytes,
    *,
    seals: Iterable[Seal],
    places: Sequence[SealPlace] = (),
    complete: bool = True,
    colour: Colour = PRACTISING.seal,
    clock: Callable[[], datetime] = utc_now,
    timestamper: TimeStamper | None = None,
) -> bytes:
    """Seal a PDF: one signature for each place, in their order, and after the last one nothing may be changed.

    The first seal certifies the document: what may follow it is the seals that are still to come, or nothing at all.
    Each seal is a revision appended to the file, so that the ones before stay as they were.

    When the seals are kept by several people, the first one makes the places and seals with `complete=False`; the next
    one gives no places, and takes those that wait in the file.

    Args:
        pdf: the file, without drawn seals in these places; at most 32 MiB, not encrypted.
        seals: whose places are sealed; each finds its place by its association, and one without a place is not used.
        places: where the seals go on the first page, in the order in which they are set; none when the file has them.
        complete: refuse to leave a place empty.
        colour: of seals whose places were made before; those of `places` bring their own.
        clock: the time of sealing, which each seal states.
        timestamper: gets an RFC 3161 timestamp for each seal; any of pyHanko's, the only part that may use a network.

    Returns:
        The sealed file; the same one for the same arguments, where the signer signs the same way twice.

    Raises:
        SealError: `malformed` for what is no PDF, or too long; `unsupported` for an encrypted one; `seal_closed` when
            no place waits for a seal, or the file has signature fields and `places` are given; `out_of_scope` for a
            place that is no association's; `does_not_fit` for one beyond the page's edge; `timestamp_failed`.
        KeyHandlingError: `key_not_found` when a seal is missing; `key_not_valid` for a seal whose certificate does not
            cover this moment; `signing_failed`, or why else the signer does not sign.
        TrustError: `malformed` for a clock without time zone.
        RenderError: why a seal cannot be drawn.
    """
    moment = utc(clock()).replace(microsecond=0)
    held = {seal.association.code: seal for seal in seals}
    colours = {place.name: place.colour for place in places}
    with guarded(), bounded():
        revision = Revision(pdf, at=moment)
        if places:
            make_fields(revision, places)
        turns, certify = waiting(revision), not is_signed(revision)
    for number, (turn, seal) in enumerate(_in_turn(turns, held, complete=complete)):
        seal.require_in_force(moment)
        if number > 0:
            revision, certify = Revision(pdf, at=moment), False
        name, cms = turn.association.zh, SealSigner(seal)
        signer = PdfSigner(
            _metadata(turn, certify=certify, last=turn is turns[-1]),
            cms,
            timestamper=timestamper,
            stamp_style=Appearance(drawn=drawing(name, radius=turn.radius, colour=colours.get(name, colour))),
        )
        pdf = waited(_signed(signer, revision, moment, room=cms.most_bytes if timestamper is None else None))
    return pdf


def awaited_seals(pdf: bytes) -> tuple[Association, ...]:
    """Whose seals a PDF waits for, in the order in which they are to be set; the first one's turn it is.

    Raises:
        SealError: `malformed`, `unsupported`; see `seal_pdf`.
    """
    with guarded(), bounded():
        return tuple(place.association for place in waiting(opened(pdf)))


def _in_turn(turns: Sequence[Waiting], held: dict[str, Seal], *, complete: bool) -> list[tuple[Waiting, Seal]]:
    """The seals that are to be set now. None may be set before an earlier one, which would then come too late."""
    if not turns:
        raise SealError(Code.SEAL_CLOSED, "no place waits for a seal")
    ready = list(takewhile(lambda pair: pair[1] is not None, ((one, held.get(one.association.code)) for one in turns)))
    if not ready or (complete and len(ready) < len(turns)):
        lacking = turns[len(ready)].association.code
        raise KeyHandlingError(Code.KEY_NOT_FOUND, f"the next seal is that of {lacking}, which is not at hand")
    return [(turn, seal) for turn, seal in ready if seal is not None]


def _metadata(turn: Waiting, *, certify: bool, last: bool) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=turn.field,
        md_algorithm=DIGEST,
        name=turn.association.zh,
        certify=certify,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.NO_CHANGES if last else MDPPerm.FILL_FORMS,
    )


async def _signed(signer: PdfSigner, revision: Revision, at: datetime, *, room: int | None) -> bytes:
    """What `PdfSigner.async_sign_pdf` does, but at a moment of ours: it would ask the system's clock.

    What our signer and the host's timestamper raise is not mistaken for a fault of the file.

    Args:
        signer: of one place.
        revision: in which it signs.
        at: the moment.
        room: bytes for the CMS; none to let pyHanko find out, by a rehearsal and a first timestamp.
    """
    with guarded():
        session = signer.init_signing_session(revision, existing_fields_only=True)
    session.system_time = at
    try:
        with silenced():
            reserved = 2 * room if room else await session.estimate_signature_container_size(None)  # hex digits
        with guarded():
            document = session.prepare_tbs_document(
                validation_info=None, bytes_reserved=reserved, appearance_text_params=None
            )
            digest, output = document.digest_tbs_document()
        with silenced():
            await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    except OSError:  # which pyHanko's own errors of timestamps are too
        raise SealError(Code.TIMESTAMP_FAILED, "no usable timestamp came from the authority") from None
    return cast("BytesIO", output).getvalue()
