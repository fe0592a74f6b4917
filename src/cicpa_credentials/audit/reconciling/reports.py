"""The reports of an audit that was done, looked at before anybody relies on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.audit.output import SUMMARY, digest_of
from cicpa_credentials.audit.work import REPORTS
from cicpa_credentials.errors import AuditError, CicpaError, Code
from cicpa_credentials.files import reason
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["finished_reports"]

_MAX_SUMMARY: Final = 64 * 1024 * 1024


def finished_reports(folder: Path) -> Path | None:
    """The file of reports in a folder that an audit of credentials finished; none where it is no such folder.

    A line that somebody took out would be a certificate that nobody looks up.

    Raises:
        AuditError: `malformed` where the reports are not those that the summary speaks of; `file_unreadable`.
    """
    reports, summary = folder / REPORTS, folder / SUMMARY
    if not (reports.is_file() and summary.is_file()):
        return None
    try:
        with summary.open("rb") as file:
            told: Any = json_text.decode(file.read(_MAX_SUMMARY + 1), what=SUMMARY, max_bytes=_MAX_SUMMARY)
        intact = told["files"][REPORTS] == digest_of(reports).hex()
    except OSError as error:
        raise AuditError(Code.FILE_UNREADABLE, f"{folder}: {reason(error)}") from None
    except (CicpaError, KeyError, TypeError):
        intact = False
    if not intact:
        raise AuditError(Code.MALFORMED, f"{reports}: not as the audit left it; audit anew, into another folder")
    return reports
