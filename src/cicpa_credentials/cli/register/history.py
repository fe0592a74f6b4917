"""`cicpa history`: all that happened to a member's certificates."""

from typing import Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.show import JsonFlag
from cicpa_credentials.cli.register.source import NumberArgument, RegisterOption, open_register
from cicpa_credentials.cli.register.view import tell_history
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.errors import Code, RegisterError

__all__ = ["HELP", "command"]

HELP: Final = both(
    "列出该编号的会员证在登记簿中的全部记录，两类会员证都在内。",
    "List all that the register knows about a number, for certificates of both categories.",
)


def command(
    context: typer.Context, *, number: NumberArgument, register: RegisterOption, as_json: JsonFlag = False
) -> ExitStatus:
    """List the events."""
    session = session_of(context)
    with open_register(session, register) as opened:
        events = opened.history(number)
    if not events:
        raise RegisterError(Code.NOT_REGISTERED, "no certificate of this number was registered")
    tell_history(session, events, as_json=as_json)
    return ExitStatus.OK
