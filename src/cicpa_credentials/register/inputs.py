"""What the host gives the register to keep, looked at before it is kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members import shapes
from cicpa_credentials.members.shapes import Misfit

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["checked", "digest", "name", "request"]

_DIGEST_BYTES: Final = 32

_Checked = TypeVar("_Checked")

request: Final = shapes.short_line
"""A host's name for a request."""

name: Final = shapes.actor
"""A name for an actor or a decision."""


def checked(shape: Callable[[object], _Checked], value: object, what: str) -> _Checked:
    """The value, if it has the shape.

    Raises:
        RegisterError: `malformed`.
    """
    try:
        return shape(value)
    except Misfit as misfit:
        raise RegisterError(Code.MALFORMED, f"{what}: {misfit.rule}") from None


def digest(value: object) -> bytes:
    """A SHA-256 digest.

    Raises:
        Misfit: when it is none.
    """
    if type(value) is not bytes or len(value) != _DIGEST_BYTES:
        raise Misfit(f"must be {_DIGEST_BYTES} bytes")
    return value
