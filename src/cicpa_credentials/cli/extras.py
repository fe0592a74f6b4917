"""What is not installed, told by the command that installs it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["extras_named", "missing_extra"]

_EXTRAS: Final = {"sqlalchemy": "register", "pyhanko": "sign"}


@contextmanager
def extras_named() -> Iterator[None]:
    """Name the extra that is missing, where the block imports what needs one.

    Raises:
        CommandError: `usage`.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise missing_extra(extra) from None


def missing_extra(extra: str) -> CommandError:
    """The refusal of what an extra would bring."""
    return CommandError(Code.USAGE, f"pip install 'cicpa-credentials[{extra}]'")
