"""What the host gives the register to keep, looked at before it is kept for ever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.members import shapes
from cicpa_credentials.members.shapes import Misfit

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["checked", "digest", "name", "request"]

_MAX_NAME: Final = 100
_DIGEST_BYTES: Final = 32
_LONG_NUMBER: Final = re.compile(r"[0-9]{11}")

_Checked = TypeVar("_Checked")


def checked(shape: Callable[[object], _Checked], value: object, what: str) -> _Checked:
    """The value, if it has the shape.

    Raises:
        RegisterError: `malformed`.
    """
    try:
        return shape(value)
    except Misfit as misfit:
        raise RegisterError(Code.MALFORMED, f"{what}: {misfit.rule}") from None


def request(value: object) -> str:
    """A host's name for a request.

    Raises:
        Misfit: when it is none.
    """
    text = shapes.line(value)
    if len(text) > _MAX_NAME:
        raise Misfit(f"must have at most {_MAX_NAME} characters")
    return text


def name(value: object) -> str:
    """A name for an actor or a decision. A mobile or identity number in it is somebody's, and is refused.

    Raises:
        Misfit: when it is none.
    """
    text = request(value)
    if _LONG_NUMBER.search(text):
        raise Misfit("must not hold a number of 11 or more digits")
    return text


def digest(value: object) -> bytes:
    """A SHA-256 digest.

    Raises:
        Misfit: when it is none.
    """
    if type(value) is not bytes or len(value) != _DIGEST_BYTES:
        raise Misfit(f"must be {_DIGEST_BYTES} bytes")
    return value
