"""Places in status lists: random, and each given away once.

A place tells nothing about its certificate, neither when it was issued nor how many others there are: it is drawn, not
counted, and a new list is opened long before the old one is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from sqlalchemy import bindparam, func, insert, select, update

from cicpa_credentials.register.rows import damage_reported
from cicpa_credentials.register.schema import CREDENTIALS, LISTS
from cicpa_credentials.status import StatusReference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from cicpa_credentials.register.rows import AnyRow

__all__ = ["DEFAULT_LIST_SIZE", "Places"]

DEFAULT_LIST_SIZE: Final = 2**20
"""Entries of a status list: so many that one among them says nothing, and yet small when compressed."""

_MAX_LIST_SIZE: Final = 2**27  # of two bits each: as many as a verifier accepts
_MAX_BASE_URI: Final = 200
_BASE_URI, _SIZE = "list_base_uri", "list_size"
_BITS: Final = 2
_FULL_PERCENT: Final = 80
_MAX_DRAWS: Final = 1000  # at least every fifth place is free: so many taken ones in a row are no bad luck

_NEWEST: Final = (
    select(LISTS).where(LISTS.c.association == bindparam("association")).order_by(LISTS.c.id.desc()).limit(1)
)
_COUNT: Final = select(func.count()).select_from(LISTS).where(LISTS.c.association == bindparam("association"))
_OPEN: Final = insert(LISTS)
_USE: Final = update(LISTS).where(LISTS.c.id == bindparam("list")).values(used=LISTS.c.used + 1)
_TAKEN: Final = select(CREDENTIALS.c.id).where(
    CREDENTIALS.c.list_id == bindparam("list"), CREDENTIALS.c.idx == bindparam("index")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How a register gives places away.

    Attributes:
        base_uri: what the names of all its lists begin with; https, and a slash at the end.
        list_size: entries of a new list.
        random_bytes: where places come from: whoever can guess it can guess them.
    """

    base_uri: str
    list_size: int
    random_bytes: Callable[[int], bytes]

    def __post_init__(self) -> None:
        if not _is_base_uri(self.base_uri):
            raise ValueError("the lists' base URI must be short, https, printable ASCII, and end with a slash")
        if not 1 <= self.list_size <= _MAX_LIST_SIZE:
            raise ValueError(f"the lists' size must be 1 to {_MAX_LIST_SIZE}")

    @classmethod
    def remembered(cls, settings: Mapping[str, str], *, random_bytes: Callable[[int], bytes]) -> Self:
        """How a register said, when it was made, that it gives places away; see `settings`.

        Raises:
            RegisterError: `storage_failed` for what the register cannot have written.
        """
        with damage_reported():
            size = int(settings.get(_SIZE, ""))
            return cls(base_uri=settings.get(_BASE_URI, ""), list_size=size, random_bytes=random_bytes)

    @property
    def settings(self) -> dict[str, str]:
        """What a register remembers of it."""
        return {_BASE_URI: self.base_uri, _SIZE: str(self.list_size)}

    def draw(self, connection: Connection, association: str) -> tuple[int, StatusReference]:
        """Draw a free place in the newest list of an association; open a new list where that one is 80 % full.

        Args:
            connection: a transaction that keeps other writers out, and takes the place that it gets.
            association: GB/T 2260 code.

        Returns:
            The list's row, and the place.

        Raises:
            ValueError: when `random_bytes` repeats itself.
        """
        newest = self._newest(connection, association)
        for _ in range(_MAX_DRAWS):
            index = int.from_bytes(self.random_bytes(8)) % newest.size
            if connection.execute(_TAKEN, {"list": newest.id, "index": index}).first() is None:
                connection.execute(_USE, {"list": newest.id})
                return newest.id, StatusReference(uri=newest.uri, index=index)
        raise ValueError("random_bytes repeats itself")

    def _newest(self, connection: Connection, association: str) -> AnyRow:
        newest = connection.execute(_NEWEST, {"association": association}).one_or_none()
        if newest is not None and newest.used * 100 < newest.size * _FULL_PERCENT:
            return newest
        number = connection.execute(_COUNT, {"association": association}).scalar_one() + 1
        uri = f"{self.base_uri}{association}/{number}"
        values = {"association": association, "uri": uri, "size": self.list_size, "bits": _BITS, "used": 0}
        connection.execute(_OPEN, values)
        return connection.execute(_NEWEST, {"association": association}).one()


def _is_base_uri(uri: str) -> bool:
    parts = urlsplit(uri)
    fits = len(uri) <= _MAX_BASE_URI and uri.isascii() and uri.isprintable() and not {" ", "#", "?"} & set(uri)
    return fits and parts.scheme == "https" and bool(parts.netloc) and uri.endswith("/")
