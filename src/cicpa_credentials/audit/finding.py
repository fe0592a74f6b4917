"""What an audit found: a stable code, how grave it is, where, and what to do about it.

All routines speak in these. A finding refers to its evidence and never quotes it: whoever may read the evidence looks
it up, and who may not learns nothing about anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code
from cicpa_credentials.verifier import Check, Outcome
from cicpa_credentials.wording import advice

if TYPE_CHECKING:
    from cicpa_credentials.status import StatusReference
    from cicpa_credentials.wording import Advice

__all__ = ["Evidence", "Finding", "Severity", "remedy_of", "severity_of"]


class Severity(StrEnum):
    """How grave a finding is."""

    SEVERE = "severe"
    """Something that must not be: forged, withdrawn, or against the rules."""
    WARNING = "warning"
    """Nothing is wrong yet, or nobody could tell: out of date, not readable, not established."""
    NOTE = "note"
    """Worth knowing."""


_ORDINARY: Final = frozenset(
    {Code.EXPIRED, Code.NOT_YET_VALID, Code.SUPERSEDED, Code.NOT_A_CERTIFICATE, Code.UNSUPPORTED, Code.WRONG_KIND}
)
"""Why certificates are refused though nobody did anything wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where something was found: references only.

    Attributes:
        file: a file's name, relative to the folder that is audited.
        line: a line's number, from 1 on.
        page: a page's number, from 1 on.
        ordinal: which of the codes in a picture or document, or of the status lists that were given, from 1 on.
        digest: SHA-256 of the credential as it was issued, as the register has it; of a status list, that of its token.
        event: the number of an event of the register.
        kid: the identifier of the issuer's key.
        reference: the certificate's place in a status list.
        list_uri: the name of a status list, where the whole of it is meant.
    """

    file: str | None = None
    line: int | None = None
    page: int | None = None
    ordinal: int | None = None
    digest: bytes | None = None
    event: int | None = None
    kid: bytes | None = None
    reference: StatusReference | None = None
    list_uri: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """What there is of it, in JSON form."""
        reference = self.reference
        whole = {
            "file": self.file,
            "line": self.line,
            "page": self.page,
            "ordinal": self.ordinal,
            "digest": self.digest and self.digest.hex(),
            "event": self.event,
            "kid": self.kid and self.kid.hex(),
            "status": reference and {"uri": reference.uri, "index": reference.index},
            "list": self.list_uri,
        }
        return {name: value for name, value in whole.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found.

    Attributes:
        code: what it is.
        severity: how grave it is.
        evidence: where it was found.
    """

    code: Code
    severity: Severity
    evidence: Evidence

    @property
    def advice(self) -> Advice:
        """What it means, and what to do about it, in both languages."""
        return advice(self.code)

    def to_dict(self) -> dict[str, Any]:
        """The finding in JSON form (schemas/audit-finding.schema.json)."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "evidence": self.evidence.to_dict(),
            "advice": remedy_of(self.code),
        }

    def to_line(self) -> str:
        """The finding as a line of a file of findings."""
        return f"{json.dumps(self.to_dict(), ensure_ascii=False)}\n"


def remedy_of(code: Code) -> dict[str, str]:
    """What to do, in JSON form."""
    remedy = advice(code).remedy
    return {"zh": remedy.zh, "en": remedy.en}


def severity_of(check: Check) -> Severity:
    """How grave it is that a step of verification did not pass."""
    if check.outcome is Outcome.FAILED and check.code not in _ORDINARY:
        return Severity.SEVERE
    return Severity.WARNING
