"""Checking very many certificates, and checking the issuer: many things in, findings out.

    summary = audit.credentials("scans/", bundle=bundle, out="audit/")
    for (code, severity), count in summary.tally.findings.items(): ...

Every routine speaks in findings (`finding.py`), and none of them quotes anybody's particulars.
"""

from cicpa_credentials.audit.credentials_audit import DEFAULT_COLUMN, DEFAULT_WINDOW, credentials
from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.audit.summary import Summary
from cicpa_credentials.audit.tally import Group, Tally

__all__ = [
    "DEFAULT_COLUMN",
    "DEFAULT_WINDOW",
    "Evidence",
    "Finding",
    "Group",
    "Severity",
    "Summary",
    "Tally",
    "credentials",
]
