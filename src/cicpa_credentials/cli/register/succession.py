"""Which certificates a new one takes the place of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from cicpa_credentials.members import Category
from cicpa_credentials.members.reasons import ReissueReason
from cicpa_credentials.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cicpa_credentials.register import Entry, Register
    from cicpa_credentials.status import StatusReference

__all__ = ["Succession", "may_give_way", "succession"]

Succession: TypeAlias = tuple[tuple["StatusReference", ...], ReissueReason | None]
"""What is replaced, and why; neither without the other."""

_IN_FORCE: Final = (Status.VALID, Status.SUSPENDED)


def succession(
    register: Register, number: str, category: Category, reason: ReissueReason | None, *, former: str | None = None
) -> Succession:
    """What a certificate for this number and category replaces, if the caller gives a reason to replace anything.

    Without a reason, or where the reason does not fit, nothing is named: the register then refuses to issue over a
    certificate that there is.

    Args:
        register: where to look.
        number: certificate number.
        category: which certificate.
        reason: why one may be replaced.
        former: the number of the certificate of the other category, where the category changed; the same if not given.
    """
    if reason is None:
        return (), None
    found = tuple(_replaced(register, number, category, reason, former or number))
    return (found, reason) if found else ((), None)


def may_give_way(entry: Entry, reason: ReissueReason) -> bool:
    """Whether the reason fits: no renewal of a whole association brings back whoever was expelled."""
    return (entry.status is Status.INVALID) is (reason is ReissueReason.READMITTED)


def _replaced(
    register: Register, number: str, category: Category, reason: ReissueReason, former: str
) -> Iterator[StatusReference]:
    last = register.find(number, category)
    if last is not None and may_give_way(last, reason):
        yield last.reference
    if reason is ReissueReason.CATEGORY_CHANGED:
        (other,) = set(Category) - {category}
        before = register.find(former, other)
        if before is not None and before.status in _IN_FORCE:
            yield before.reference
