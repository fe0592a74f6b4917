"""Attacks as Hypothesis draws them: any of them, anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Collection

    from cicpa_credentials.testing.mutators.mutation import Mutation, Mutator

__all__ = ["mutations"]

_T = TypeVar("_T", str, bytes)


@st.composite
def mutations(draw: st.DrawFn, *, of: st.SearchStrategy[_T] | _T, by: Collection[Mutator[_T]]) -> Mutation[_T]:
    """What attackers make of something valid; an example shrinks to the first attack, at the first place.

    Args:
        of: the valid thing, or a strategy for such things.
        by: the attacks, such as `CREDENTIAL_MUTATORS`; those in whose tables a key is needed by that key:
            `[one.by(signer) for one in ISSUER_MUTATORS]`.
    """
    artefact = draw(of) if isinstance(of, st.SearchStrategy) else of
    made = draw(st.sampled_from(list(by))).apply(artefact, lambda below: draw(st.integers(0, below - 1)))
    return made if made is not None else reject()
