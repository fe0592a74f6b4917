"""`cicpa letter`: a letter of good standing for a reader abroad."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import render
from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.desk import issuers
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming, read, require_absent, write
from cicpa_credentials.cli.issue import BaseUrl
from cicpa_credentials.cli.keys_source import CertificateOption, KeyOption, KeyStoreOption, key_source
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.register.source import IssuingActorOption, IssuingRegisterOption, open_register
from cicpa_credentials.cli.rehearsal import rehearse_letter
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import show, text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.issuer import LETTER_VALIDITY, IssuedLetter
from cicpa_credentials.members import Approval, MemberRecord
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.members.profile import MAX_LETTER_VALIDITY
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "出具会员资格良好存续证明（英文），供境外机构使用。须经中国注册会计师协会批准，并用其签发密钥签名。"
    "使用登记簿（--register）时，会员证须现时有效，且在存续截至日有效；批准人和批准日期记入登记簿。\n\n"
    "退出码：0 已出具，1 未出具，3 命令或文件不可用。",
    "Issue a letter of good standing, in English, for a reader abroad. It is approved by CICPA and signed with its own "
    "issuing key. With --register, the member's certificate must be valid now, and have been valid on the day as of "
    "which standing is certified; who approved the letter, and when, is kept there.\n\n"
    "Exit status: 0 issued, 1 not issued, 3 command or file unusable.",
)

_DAYS: Final = LETTER_VALIDITY.days
_DAY: Final = "YYYY-MM-DD"

_ISSUED: Final = Phrase(zh="已出具", en="issued")
_UNREGISTERED: Final = Phrase(
    zh="未使用登记簿（--register）：未查证会员证的状态，这份证明也无法撤销。",
    en="No register (--register): the member's standing was not looked up, and the letter can never be withdrawn.",
)

_FORMS: Final[dict[str, Callable[[IssuedLetter], bytes]]] = {
    ".pdf": lambda letter: render.pdf(letter.view, letter.qr_text),
    ".png": lambda letter: render.png(letter.view, letter.qr_text),
    ".txt": lambda letter: f"{letter.qr_text}\n".encode(),
}

Record = Annotated[
    Path, typer.Argument(metavar="RECORD.json", help=both("会员信息（JSON）", "The member's record (JSON)"))
]
ApprovedBy = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=both("批准人或批准部门，用贵单位系统中的代号", "Who approved it, as your house names its users"),
    ),
]
ApprovedOn = Annotated[
    date, typer.Option(metavar=_DAY, parser=arguments.day, help=both("批准日期", "The day of the approval"))
]
AsOf = Annotated[
    date,
    typer.Option(
        metavar=_DAY,
        parser=arguments.day,
        help=both("存续截至日：证明在该日资格良好存续", "The day as of which good standing is certified"),
    ),
]
Reader = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=both("致送对象（英文）；不给出则不指明", "To whom it is addressed; whom it may concern if not given"),
    ),
]
ValidFor = Annotated[
    int,
    typer.Option(
        min=1,
        max=MAX_LETTER_VALIDITY.days,
        metavar="DAYS",
        help=both(f"有效天数，默认 {_DAYS}", f"Days of validity, {_DAYS} by default"),
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        metavar="FILE.pdf|FILE.png|FILE.txt",
        help=both("A4 证明，或仅二维码文本", "The letter on A4, or the code's text alone"),
    ),
]


def command(
    context: typer.Context,
    *,
    record: Record,
    approved_by: ApprovedBy,
    approved_on: ApprovedOn,
    as_of: AsOf,
    out: Out,
    base_url: BaseUrl,
    reader: Reader = None,
    valid_for: ValidFor = _DAYS,
    key: KeyOption = None,
    certificate: CertificateOption = None,
    store: KeyStoreOption = None,
    register: IssuingRegisterOption = None,
    actor: IssuingActorOption = None,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Issue one letter, and write it as a file or as text."""
    session = session_of(context)
    if out.suffix.lower() not in _FORMS:
        raise CommandError(Code.USAGE, f"--out: must end in {', '.join(_FORMS)}")
    if actor and register is None:
        raise CommandError(Code.USAGE, "--actor: only with --register")
    require_absent(out, force=force)
    with naming(record):
        member = MemberRecord.from_json(read(record, called="record"))
    approval = Approval(by=approved_by, on=approved_on)
    signers = key_source(session, key=key, certificate=certificate, store=store, fd=passphrase_fd, env=passphrase_env)
    with nullcontext() if register is None else open_register(session, register) as opened:
        if opened is not None:  # what is registered and cannot be drawn would reach nobody
            rehearse_letter(
                member,
                approval=approval,
                as_of=as_of,
                reader=reader,
                base_url=base_url,
                list_base_uri=opened.list_base_uri,
                at=session.clock(),
            )
        issuer = issuers(signers, base_url=base_url, valid_for=LETTER_VALIDITY, clock=session.clock, register=opened)
        letter = issuer(CICPA, member.category).issue_letter(
            member,
            approval=approval,
            as_of=as_of,
            reader=reader,
            valid_for=timedelta(days=valid_for),
            actor=actor,
        )
    write(out, _FORMS[out.suffix.lower()](letter), force=force)
    session.tell(text(f"{session.say(_ISSUED)} {out}"))
    if register is None:
        show(session.err, text(session.say(_UNREGISTERED), "yellow"))
    return ExitStatus.OK
