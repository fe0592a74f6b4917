"""Findings on their way into a file, counted as they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cicpa_credentials.audit.output import FINDINGS
from cicpa_credentials.audit.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cicpa_credentials.audit.finding import Finding
    from cicpa_credentials.audit.output import OutFolder

__all__ = ["FindingsFile"]


class FindingsFile:
    """The file of findings of one audit.

    Attributes:
        tally: the findings so far, counted.
    """

    __slots__ = ("_folder", "tally")

    def __init__(self, folder: OutFolder) -> None:
        self._folder = folder
        self.tally = Tally()
        folder.open_lines(FINDINGS)

    def add(self, findings: Iterable[Finding]) -> None:
        """Write findings as they come.

        Raises:
            AuditError: `storage_failed`.
        """
        for finding in findings:
            self._folder.append(FINDINGS, finding.to_line().encode())
            self.tally.found(finding)
