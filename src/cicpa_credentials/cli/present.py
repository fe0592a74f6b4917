"""`cicpa present`: show some details of one's own certificate to one reader."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials import render
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import PRIVATE, require_absent, write
from cicpa_credentials.cli.holder_source import (
    FileArgument,
    HolderKeyOption,
    KeyPassphraseEnv,
    KeyPassphraseFd,
    holder_key,
    holder_of,
)
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.policy_source import nonce_of
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.holder import DEFAULT_PRESENTATION, Presentation
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "向一位查验者出示会员证，只出示您选定的详细信息。\n\n"
    "绑定密钥的会员证须给出 --audience 和 --key，出示的内容只对该查验者有效，且过时作废。"
    "未绑定密钥的，任何收到的人都可以转示他人。\n\n"
    "退出码：0 已生成，1 未生成，3 命令或文件不可用。",
    "Show your certificate to one reader, with the details that you choose and no other.\n\n"
    "One that is bound to a key takes --audience and --key; what comes out counts for that reader alone, and not for "
    "long. One that is bound to no key can be passed on by whoever receives it.\n\n"
    "Exit status: 0 made, 1 not made, 3 command or file unusable.",
)

_MINUTES: Final = DEFAULT_PRESENTATION // timedelta(minutes=1)
_MOST_MINUTES: Final = 24 * 60
_TEXT: Final = ".txt"
_PICTURE: Final = ".png"

_MADE: Final = Phrase(zh="已生成", en="made")
_ANYBODY: Final = Phrase(
    zh="这张会员证未绑定密钥：任何收到的人都可以转示他人，直到会员证到期。",
    en="The certificate is bound to no key: whoever receives this can show it to others, until the certificate ends.",
)

Show = Annotated[
    str,
    typer.Option(
        metavar="NAME,NAME",
        help=both(
            "要出示的详细信息，名称见 cicpa details；不给出则只出示证面",
            "The details to show, by the names that cicpa details lists; the face alone if not given",
        ),
    ),
]
Audience = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help=both("出示给谁，按对方自己的叫法", "Who the reader is, in the reader's own words")
    ),
]
Minutes = Annotated[
    int,
    typer.Option(
        min=1,
        max=_MOST_MINUTES,
        metavar="N",
        help=both(f"多少分钟内有效，默认 {_MINUTES}", f"For how many minutes it counts, {_MINUTES} by default"),
    ),
]
Nonce = Annotated[
    str | None,
    typer.Option(metavar="HEX", help=both("对方这次给您的随机数", "What the reader gave you for this occasion")),
]
Out = Annotated[
    Path,
    typer.Option(
        metavar="FILE.png|FILE.txt",
        help=both("二维码图片，或二维码文本", "A picture with the code, or the code's text"),
    ),
]


def command(
    context: typer.Context,
    *,
    file: FileArgument,
    out: Out,
    show: Show = "",
    audience: Audience = None,
    minutes: Minutes = _MINUTES,
    nonce: Nonce = None,
    key: HolderKeyOption = None,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
    key_passphrase_fd: KeyPassphraseFd = None,
    key_passphrase_env: KeyPassphraseEnv = None,
) -> ExitStatus:
    """Make a presentation, and write it as a picture or as text."""
    session = session_of(context)
    if out.suffix.lower() not in {_PICTURE, _TEXT}:
        raise CommandError(Code.USAGE, f"--out: must end in {_PICTURE} or {_TEXT}")
    require_absent(out, force=force)
    fields = tuple(dict.fromkeys(name.strip() for name in show.split(",") if name.strip()))
    holder = holder_of(session, file, fd=passphrase_fd, env=passphrase_env)
    _require_sense(bound=holder.holder_key is not None, key=key, audience=audience, nonce=nonce)
    presentation = holder.present(
        fields,
        audience=audience,
        valid_for=timedelta(minutes=minutes),
        nonce=nonce_of(nonce),
        key=holder_key(session, key, fd=key_passphrase_fd, env=key_passphrase_env),
    )
    drawn = _picture(presentation, fields, audience, session.language) if out.suffix.lower() == _PICTURE else None
    write(out, drawn or f"{presentation.qr_text}\n".encode(), force=force, mode=PRIVATE)
    session.tell(text(f"{session.say(_MADE)} {out}"))
    if audience is None:
        session.hint(_ANYBODY)
    return ExitStatus.OK


def _require_sense(*, bound: bool, key: Path | None, audience: str | None, nonce: str | None) -> None:
    if bound and key is None:
        raise CommandError(Code.USAGE, "--key: the certificate is bound to its holder's key, and only that can show it")
    if bound and not audience:
        raise CommandError(Code.USAGE, "--audience: what is shown with a key names the reader it is for")
    if not bound and any(option is not None for option in (key, audience, nonce)):
        raise CommandError(Code.USAGE, "--key, --audience, --nonce: the certificate is bound to no key")


def _picture(presentation: Presentation, fields: tuple[str, ...], audience: str | None, lang: str) -> bytes:
    view = render.PresentationView(
        fields=fields, audience=audience, expires_at=presentation.expires_at if audience else None
    )
    return render.png(view, presentation.qr_text, lang=render.Language(lang))
