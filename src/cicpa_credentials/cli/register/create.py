"""`cicpa register create`: an empty register."""

from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import PLACE, make_register
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "新建登记簿：本机上的一个文件（SQLite），或已建好的 PostgreSQL 数据库。只建一次；其他命令只会打开它。",
    "Make an empty register: a file on this computer (SQLite), or in a PostgreSQL database that is there. It is made "
    "once; all other commands only open it.",
)

_MADE: Final = Phrase(zh="登记簿已建立。", en="The register is made.")

Place = Annotated[str, typer.Argument(metavar=PLACE, help=both("登记簿的位置", "Where it will be"))]
ListBaseUri = Annotated[
    str,
    typer.Option(
        metavar="URI",
        help=both(
            "状态列表名称的开头：https，以斜杠结尾；它在每个二维码里，越短越好",
            "What the names of its status lists begin with: https, a slash at the end, and short: it is in every code",
        ),
    ),
]


def command(context: typer.Context, *, place: Place, list_base_uri: ListBaseUri) -> ExitStatus:
    """Make the register."""
    session = session_of(context)
    make_register(session, place, list_base_uri=list_base_uri)
    session.tell(session.say(_MADE))
    return ExitStatus.OK
