"""`cicpa audit blast-radius`: what a key has signed, and the plan for issuing it anew."""

from datetime import datetime
from typing import Annotated, Final

import typer

from cicpa_credentials import audit
from cicpa_credentials.audit import DEFAULT_BATCH_SIZE
from cicpa_credentials.audit.page.register_words import RadiusWords
from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.audit.telling import NewFolder, tell_findings
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import RegisterOption, open_register
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import rows, text

__all__ = ["HELP", "command"]

HELP: Final = both(
    "列出登记簿中某密钥在一段时间内签发的全部会员证和证明，并按协会分批给出重新签发方案。"
    "逐张清单 plan.jsonl 含会员证书编号，仅文件所有者可读；report.html 不含个人信息。\n\n"
    "退出码：0 没有须处理的，1 有须处理的，3 命令、文件或登记簿不可用。",
    "List every certificate and letter that a key signed within a time, by the register, with a plan for issuing them "
    "anew in batches. plan.jsonl has certificate numbers and is readable for its owner alone; report.html has nobody's "
    "particulars.\n\n"
    "Exit status: 0 nothing to do, 1 there is, 3 command, file or register unusable.",
)

Key = Annotated[
    bytes,
    typer.Option(
        "--kid",
        metavar="KID",
        parser=arguments.kid,
        help=both("密钥标识（16位十六进制）", "The key's identifier, 16 hexadecimal digits"),
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        metavar="MOMENT",
        parser=arguments.moment,
        help=both("签发时间的起点，默认从头开始", "The first moment of signing; from the beginning by default"),
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        metavar="MOMENT",
        parser=arguments.moment,
        help=both("签发时间的终点，默认至今", "The last moment of signing; now by default"),
    ),
]
BatchSize = Annotated[
    int,
    typer.Option(
        "--batch-size",
        min=1,
        metavar="N",
        help=both(f"每批张数，默认 {DEFAULT_BATCH_SIZE}", f"Certificates of a batch, {DEFAULT_BATCH_SIZE} by default"),
    ),
]


def command(
    context: typer.Context,
    *,
    register: RegisterOption,
    kid: Key,
    out: NewFolder,
    since: Since = None,
    until: Until = None,
    batch_size: BatchSize = DEFAULT_BATCH_SIZE,
) -> ExitStatus:
    """Make the plan, and say in a few lines how much there is to do."""
    session = session_of(context)
    with open_register(session, register) as opened:
        found = audit.blast_radius(
            opened, kid=kid, out=out, since=since, until=until, batch_size=batch_size, clock=session.clock
        )
    batches = sum(found.plan.batches(association) for association in found.plan.due)
    counts = ((RadiusWords.SIGNED, found.signed), (RadiusWords.BATCHES, batches))
    session.tell(rows((text(session.say(said)), text(f"{count:,}", "bold")) for said, count in counts))
    tell_findings(session, found.tally, out)
    return ExitStatus.REFUSED if found.severe else ExitStatus.OK
