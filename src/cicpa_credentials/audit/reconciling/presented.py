"""Does the register know the certificates that are about? What an audit of credentials reported is looked up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from cicpa_credentials.audit.finding import Evidence, Finding, Severity
from cicpa_credentials.bulk.lines import read_lines
from cicpa_credentials.errors import AuditError, CicpaError, Code
from cicpa_credentials.status import StatusReference
from cicpa_credentials.verifier import Step
from cicpa_credentials.wire import json_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from cicpa_credentials.bulk.lines import Line
    from cicpa_credentials.register import Entry, Snapshot

__all__ = ["Presented"]

_Value = TypeVar("_Value")

_AT_ONCE: Final = 500
_MAX_LINE: Final = 64 * 1024
_PLACES: Final = {"file": str, "line": int, "page": int, "ordinal": int}
_FACTS: Final = ("association", "category", "kid", "issued_at", "expires_at")


class _Shown(NamedTuple):
    """A certificate of which an audit reported that its signature holds.

    Attributes:
        evidence: where it was shown, and what it is.
        facts: what it says of itself, as the report has it; empty where its content is none of a certificate.
    """

    evidence: Evidence
    facts: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Presented:
    """The certificates that were shown, counted.

    Attributes:
        certificates: those whose signature holds.
        known: those among them that the register has.
        elsewhere: those of associations that are not in this register.
    """

    certificates: int = 0
    known: int = 0
    elsewhere: int = 0

    def findings(self, snapshot: Snapshot, reports: Path) -> Iterator[Finding]:
        """Look every certificate up.

        Args:
            snapshot: the register.
            reports: the file of reports that an audit of credentials left.

        Raises:
            AuditError: `malformed` for a line that is no such report; `storage_failed`.
            CommandError: `file_unreadable`.
        """
        associations = {one.association for one in snapshot.lists()}
        shown = (one for line in read_lines(reports, max_bytes=_MAX_LINE) if (one := _read(line)) is not None)
        with closing(_Seen()) as seen:
            while some := list(islice(shown, _AT_ONCE)):
                self.certificates += len(some)
                digests = [one.evidence.digest for one in some if one.evidence.digest is not None]
                entries = snapshot.find_by_digests(digests)
                for one in some:
                    if one.evidence.digest is not None and not seen.for_the_first_time(one.evidence.digest):
                        yield Finding(code=Code.REPEATED, severity=Severity.NOTE, evidence=one.evidence)
                    yield from self._judged(one, entries, snapshot, associations)

    def _judged(
        self, one: _Shown, entries: dict[bytes, Entry], snapshot: Snapshot, associations: Collection[str]
    ) -> Iterator[Finding]:
        entry = entries.get(one.evidence.digest or b"")
        if entry is not None:
            self.known += 1
            if _facts_of(entry) != one.facts:
                yield Finding(code=Code.ENTRY_CONTRADICTED, severity=Severity.SEVERE, evidence=one.evidence)
            return
        if one.facts and one.facts["association"] not in associations:
            self.elsewhere += 1
            yield Finding(code=Code.OTHER_REGISTER, severity=Severity.NOTE, evidence=one.evidence)
            return
        reference = one.evidence.reference
        taken = reference is not None and snapshot.find_in_place(reference) is not None
        code = Code.PLACE_DOUBLED if taken else Code.ORPHAN
        yield Finding(code=code, severity=Severity.SEVERE, evidence=one.evidence)


class _Seen:
    """The digests that came by, in a database without a name: a file that vanishes with it, and takes little memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def for_the_first_time(self, digest: bytes) -> bool:
        """Take a digest in; whether it was not there.

        Raises:
            AuditError: `storage_failed` where there is no room.
        """
        try:
            return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,)).rowcount > 0
        except sqlite3.Error as error:
            raise AuditError(Code.STORAGE_FAILED, f"the system's temporary files ({error.sqlite_errorname})") from None

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _read(line: Line) -> _Shown | None:
    """What a report tells of a signature that holds; none where there is none."""
    try:
        report = json_text.decode(line.content, what="report", max_bytes=_MAX_LINE)
        where = Evidence(**{name: _of(kind, report[name], least=1) for name, kind in _PLACES.items() if name in report})
        certificate = report["certificate"]
        if certificate is None:
            # A verification goes beyond the signature only where that holds: somebody signed what is no certificate.
            beyond = any(problem["step"] > Step.SIGNATURE for problem in report["problems"])
            return _Shown(where, {}) if beyond else None
        facts: dict[str, Any] = {name: _of(str, certificate[name]) for name in _FACTS}
        status = facts["status"] = certificate["status"]
        reference = None
        if status is not None:
            reference = StatusReference(uri=_of(str, status["uri"]), index=_of(int, status["index"]))
        digest, kid = bytes.fromhex(certificate["digest"]), bytes.fromhex(facts["kid"])
        return _Shown(replace(where, digest=digest, kid=kid, reference=reference), facts)
    except (CicpaError, KeyError, TypeError, ValueError):
        raise AuditError(Code.MALFORMED, f"line {line.number}: not a report of an audit of credentials") from None


def _of(kind: type[_Value], value: object, *, least: int = 0) -> _Value:
    """The value, if it is of exactly this type, and no smaller number."""
    if type(value) is not kind or (isinstance(value, int) and value < least):
        raise TypeError
    return value


def _facts_of(entry: Entry) -> dict[str, Any]:
    """What a report would say of a certificate, by the register."""
    return {
        "association": entry.association,
        "category": entry.category.json_name,
        "kid": entry.kid.hex(),
        "issued_at": entry.issued_at.isoformat(),
        "expires_at": entry.expires_at.isoformat(),
        "status": {"uri": entry.reference.uri, "index": entry.reference.index},
    }
