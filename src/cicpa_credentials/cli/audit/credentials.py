"""`cicpa audit credentials`: a folder, a table or a file of codes, checked as `cicpa verify` checks one."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import audit
from cicpa_credentials.audit import DEFAULT_COLUMN, Summary
from cicpa_credentials.audit.page.words import VERDICTS
from cicpa_credentials.cli.archive_source import ArchiveOption, AtOption, load_archive, past_moment
from cicpa_credentials.cli.audit.telling import OutFolder, tell_findings
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.progress import progress
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import rows, text
from cicpa_credentials.cli.trust_source import BundleOption, FingerprintOption, RootOption, SeenOption, load_bundle

__all__ = ["HELP", "command"]

HELP: Final = both(
    "批量核验会员证：文件夹（图片、PDF、文本）、表格（.csv、.tsv），或每行一个二维码的文件（.jsonl、.txt）。"
    "逐项结果写入 reports.jsonl，问题写入 findings.jsonl，汇总写入 summary.json，供阅读和打印的是 report.html。"
    "中断后加 --resume 继续。\n\n"
    "退出码：0 没有严重问题，1 有严重问题，3 命令、文件或信任包不可用。",
    "Check many certificates: a folder (pictures, PDF, text), a table (.csv, .tsv), or a file with a code on each line "
    "(.jsonl, .txt). Every result goes to reports.jsonl, problems to findings.jsonl, the counts to summary.json; "
    "report.html is for reading and printing. If it is cut off, --resume goes on.\n\n"
    "Exit status: 0 no severe finding, 1 some are severe, 3 command, file or trust bundle unusable.",
)

_MOST_PROCESSES: Final = 256
_PERCENT: Final = 100

Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help=both("待核验的文件夹、表格或文件", "The folder, table or file to check"),
    ),
]
Column = Annotated[
    str,
    typer.Option(
        "--column",
        metavar="NAME",
        help=both(
            f"表格的列名或 JSON 的项名，默认 {DEFAULT_COLUMN}",
            f"The column of a table, or the member of JSON objects, with the QR text; {DEFAULT_COLUMN} by default",
        ),
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes",
        min=1,
        max=_MOST_PROCESSES,
        metavar="N",
        help=both("进程数，默认为处理器数", "Processes; as many as there are processors by default"),
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help=both("继续上次中断的审计", "Go on with the audit that stopped in the folder"))
]


def command(
    context: typer.Context,
    *,
    source: Source,
    bundle: BundleOption,
    out: OutFolder,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    seen: SeenOption = None,
    at: AtOption = None,
    archive: ArchiveOption = None,
    column: Column = DEFAULT_COLUMN,
    processes: Processes = None,
    resume: Resume = False,
) -> ExitStatus:
    """Audit the source, and say in a few lines what was found."""
    session = session_of(context)
    then = past_moment(at, now=session.clock(), archive=archive)
    believed = load_bundle(bundle, root=root, fingerprint=root_fingerprint, seen=seen)
    kept = load_archive(archive, root=root, fingerprint=root_fingerprint)
    with progress(session, _PERCENT) as tell:
        summary = audit.credentials(
            source,
            bundle=believed,
            out=out,
            at=then,
            archive=kept,
            column=column,
            processes=processes,
            resume=resume,
            progress=lambda done, total: tell(_PERCENT * done // max(total, 1)),
            clock=session.clock,
        )
    _tell(summary, out, session)
    return ExitStatus.REFUSED if summary.severe else ExitStatus.OK


def _tell(summary: Summary, out: Path, session: Session) -> None:
    counts = summary.verdicts
    session.tell(
        rows(
            (text(session.say(said)), text(f"{counts.get(verdict, 0):,}", "bold")) for verdict, said in VERDICTS.items()
        )
    )
    tell_findings(session, summary.tally, out)
