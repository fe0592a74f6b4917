"""`cicpa batch`: certificates for many members."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.bulk.lines import read_lines
from cicpa_credentials.bulk.pool import available_processors, pool
from cicpa_credentials.cli.bulk.folder import BatchFolder
from cicpa_credentials.cli.bulk.form import Form
from cicpa_credentials.cli.bulk.outcome import Outcome, OutcomeKind
from cicpa_credentials.cli.bulk.run import Run
from cicpa_credentials.cli.bulk.work import Conditions
from cicpa_credentials.cli.desk import issuers
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.formats import Format
from cicpa_credentials.cli.issue import BaseUrl, ValidFor
from cicpa_credentials.cli.keys.options import open_store
from cicpa_credentials.cli.keys_source import CertificateOption, KeyOption, KeyStoreOption, key_source
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import SEALS, PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.progress import progress
from cicpa_credentials.cli.register.source import (
    IssuingActorOption,
    IssuingReasonOption,
    RegisterOption,
    open_register,
)
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.issuer import DEFAULT_VALIDITY
from cicpa_credentials.members.json_text import MAX_JSON
from cicpa_credentials.render import Layout
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.cli.bulk.sealing import Sealer

__all__ = ["HELP", "command"]

HELP: Final = both(
    "批量签发并登记会员证。文件按状态列表中的位置命名；manifest.jsonl 记载每一行的结果。"
    "给出 --seal 的，PDF 随即加盖电子印章。"
    "中断后原样重新运行即可继续：每位会员最终恰有一张有效的会员证。一个文件夹即一个批次。\n\n"
    "退出码：0 全部签发，1 有未签发的，3 命令或文件不可用。",
    "Issue certificates for many members through a register. Files are named after their place in a status list; "
    "manifest.jsonl says what became of each line. With --seal, PDF files are sealed as they are made. If it is cut "
    "off, run the same command again: each member ends up "
    "with exactly one valid certificate. One folder is one batch.\n\n"
    "Exit status: 0 all issued, 1 some were not, 3 command or file unusable.",
)

_MOST_PROCESSES: Final = 256
_LINES_A_PROCESS: Final = 16  # fewer are drawn sooner than a process has started

_SUMMARY: Final = Phrase(
    zh="已签发 {issued} 张，此前已签发 {kept} 张，未签发 {refused} 张；明细见 {manifest}",
    en="{issued} issued, {kept} issued before, {refused} not issued; see {manifest}",
)

Records = Annotated[
    Path,
    typer.Argument(
        metavar="RECORDS.jsonl", help=both("会员信息，每行一条 JSON", "Member records, one of JSON on each line")
    ),
]
Photos = Annotated[
    Path,
    typer.Option(
        metavar="DIR", help=both("照片文件夹，文件名取自各记录的 photo 项", "The photos; each record names its own")
    ),
]
OutFolder = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="DIR",
        help=both("批次文件夹：新的，或上次中断的", "The batch's folder: a new one, or the one to go on with"),
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=_MOST_PROCESSES,
        metavar="N",
        help=both("绘制进程数，默认为处理器数", "Processes that draw; as many as there are processors by default"),
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format", metavar="png|jpeg|pdf|svg", help=both("文件格式，默认 png", "Of the files; png by default")
    ),
]
LayoutOption = Annotated[
    Layout,
    typer.Option(
        "--layout",
        metavar="card|a4",
        help=both("版式：卡片（默认）或 A4 横版", "The layout: card (the default) or a4, landscape"),
    ),
]
SealOption = Annotated[
    Path | None,
    typer.Option(
        "--seal",
        metavar="STORE",
        help=both("为 PDF 加盖该密钥库中的电子印章", "Seal the PDF files with the seal keys of this store"),
    ),
]
LeaveOpen = Annotated[
    bool,
    typer.Option(
        "--leave-open",
        help=both(
            "密钥库中没有的后续印章，留待他方用 cicpa seal apply 加盖",
            "Leave later seals that the store does not have to others, who set them with `cicpa seal apply`",
        ),
    ),
]
SealPassphraseFd = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=both("从文件描述符 N 读取电子印章密钥库的口令", "The passphrase of the seals' store: file descriptor N"),
    ),
]
SealPassphraseEnv = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=both(
            "从环境变量 NAME 读取电子印章密钥库的口令", "The passphrase of the seals' store: environment variable NAME"
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    records: Records,
    photos: Photos,
    out: OutFolder,
    register: RegisterOption,
    base_url: BaseUrl,
    key: KeyOption = None,
    certificate: CertificateOption = None,
    store: KeyStoreOption = None,
    valid_for: ValidFor = DEFAULT_VALIDITY.days,
    reason: IssuingReasonOption = None,
    actor: IssuingActorOption = None,
    format_: FormatOption = Format.PNG,
    layout: LayoutOption = Layout.CARD,
    seal: SealOption = None,
    leave_open: LeaveOpen = False,
    processes: Processes = None,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
    seal_passphrase_fd: SealPassphraseFd = None,
    seal_passphrase_env: SealPassphraseEnv = None,
) -> ExitStatus:
    """Issue what can be issued, and name the lines that cannot."""
    session = session_of(context)
    form = Form(format=format_, layout=layout, sealed=seal is not None, left_open=leave_open)
    form.require_possible()
    total = sum(1 for _ in _lines(records))
    if not total:
        raise CommandError(Code.USAGE, f"{records}: holds no record")
    if not photos.is_dir():
        raise CommandError(Code.USAGE, "--photos: must be a folder")
    signers = key_source(session, key=key, certificate=certificate, store=store, fd=passphrase_fd, env=passphrase_env)
    sealer = _sealer(session, seal, fd=seal_passphrase_fd, env=seal_passphrase_env, complete=not leave_open)
    workers = processes or min(available_processors(), 1 + total // _LINES_A_PROCESS)
    with open_register(session, register) as opened, BatchFolder.claim(out, form) as folder, pool(workers) as executor:
        days = timedelta(days=valid_for)
        conditions = Conditions(
            photos=photos, base_url=base_url, list_base_uri=opened.list_base_uri, at=session.clock(), form=form
        )
        run = Run(
            register=opened,
            issuer_of=issuers(signers, base_url=base_url, valid_for=days, clock=session.clock, register=opened),
            folder=folder,
            executor=executor,
            conditions=conditions,
            sealer=sealer,
            reason=reason,
            actor=actor,
        )
        counts: Counter[OutcomeKind] = Counter()
        manifest = folder.write_manifest(_followed(run, records, counts, total, session))
    said = session.say(_SUMMARY).format(**{kind.value: counts[kind] for kind in OutcomeKind}, manifest=manifest)
    session.tell(text(said))
    return ExitStatus.REFUSED if counts[OutcomeKind.REFUSED] else ExitStatus.OK


def _sealer(
    session: Session, store: Path | None, *, fd: int | None, env: str | None, complete: bool
) -> "Sealer | None":
    if store is None:
        return None
    from cicpa_credentials.cli.bulk.sealing import Sealer  # noqa: PLC0415 - needs the extra `sign`

    return Sealer(open_store(session, store, fd=fd, env=env, purpose=SEALS), complete=complete, clock=session.clock)


def _followed(run: Run, records: Path, counts: Counter[OutcomeKind], total: int, session: Session) -> Iterator[Outcome]:
    """What becomes of each line, counted and told on its way."""
    with progress(session, total) as tell:
        for done, outcome in enumerate(run.outcomes(_lines(records)), start=1):
            if outcome.error is not None:
                session.complain(outcome.error, about=f"{records}:{outcome.line}")
            counts[outcome.kind] += 1
            tell(done)
            yield outcome


def _lines(records: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number; one that is too long for a record is cut off, and refused later."""
    return ((line.number, line.content) for line in read_lines(records, max_bytes=MAX_JSON) if line.content.strip())
