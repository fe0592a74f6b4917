"""Checking very many certificates, and checking the issuer: many things in, findings out.

    audit.credentials("scans/", bundle=bundle, out="audit/")
    audit.reconcile(register, bundle=bundle, credentials="audit/", out="reconciled/")
    audit.blast_radius(register, kid=kid, out="plan/")

Every routine speaks in findings (`finding.py`), and none of them quotes anybody's particulars.
"""

from cicpa_credentials.audit.credentials_audit import DEFAULT_COLUMN, DEFAULT_WINDOW, credentials
from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.audit.radius import DEFAULT_BATCH_SIZE, BlastRadius, blast_radius
from cicpa_credentials.audit.reconciling import Reconciliation, reconcile
from cicpa_credentials.audit.summary import Summary
from cicpa_credentials.audit.tally import Group, Tally

__all__ = [
    "DEFAULT_BATCH_SIZE",
    "DEFAULT_COLUMN",
    "DEFAULT_WINDOW",
    "BlastRadius",
    "Evidence",
    "Finding",
    "Group",
    "Reconciliation",
    "Severity",
    "Summary",
    "Tally",
    "blast_radius",
    "credentials",
    "reconcile",
]
