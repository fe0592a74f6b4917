"""Any value that CBOR can hold, as Hypothesis draws it: what a hostile issuer, holder or root writes for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cbor2 import CBORTag
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALARS: Final[st.SearchStrategy[Any]] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=40)
)


def values(
    *,
    keys: st.SearchStrategy[Any],
    tags: Sequence[int],
    also: st.SearchStrategy[Any] | None = None,
    leaves: int = 6,
) -> st.SearchStrategy[Any]:
    """Scalars, and arrays, maps and tags of them inside each other.

    Args:
        keys: what stands on the left side in maps.
        tags: the tags that mean something where the values are put.
        also: other scalars.
        leaves: how many scalars there are at most.
    """
    return st.recursive(
        SCALARS if also is None else SCALARS | also,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(keys, inner, max_size=4)
            | st.builds(CBORTag, st.sampled_from(tags), inner)
        ),
        max_leaves=leaves,
    )
