"""What the command tells the shell."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cicpa_credentials.verifier import Verdict

__all__ = ["ExitStatus"]


class ExitStatus(IntEnum):
    """The statuses that scripts may rely on."""

    OK = 0
    """Done; every certificate is valid."""
    REFUSED = 1
    """A certificate is invalid, or something was not issued or not written."""
    INDETERMINATE = 2
    """Nothing is wrong with the certificates, but not everything could be established."""
    USAGE = 3
    """The command, a file it names, or the trust bundle cannot be used; nothing was decided."""
    INTERRUPTED = 130
    """Stopped by the user, as shells count it (128 and SIGINT)."""
    PIPE_CLOSED = 141
    """Whoever read the output has gone, as shells count it (128 and SIGPIPE)."""

    @classmethod
    def of(cls, verdict: Verdict) -> ExitStatus:
        """What a verdict on a certificate or a seal tells."""
        return _OF_VERDICTS[verdict]

    @classmethod
    def worst(cls, *statuses: ExitStatus) -> ExitStatus:
        """The gravest: an invalid certificate is never hidden by a file that cannot be read."""
        return max(statuses, key=_GRAVITY.index, default=cls.OK)


_OF_VERDICTS: Final[dict[str, ExitStatus]] = {
    "valid": ExitStatus.OK,
    "invalid": ExitStatus.REFUSED,
    "indeterminate": ExitStatus.INDETERMINATE,
}
_GRAVITY: Final = (
    ExitStatus.OK,
    ExitStatus.INDETERMINATE,
    ExitStatus.USAGE,
    ExitStatus.REFUSED,
    ExitStatus.PIPE_CLOSED,
    ExitStatus.INTERRUPTED,
)
