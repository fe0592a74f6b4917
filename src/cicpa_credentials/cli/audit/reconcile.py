"""`cicpa audit reconcile`: a register against itself, the keys, the published lists, and the certificates there are."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import audit
from cicpa_credentials.audit.page.register_words import RegisterWords
from cicpa_credentials.cli.audit.telling import NewFolder, tell_findings
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import read
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import RegisterOption, open_register
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import rows, text
from cicpa_credentials.cli.trust_source import BundleOption, FingerprintOption, RootOption, SeenOption, load_bundle

__all__ = ["HELP", "command"]

HELP: Final = both(
    "核对登记簿：其历史是否被改动，会员证是否由有权的密钥签发，已发布的状态列表是否与其一致，"
    "以及市面上的会员证是否都有登记。问题写入 findings.jsonl，汇总写入 summary.json，供阅读和打印的是 report.html。\n\n"
    "退出码：0 没有严重问题，1 有严重问题，3 命令、文件、登记簿或信任包不可用。",
    "Check a register: whether its history was edited, whether its certificates were signed by keys that may, whether "
    "the published status lists say the same, and whether it knows the certificates that are about. Problems go to "
    "findings.jsonl, the counts to summary.json; report.html is for reading and printing.\n\n"
    "Exit status: 0 no severe finding, 1 some are severe, 3 command, file, register or trust bundle unusable.",
)

StatusLists = Annotated[
    list[Path] | None,
    typer.Option(
        "--status-list",
        metavar="FILE",
        help=both(
            "信任包之外已发布的状态列表；可多次给出",
            "A status list that was published, beside the bundle's; repeatable",
        ),
    ),
]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint",
        metavar="FILE",
        help=both("另行保存的检查点；可多次给出", "A checkpoint that was kept elsewhere; repeatable"),
    ),
]
Credentials = Annotated[
    Path | None,
    typer.Option(
        "--credentials",
        metavar="SOURCE",
        help=both(
            "市面上的会员证：文件夹、表格或文件，或 cicpa audit credentials 的结果文件夹",
            "Certificates that are about: a folder, table or file, or the results of cicpa audit credentials",
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    register: RegisterOption,
    bundle: BundleOption,
    out: NewFolder,
    root: RootOption = None,
    root_fingerprint: FingerprintOption = None,
    seen: SeenOption = None,
    status_list: StatusLists = None,
    checkpoint: Checkpoints = None,
    credentials: Credentials = None,
) -> ExitStatus:
    """Reconcile the register, and say in a few lines what was found."""
    session = session_of(context)
    believed = load_bundle(bundle, root=root, fingerprint=root_fingerprint, seen=seen)
    lists, checkpoints = ([read(path) for path in paths or ()] for paths in (status_list, checkpoint))
    with open_register(session, register) as opened:
        found = audit.reconcile(
            opened,
            bundle=believed,
            out=out,
            status_lists=lists,
            checkpoints=checkpoints,
            credentials=credentials,
            clock=session.clock,
        )
    counts = [
        (RegisterWords.EVENTS, found.chain.head.sequence),
        (RegisterWords.ENTRIES, found.entries),
        (RegisterWords.LISTS, found.status_lists),
    ]
    if found.presented is not None:
        counts.append((RegisterWords.CREDENTIALS, found.presented.certificates))
    session.tell(rows((text(session.say(said)), text(f"{count:,}", "bold")) for said, count in counts))
    tell_findings(session, found.tally, out)
    return ExitStatus.REFUSED if found.severe else ExitStatus.OK
