"""Status list tokens as an association publishes them, and as nobody should."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.status import StatusList, StatusListToken, StatusReference
from office import KEY
from pki import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.keys.signer import Signer

URI: Final = "https://status.example.org/lists/07"
SIZE: Final = 1000
INDEX: Final = 500
HOUR: Final = timedelta(hours=1)
REFERENCE: Final = StatusReference(uri=URI, index=INDEX)


def a_token(entries: Iterable[tuple[int, int]] = (), *, bits: int = 2, **changes: Any) -> StatusListToken:  # noqa: ANN401 - whatever a token has
    """An hour old, good for a day."""
    given: dict[str, Any] = {
        "uri": URI,
        "issued": NOW - HOUR,
        "expires": NOW + 23 * HOUR,
        "ttl": None,
        "entries": StatusList.build(SIZE, entries, bits=bits),
    }
    return StatusListToken(**(given | changes))


def a_list(
    entries: Iterable[tuple[int, int]] = (),
    *,
    by: Signer = KEY,
    bits: int = 2,
    **changes: Any,  # noqa: ANN401 - whatever a token has
) -> bytes:
    return a_token(entries, bits=bits, **changes).sign(by)
