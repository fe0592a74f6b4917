"""`cicpa seal verify`: who sealed a PDF, and whether it is as it was sealed."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.archive_source import AtOption, past_moment
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.seal.view import seals_view
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.trust_source import load_root
from cicpa_credentials.errors import CommandError
from cicpa_credentials.sealing import SealReport, verify_pdf

__all__ = ["HELP", "command"]

HELP: Final = both(
    "离线核验PDF上的电子印章：谁加盖的，之后有没有改动，能否追溯到您所信任的根。\n\n"
    "退出码：0 有效，1 无效，2 无法确认，3 命令或文件不可用。",
    "Verify the seals of PDF files offline: who sealed them, whether anything was changed since, and whether the seals "
    "lead to the root that you trust.\n\n"
    "Exit status: 0 valid, 1 invalid, 2 indeterminate, 3 command or file unusable.",
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE.pdf", help=both("PDF文件", "The PDF files"))]
Root = Annotated[
    Path,
    typer.Option(metavar="CERT.pem", help=both("您所信任的根证书", "The root certificate that you trust")),
]
TimestampRoots = Annotated[
    list[Path] | None,
    typer.Option(
        "--timestamp-root",
        metavar="CERT.pem",
        help=both(
            "您所信任的时间戳机构的根证书，可重复",
            "The root of a timestamp authority that you trust; can be repeated",
        ),
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help=both("每个文件输出一行 JSON", "One line of JSON for each file"))]


def command(
    context: typer.Context,
    *,
    files: Files,
    root: Root,
    timestamp_root: TimestampRoots = None,
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Verify each file and report on it; the worst result is the exit status."""
    session = session_of(context)
    pinned, authorities = load_root(root), tuple(map(load_root, timestamp_root or ()))
    now = session.clock()
    moment = past_moment(at, now=now) or now

    def verify(file: Path) -> ExitStatus:
        try:
            pdf = read(file)
        except CommandError as error:
            session.complain(error)
            return ExitStatus.USAGE
        report = verify_pdf(pdf, root=pinned, at=moment, timestamp_roots=authorities)
        _tell(report, file, session, as_json=as_json)
        return ExitStatus.of(report.verdict)

    return ExitStatus.worst(*map(verify, files))


def _tell(report: SealReport, file: Path, session: Session, *, as_json: bool) -> None:
    if as_json:
        session.tell_json({"source": str(file), **report.to_dict()})
    else:
        session.tell(*seals_view(report, source=str(file), session=session), "")
