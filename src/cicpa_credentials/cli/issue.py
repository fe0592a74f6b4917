"""`cicpa issue`: from member records to certificate pictures."""

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import render
from cicpa_credentials.cli.batch import Item, items, photo_of
from cicpa_credentials.cli.desk import Desk, issuers
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import Output, make_folder, require_absent, write_all
from cicpa_credentials.cli.handover import (
    AccessCodeOut,
    Handover,
    HolderFileOption,
    HolderPassphraseEnv,
    HolderPassphraseFd,
    HolderPublicKey,
    UnencryptedFlag,
    handover,
)
from cicpa_credentials.cli.keys_source import CertificateOption, KeyOption, KeyStoreOption, key_source
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import MOST_DAYS
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.register.source import (
    IssuingActorOption,
    IssuingReasonOption,
    IssuingRegisterOption,
    open_register,
)
from cicpa_credentials.cli.rehearsal import layout_for
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import show, text
from cicpa_credentials.errors import CicpaError, Code, CommandError
from cicpa_credentials.issuer import DEFAULT_VALIDITY
from cicpa_credentials.members.reasons import ReissueReason
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "BaseUrl", "ValidFor", "command"]

HELP: Final = both(
    "由会员信息签发会员证图片。一条记录出错，不影响其他记录。\n\n"
    "退出码：0 全部签发，1 有未签发的，3 命令或文件不可用。",
    "Issue certificate pictures from member records. A record with a fault holds up none of the others.\n\n"
    "Exit status: 0 all issued, 1 some were not, 3 command or file unusable.",
)

_DAYS: Final = DEFAULT_VALIDITY.days

_ISSUED: Final = Phrase(zh="已签发", en="issued")
_WRITTEN: Final = Phrase(zh="已写入", en="written")
_UNREGISTERED: Final = Phrase(
    zh="未使用登记簿（--register）：这样签发的会员证无法暂停或撤销。",
    en="No register (--register): what is issued in this way can never be suspended or revoked.",
)
_SUMMARY: Final = Phrase(zh="已签发 {issued} 张，未签发 {refused} 张。", en="{issued} issued, {refused} not issued.")

Records = Annotated[
    list[Path],
    typer.Argument(
        metavar="RECORD.json",
        help=both("会员信息（JSON；或每行一条的 .jsonl）", "Member records (JSON, or .jsonl with one on each line)"),
    ),
]
Photo = Annotated[
    Path,
    typer.Option(
        metavar="FILE|DIR",
        help=both(
            "照片；多条记录时给出文件夹，文件名取自各记录的 photo 项",
            "The photo; for several records a folder, in which each record names its file",
        ),
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        metavar="FILE.png|DIR",
        help=both(
            "图片文件；多条记录时给出文件夹，按记录文件命名",
            "The picture; for several records a folder, in which pictures are named after the records' files",
        ),
    ),
]
BaseUrl = Annotated[
    str,
    typer.Option(
        metavar="URL",
        help=both("二维码开头的网址，越短越好", "The page that the code opens; the shorter, the better"),
    ),
]
ValidFor = Annotated[
    int,
    typer.Option(
        min=1,
        max=MOST_DAYS,
        metavar="DAYS",
        help=both(f"有效天数，默认 {_DAYS}", f"Days of validity, {_DAYS} by default"),
    ),
]
FormerNumber = Annotated[
    str | None,
    typer.Option(
        "--former-number",
        metavar="NUMBER",
        help=both(
            "会员类别变更时，原类别会员证的编号；相同时可省略",
            "Where the category changed: the number of the certificate before, if it is another one",
        ),
    ),
]
Force = Annotated[bool, typer.Option("--force", help=both("覆盖已有的图片", "Overwrite pictures that are there"))]


def command(
    context: typer.Context,
    *,
    records: Records,
    photo: Photo,
    out: Out,
    base_url: BaseUrl,
    key: KeyOption = None,
    certificate: CertificateOption = None,
    store: KeyStoreOption = None,
    valid_for: ValidFor = _DAYS,
    register: IssuingRegisterOption = None,
    reason: IssuingReasonOption = None,
    former: FormerNumber = None,
    actor: IssuingActorOption = None,
    holder_file: HolderFileOption = None,
    unencrypted: UnencryptedFlag = False,
    holder_key: HolderPublicKey = None,
    access_code_out: AccessCodeOut = None,
    force: Force = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
    holder_passphrase_fd: HolderPassphraseFd = None,
    holder_passphrase_env: HolderPassphraseEnv = None,
) -> ExitStatus:
    """Issue what can be issued, and name what cannot."""
    session = session_of(context)
    batch = items(records, out)
    if len(batch) != 1 and not photo.is_dir():
        raise CommandError(Code.USAGE, "--photo: must be a folder for several records")
    _require_sense(register, reason, former, actor, records=len(batch))
    extras = handover(
        session,
        file=holder_file,
        unencrypted=unencrypted,
        fd=holder_passphrase_fd,
        env=holder_passphrase_env,
        holder_key=holder_key,
        access_code_out=access_code_out,
        records=len(batch),
    )
    signers = key_source(session, key=key, certificate=certificate, store=store, fd=passphrase_fd, env=passphrase_env)
    for folder in {item.output.parent for item in batch if item.output != out}:
        make_folder(folder)
    with nullcontext() if register is None else open_register(session, register) as opened:
        days = timedelta(days=valid_for)
        desk = Desk(
            issuer_of=issuers(signers, base_url=base_url, valid_for=days, clock=session.clock, register=opened),
            base_url=base_url,
            clock=session.clock,
            register=opened,
            reason=reason,
            former=former,
            actor=actor,
        )
        issued = sum(_issue(item, desk, photo, extras, session, force=force) for item in batch)
    return _conclude(session, issued=issued, refused=len(batch) - issued, registered=register is not None)


def _conclude(session: Session, *, issued: int, refused: int, registered: bool) -> ExitStatus:
    if issued and not registered:
        show(session.err, text(session.say(_UNREGISTERED), "yellow"))
    if issued + refused > 1:
        session.tell(session.say(_SUMMARY).format(issued=issued, refused=refused))
    return ExitStatus.REFUSED if refused else ExitStatus.OK


def _require_sense(
    register: str | None, reason: ReissueReason | None, former: str | None, actor: str | None, *, records: int
) -> None:
    if register is None and (reason or former or actor):
        raise CommandError(Code.USAGE, "--reason, --former-number, --actor: only with --register")
    if former and (reason is not ReissueReason.CATEGORY_CHANGED or records > 1):
        raise CommandError(Code.USAGE, "--former-number: for one record, and --reason category_changed")


def _issue(item: Item, desk: Desk, photos: Path, extras: Handover, session: Session, *, force: bool) -> bool:
    """Issue one certificate; whether it worked."""
    try:
        for path in (*extras.paths, item.output):
            require_absent(path, force=force)
        record = item.record()
        portrait = photo_of(record, photos)
        issued = desk.issue(record, portrait, holder_key=extras.holder_key, access_code=extras.access_code)
        picture = render.png(issued.view, issued.qr_text, portrait, layout=layout_for(extras.access_code))
        write_all([*extras.outputs(issued), Output(path=item.output, data=picture)], force=force)
    except CicpaError as error:
        if error.code is Code.USAGE:  # the command's fault, and so every item's
            raise
        session.complain(error, about=item.name)
        return False
    for path in extras.paths:
        session.tell(text(f"{session.say(_WRITTEN)} {path}"))
    session.tell(text(f"{session.say(_ISSUED)} {item.output}"))
    return True
