"""What was issued, and what became of it (extra `register`; PostgreSQL needs the extra `postgresql` too).

    register = Register.open("register.db")
    issuer = Issuer(signer, base_url="https://verify.example.org/", register=register)
    issued = issuer.issue(record, request_id="2026-000017")
    register.suspend("110000000017", Category.PRACTISING, reason=SuspensionReason.INSPECTION_OVERDUE, actor="clerk-7")

The life of a certificate is told in docs/issuing/lifecycle.md. It is kept in an append-only chain of events, each with
its predecessor's digest in its own (`chain.py`), whose end is signed from time to time (`checkpoint.py`).
"""

from cicpa_credentials.members.reasons import (
    Reason,
    ReissueReason,
    ResumptionReason,
    RevocationReason,
    SuspensionReason,
)
from cicpa_credentials.register.batch import Batch
from cicpa_credentials.register.chain import Head
from cicpa_credentials.register.change_files import ChangeKind, FileFormat, RowProblem
from cicpa_credentials.register.checkpoint import Checkpoint
from cicpa_credentials.register.entries import Entry, Event
from cicpa_credentials.register.imports import ImportReport, import_changes
from cicpa_credentials.register.lifecycle import EventKind
from cicpa_credentials.register.publication import PublishedList
from cicpa_credentials.register.register import Register
from cicpa_credentials.register.snapshot import KnownList, Snapshot, Standing
from cicpa_credentials.register.verification import ChainReport, Finding, FindingKind

__all__ = [
    "Batch",
    "ChainReport",
    "ChangeKind",
    "Checkpoint",
    "Entry",
    "Event",
    "EventKind",
    "FileFormat",
    "Finding",
    "FindingKind",
    "Head",
    "ImportReport",
    "KnownList",
    "PublishedList",
    "Reason",
    "Register",
    "ReissueReason",
    "ResumptionReason",
    "RevocationReason",
    "RowProblem",
    "Snapshot",
    "Standing",
    "SuspensionReason",
    "import_changes",
]
