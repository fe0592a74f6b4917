"""Where a code was found: in a line of a file, or in a file of a folder."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Place"]


class Place(NamedTuple):
    """One place; a tuple, because there are millions.

    Attributes:
        file: the file's name; none where the source is one file.
        line: the line's number, from 1 on; none in pictures and documents.
        page: the page's number, from 1 on; none in text.
        ordinal: which of the codes in a picture or document, from 1 on.
    """

    file: str | None = None
    line: int | None = None
    page: int | None = None
    ordinal: int | None = None

    @classmethod
    def named(cls, name: int | str) -> Place:
        """The place that a source calls so: a line by its number, a file by its name."""
        return cls(line=name) if isinstance(name, int) else cls(file=name)

    def to_dict(self) -> dict[str, Any]:
        """What there is of it."""
        return {name: value for name, value in self._asdict().items() if value is not None}
