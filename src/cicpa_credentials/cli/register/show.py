"""`cicpa status show`: how a certificate stands in the register."""

from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import CategoryOption, NumberArgument, RegisterOption, open_register
from cicpa_credentials.cli.register.view import tell_entry
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.errors import Code, RegisterError

__all__ = ["HELP", "JsonFlag", "command"]

HELP: Final = both(
    "查询会员证在登记簿中的现状（最近签发的一张）。\n\n退出码：0 已登记，1 未登记，3 命令不可用。",
    "Show how a certificate stands in the register: the last one that was issued.\n\n"
    "Exit status: 0 registered, 1 not registered, 3 command unusable.",
)

JsonFlag = Annotated[bool, typer.Option("--json", help=both("输出 JSON", "As JSON"))]


def command(
    context: typer.Context,
    *,
    number: NumberArgument,
    category: CategoryOption,
    register: RegisterOption,
    as_json: JsonFlag = False,
) -> ExitStatus:
    """Look it up."""
    session = session_of(context)
    with open_register(session, register) as opened:
        entry = opened.find(number, category)
    if entry is None:
        raise RegisterError(Code.NOT_REGISTERED, "no certificate of this number and category was registered")
    tell_entry(session, entry, as_json=as_json)
    return ExitStatus.OK
