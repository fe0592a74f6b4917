"""`cicpa batch`: certificates for many members."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.bulk.lines import read_lines
from cicpa_credentials.bulk.pool import available_processors, pool
from cicpa_credentials.cli.bulk.folder import BatchFolder
from cicpa_credentials.cli.bulk.outcome import Outcome, OutcomeKind
from cicpa_credentials.cli.bulk.run import Run
from cicpa_credentials.cli.bulk.work import Conditions
from cicpa_credentials.cli.desk import issuers
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.issue import BaseUrl, ValidFor
from cicpa_credentials.cli.keys_source import CertificateOption, KeyOption, KeyStoreOption, key_source
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
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
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "批量签发并登记会员证。图片按状态列表中的位置命名；manifest.jsonl 记载每一行的结果。"
    "中断后原样重新运行即可继续：每位会员最终恰有一张有效的会员证。一个文件夹即一个批次。\n\n"
    "退出码：0 全部签发，1 有未签发的，3 命令或文件不可用。",
    "Issue certificates for many members through a register. Pictures are named after their place in a status list; "
    "manifest.jsonl says what became of each line. If it is cut off, run the same command again: each member ends up "
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
    processes: Processes = None,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Issue what can be issued, and name the lines that cannot."""
    session = session_of(context)
    total = sum(1 for _ in _lines(records))
    if not total:
        raise CommandError(Code.USAGE, f"{records}: holds no record")
    if not photos.is_dir():
        raise CommandError(Code.USAGE, "--photos: must be a folder")
    signers = key_source(session, key=key, certificate=certificate, store=store, fd=passphrase_fd, env=passphrase_env)
    workers = processes or min(available_processors(), 1 + total // _LINES_A_PROCESS)
    with open_register(session, register) as opened, BatchFolder.claim(out) as folder, pool(workers) as executor:
        days = timedelta(days=valid_for)
        run = Run(
            register=opened,
            issuer_of=issuers(signers, base_url=base_url, valid_for=days, clock=session.clock, register=opened),
            folder=folder,
            executor=executor,
            conditions=Conditions(
                photos=photos, base_url=base_url, list_base_uri=opened.list_base_uri, at=session.clock()
            ),
            reason=reason,
            actor=actor,
        )
        outcomes = _follow(run, records, total, session)
        manifest = folder.write_manifest(outcomes)
    counts = Counter(outcome.kind for outcome in outcomes)
    said = session.say(_SUMMARY).format(**{kind.value: counts[kind] for kind in OutcomeKind}, manifest=manifest)
    session.tell(text(said))
    return ExitStatus.REFUSED if counts[OutcomeKind.REFUSED] else ExitStatus.OK


def _follow(run: Run, records: Path, total: int, session: Session) -> list[Outcome]:
    """Go through all lines, and complain about those that are refused; the outcomes in order of lines."""
    outcomes = []
    with progress(session, total) as tell:
        for done, outcome in enumerate(run.outcomes(_lines(records)), start=1):
            if outcome.error is not None:
                session.complain(outcome.error, about=f"{records}:{outcome.line}")
            outcomes.append(outcome)
            tell(done)
    return sorted(outcomes, key=lambda outcome: outcome.line)


def _lines(records: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number; one that is too long for a record is cut off, and refused later."""
    return ((line.number, line.content) for line in read_lines(records, max_bytes=MAX_JSON) if line.content.strip())
