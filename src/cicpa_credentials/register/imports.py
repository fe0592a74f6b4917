"""Take over annual inspections and transfers for a whole association.

The register notes that there was one and on which day; what exactly is in the member records of the host. So
`Register.due` knows whose certificate no longer says all, and the host issues a new one from its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import RegisterError
from cicpa_credentials.register import inputs
from cicpa_credentials.register.change_files import Change, RowProblem, read_changes

if TYPE_CHECKING:
    from cicpa_credentials.register.batch import Batch
    from cicpa_credentials.register.change_files import ChangeKind, FileFormat
    from cicpa_credentials.register.register import Register

__all__ = ["ImportReport", "import_changes"]

_ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file's rows.

    Attributes:
        noted: how many were noted; in a dry run, would be.
        repeated: how many had been noted before, or stand in the file twice.
        problems: the others, in order of line.
    """

    noted: int
    repeated: int
    problems: tuple[RowProblem, ...]


def import_changes(
    register: Register,
    data: bytes,
    *,
    kind: ChangeKind,
    file_format: FileFormat,
    actor: str,
    dry_run: bool,
    association: str | None = None,
) -> ImportReport:
    """Note every row that is in order and was not noted before; report the others.

    If the database fails half-way, what was noted stays noted: import the file again.

    Args:
        register: where.
        data: the file's bytes; see `change_files.py` for its form.
        kind: what it says.
        file_format: how it is written.
        actor: who imports it, as the host names its users.
        dry_run: only tell what would become of it. Start with that.
        association: GB/T 2260 code of the institute whose certificates the rows must be about; any if not given.

    Raises:
        RegisterError: `malformed` for a file that cannot be read at all; and as `Register` says.
    """
    inputs.checked(inputs.name, actor, "actor")
    rows = list(read_changes(data, kind=kind, file_format=file_format))
    problems = [row for row in rows if isinstance(row, RowProblem)]
    # The same row twice is one change, in a dry run too.
    changes = list({row.content: row for row in reversed(rows) if isinstance(row, Change)}.values())[::-1]
    repeated = len(rows) - len(problems) - len(changes)
    noted = 0
    for start in range(0, len(changes), _ROWS_AT_ONCE):
        some = changes[start : start + _ROWS_AT_ONCE]
        with register.batch(rehearsal=dry_run) as batch:
            outcomes = [_note(batch, change, actor, association) for change in some]
        noted += outcomes.count(True)
        repeated += outcomes.count(False)
        problems += [outcome for outcome in outcomes if isinstance(outcome, RowProblem)]
    return ImportReport(noted=noted, repeated=repeated, problems=tuple(sorted(problems, key=lambda one: one.line)))


def _note(batch: Batch, change: Change, actor: str, association: str | None) -> bool | RowProblem:
    try:
        return batch.note(
            change.event,
            change.number,
            change.category,
            effective_on=change.effective_on,
            content=change.content,
            actor=actor,
            association=association,
        )
    except RegisterError as error:
        return RowProblem(line=change.line, rule=str(error))
