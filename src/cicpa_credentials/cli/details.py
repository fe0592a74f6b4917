"""`cicpa details`: what a holder's file says, for its holder."""

from typing import Annotated, Any, Final

import typer
from rich.text import Text

from cicpa_credentials.cli.captions import local, shown
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import naming
from cicpa_credentials.cli.holder_source import FileArgument, holder_of
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import Session, session_of
from cicpa_credentials.cli.terminal import rows, text
from cicpa_credentials.holder import Holder
from cicpa_credentials.members.fields import DETAIL_BY_NAME
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "列出持证人文件中的详细信息：名称（供 cicpa present --show 使用）和内容。仅供持证人本人查看，内容未经核验。\n\n"
    "退出码：0 已列出，3 命令或文件不可用。",
    "List the details in a holder's file: their names, for cicpa present --show, and what they say. "
    "For the holder's own eyes; nothing is verified here.\n\n"
    "Exit status: 0 listed, 3 command or file unusable.",
)

_BOUND: Final = Phrase(
    zh="已绑定持证人的密钥：出示时需要该私钥（--key）。",
    en="Bound to its holder's key: to show it takes that key (--key).",
)
_BEARER: Final = Phrase(
    zh="未绑定密钥：凡是拿到它的人都可以出示。", en="Bound to no key: anybody who has a copy can show it."
)
_UNTIL: Final = Phrase(zh="有效期至 {moment}", en="Valid until {moment}")

JsonFlag = Annotated[bool, typer.Option("--json", help=both("输出一行 JSON", "One line of JSON"))]


def command(
    context: typer.Context,
    *,
    file: FileArgument,
    as_json: JsonFlag = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Tell what the file says."""
    session = session_of(context)
    holder = holder_of(session, file, fd=passphrase_fd, env=passphrase_env)
    with naming(file):
        details = holder.unverified_details()
    if as_json:
        session.tell_json(_document(holder, details))
    else:
        _tell(holder, details, session)
    return ExitStatus.OK


def _document(holder: Holder, details: dict[str, Any]) -> dict[str, Any]:
    fields = [(DETAIL_BY_NAME[name], value) for name, value in details.items()]
    return {
        "details": [
            {"name": field.name, "zh": field.zh, "en": field.en, "value": field.to_json(value)}
            for field, value in fields
        ],
        "holder_bound": holder.holder_key is not None,
        "issued_at": holder.issued_at.isoformat(),
        "expires_at": holder.expires_at.isoformat(),
    }


def _tell(holder: Holder, details: dict[str, Any], session: Session) -> None:
    language = session.language
    session.tell(
        rows(
            (Text(name), Text(language.of(DETAIL_BY_NAME[name]), style="dim"), text(shown(value, language), "bold"))
            for name, value in details.items()
        ),
        "",
        session.say(_UNTIL).format(moment=local(holder.expires_at)),
        session.say(_BEARER if holder.holder_key is None else _BOUND),
    )
