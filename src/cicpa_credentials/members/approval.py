"""Who approved a letter of good standing, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import shapes
from cicpa_credentials.members.shapes import Misfit

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Approval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """CICPA's approval of a letter. It stays with the issuer and is not in the letter.

    Attributes:
        by: who approved it, as the host names its users or departments: a register keeps it for ever.
        on: the day, in China's time.

    Raises:
        RecordError: `approval_missing` for an approval by nobody, or by a name that no register keeps.
    """

    by: str
    on: date

    def __post_init__(self) -> None:
        try:
            shapes.actor(self.by)
        except Misfit as misfit:
            problem = f"approved_by: {misfit.rule}"
        else:
            return
        raise RecordError(Code.APPROVAL_MISSING, problem, problems=(problem,))
