"""The places of seals on a page: a signature field for each, made before the first seal and filled in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.rw_common import find_inherited_value_in_tree
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)

from cicpa_credentials.errors import Code, SealError
from cicpa_credentials.members import ASSOCIATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.pdf_utils.writer import BasePdfFileWriter

    from cicpa_credentials.members import Association
    from cicpa_credentials.render.layout import SealPlace

__all__ = ["Waiting", "association_of_field", "is_signed", "make_fields", "waiting"]

_PREFIX: Final = "seal-"
_POINTS_PER_MM: Final = 72 / 25.4
_DECIMALS: Final = 2  # of a millimetre, which is what a PDF keeps
_CODES: Final = {one.zh: one.code for one in ASSOCIATIONS.values()}
_LOCK: Final = FieldMDPSpec(action=FieldMDPAction.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A place without a seal.

    Attributes:
        field: the name of its signature field.
        association: whose seal belongs there.
        radius: in millimetres.
    """

    field: str
    association: Association
    radius: float


def make_fields(writer: BasePdfFileWriter, places: Sequence[SealPlace]) -> None:
    """Add an empty signature field for each place, on the first page.

    All stand there before the first seal is set: so that seal can forbid everything but the next ones. The last of
    several says beforehand that nothing may follow it (ISO 32000-2 §12.7.5.5, Table 236, entry P).

    Raises:
        SealError: `seal_closed` when the PDF has signature fields already; `out_of_scope` for a name that is no
            association's, or one that stands twice; `does_not_fit` for a place beyond the page's edge.
    """
    if any(True for _ in enumerate_sig_fields(writer)):
        raise SealError(Code.SEAL_CLOSED, "the places of the seals are made once, before the first seal")
    codes = [_CODES.get(place.name) for place in places]
    if None in codes or len(set(codes)) < len(codes):
        raise SealError(Code.OUT_OF_SCOPE, "each place is for the seal of one association, and no two for the same")
    page = writer.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]
    box = find_inherited_value_in_tree(page, "/MediaBox", "/Parent")  # type: ignore[no-untyped-call]
    left, right = sorted(map(float, (box[0], box[2])))
    low, high = sorted(map(float, (box[1], box[3])))
    for number, (code, place) in enumerate(zip(codes, places, strict=True), start=1):
        radius = place.radius * _POINTS_PER_MM
        x, y = left + place.x * _POINTS_PER_MM, high - place.y * _POINTS_PER_MM
        if not (radius > 0 and left + radius <= x <= right - radius and low + radius <= y <= high - radius):
            raise SealError(Code.DOES_NOT_FIT, f"the place for the seal of {code} is not on the page")
        locks = number == len(places) > 1
        append_signature_field(
            writer,
            SigFieldSpec(
                sig_field_name=f"{_PREFIX}{code}",
                box=(x - radius, y - radius, x + radius, y + radius),  # type: ignore[arg-type]  # pyHanko takes floats
                readable_field_name=place.name,
                field_mdp_spec=_LOCK if locks else None,
                doc_mdp_update_value=MDPPerm.NO_CHANGES if locks else None,
            ),
        )


def waiting(handler: PdfHandler) -> tuple[Waiting, ...]:
    """The places that no seal stands in yet, in the order in which they are to be sealed."""
    found = []
    for name, _, field in enumerate_sig_fields(handler, filled_status=False):
        association = association_of_field(name)
        if association is not None:
            left, _, right, _ = map(float, field.get_object()["/Rect"])
            radius = round(abs(right - left) / 2 / _POINTS_PER_MM, _DECIMALS)
            found.append(Waiting(field=name, association=association, radius=radius))
    return tuple(found)


def is_signed(handler: PdfHandler) -> bool:
    """Whether anybody has signed."""
    return any(True for _ in enumerate_sig_fields(handler, filled_status=True))


def association_of_field(name: str) -> Association | None:
    """Whose seal belongs into a field; none for a field that is not ours."""
    return ASSOCIATIONS.get(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
