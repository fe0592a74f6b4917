"""`cicpa import`: annual inspections or transfers of a whole association, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import open_register
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.members import Association
from cicpa_credentials.register import ChangeKind, FileFormat, import_changes
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.cli.session import Session

__all__ = ["AssociationOption", "DryRun", "FileArgument", "import_file"]

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=both("CSV（.csv）或 JSON Lines（.jsonl），UTF-8", "CSV (.csv) or JSON Lines (.jsonl), UTF-8"),
    ),
]
AssociationOption = Annotated[
    Association,
    typer.Option(
        "--association",
        metavar="CODE",
        parser=arguments.association,
        help=both(
            "签发注协的行政区划代码；其他注协会员证的行会被拒绝",
            "GB/T 2260 code of the association that issued the certificates; rows about others' are refused",
        ),
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=both("只检查，不写入", "Only tell what would become of it"))]

_NOTED: Final = Phrase(
    zh="登记 {noted} 行，此前已登记 {repeated} 行，有误 {wrong} 行。",
    en="{noted} noted, {repeated} noted before, {wrong} refused.",
)
_WOULD: Final = Phrase(
    zh="试运行，未写入：可登记 {noted} 行，此前已登记 {repeated} 行，有误 {wrong} 行。",
    en="Dry run, nothing written: {noted} to be noted, {repeated} noted before, {wrong} refused.",
)


def import_file(
    session: Session,
    file: Path,
    *,
    kind: ChangeKind,
    association: Association,
    register: str,
    actor: str,
    dry_run: bool,
) -> ExitStatus:
    """Import a file; a row that is wrong holds up none of the others.

    Raises:
        CommandError: `usage` for a file of another kind; `file_unreadable`; `malformed`, naming the file.
        RegisterError: as `import_changes`.
    """
    try:
        file_format = FileFormat(file.suffix.lower().removeprefix("."))
    except ValueError:
        raise CommandError(Code.USAGE, f"{file}: neither .csv nor .jsonl") from None
    data = read(file)
    with open_register(session, register) as opened, naming(file):
        report = import_changes(
            opened,
            data,
            kind=kind,
            file_format=file_format,
            actor=actor,
            dry_run=dry_run,
            association=association.code,
        )
    for problem in report.problems:
        session.tell(text(f"{file}:{problem.line}: {problem.rule}"))
    said = session.say(_WOULD if dry_run else _NOTED)
    session.tell(said.format(noted=report.noted, repeated=report.repeated, wrong=len(report.problems)))
    return ExitStatus.REFUSED if report.problems else ExitStatus.OK
