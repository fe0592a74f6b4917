"""`cicpa import transfers`: see `importing.py`."""

from typing import Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.importing import AssociationOption, DryRun, FileArgument, import_file
from cicpa_credentials.cli.register.source import ActorOption, RegisterOption
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.register import ChangeKind

__all__ = ["HELP", "command"]

HELP: Final = both(
    "导入转会、转所记录：列 number、category、on、from_association、to_association（或 from_firm、to_firm）。"
    "每行只登记一次；有误的行按行号列出，不影响其他行。请先加 --dry-run 试运行。\n\n"
    "退出码：0 全部登记，1 有未登记的行，3 命令或文件不可用。",
    "Import transfers: columns number, category, on, and from_association, to_association or from_firm, to_firm. "
    "A row is noted once, however often it is imported; one that is wrong is named by its line and holds up none of "
    "the others. Start with --dry-run.\n\n"
    "Exit status: 0 all noted, 1 some rows were not, 3 command or file unusable.",
)


def command(
    context: typer.Context,
    *,
    file: FileArgument,
    association: AssociationOption,
    register: RegisterOption,
    actor: ActorOption,
    dry_run: DryRun = False,
) -> ExitStatus:
    """Import the file."""
    return import_file(
        session_of(context),
        file,
        kind=ChangeKind.TRANSFERS,
        association=association,
        register=register,
        actor=actor,
        dry_run=dry_run,
    )
