"""Numbers of identity documents, right and wrong.

None is anybody's: the region in a citizen number is one for which no card is issued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from cicpa_credentials.members.id_numbers import check_character
from cicpa_credentials.members.values import Gender, IdType
from cicpa_credentials.testing.frozen import NOW

if TYPE_CHECKING:
    from datetime import date

__all__ = ["id_numbers", "invalid_id_numbers"]

# County-level codes are in the citizen numbers of real people; these name whole cities.
_REGIONS: Final = ("110100", "310100", "440300", "510100", "650100")
_DIGITS: Final = "0123456789"
_CITIZENS: Final = {
    IdType.RESIDENT_IDENTITY_CARD: st.sampled_from(_REGIONS),
    IdType.HONG_KONG_MACAO_TAIWAN_RESIDENCE: st.sampled_from(("810000", "820000", "830000")),
    IdType.FOREIGN_PERMANENT_RESIDENCE: st.sampled_from(("911840", "931276")),
}
_ORDERS: Final = st.integers(0, 499)
_NUMBERS: Final = st.integers(0, 99_999_999)
_OTHERS: Final = {
    IdType.PASSPORT: _NUMBERS.map("E{:08}".format),
    IdType.HONG_KONG_MACAO_PERMIT: _NUMBERS.map("H{:08}".format),
    IdType.TAIWAN_PERMIT: _NUMBERS.map("{:08}".format),
    IdType.MILITARY_IDENTITY_CARD: _NUMBERS.map("军{:08}".format),
}


def id_numbers(id_type: IdType, *, born: date, gender: Gender) -> st.SearchStrategy[str]:
    """Numbers that a document of this type may have.

    Args:
        id_type: the document.
        born: its holder's birth date; in a citizen number, it is told.
        gender: so is this.
    """
    if id_type in _OTHERS:
        return _OTHERS[id_type]

    def number(region: str, order: int) -> str:
        # The last digit before the check character is odd for men (GB 11643).
        stem = f"{region}{born:%Y%m%d}{2 * order + gender % 2:03}"
        return stem + check_character(stem)

    return st.builds(number, _CITIZENS[id_type], _ORDERS)


@st.composite
def invalid_id_numbers(draw: st.DrawFn) -> str:
    """Numbers that no resident identity card has, whatever else is known of its holder: what clerks and scans make.

    A digit mistyped, two neighbours exchanged, one lost or one too many, the numbers of 15 digits from before 1999, a
    small x, digits of full width, a space inside.
    """
    born = draw(st.dates(NOW.date().replace(year=1940), NOW.date().replace(year=2004)))
    right = draw(id_numbers(IdType.RESIDENT_IDENTITY_CARD, born=born, gender=draw(st.sampled_from(Gender))))
    place = draw(st.integers(0, 17))
    pairs = [at for at in range(17) if right[at] != right[at + 1]]
    at = draw(st.sampled_from(pairs))
    other = draw(st.sampled_from([digit for digit in _DIGITS if digit != right[place]]))
    return draw(
        st.sampled_from(
            [
                right[:place] + other + right[place + 1 :],
                right[:at] + right[at + 1] + right[at] + right[at + 2 :],
                right[:place] + right[place + 1 :],
                right[:place] + other + right[place:],
                right[:6] + right[8:17],
                right[:17] + "x",
                right.translate(str.maketrans(_DIGITS, "０１２３４５６７８９")),
                f"{right[:6]} {right[6:]}",
            ]
        )
    )
