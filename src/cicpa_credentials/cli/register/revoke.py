"""`cicpa revoke`: withdraw a certificate for good."""

from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.register.source import (
    WHY,
    ActorOption,
    CategoryOption,
    DocumentOption,
    NumberArgument,
    RegisterOption,
    open_register,
    reason_help,
)
from cicpa_credentials.cli.register.view import tell_standing
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.members.reasons import RevocationReason

__all__ = ["HELP", "command"]

HELP: Final = both(
    "撤销会员证。撤销后不能恢复，只能重新签发。核验方从下一份状态列表起得知。",
    "Withdraw a certificate for good. Only a new one can be issued after that. Verifiers learn of it from the next "
    "status list.",
)

Reason = Annotated[RevocationReason, typer.Option(metavar=WHY, help=reason_help(RevocationReason))]


def command(
    context: typer.Context,
    *,
    number: NumberArgument,
    category: CategoryOption,
    register: RegisterOption,
    reason: Reason,
    actor: ActorOption,
    document: DocumentOption = None,
) -> ExitStatus:
    """Withdraw a certificate for good."""
    session = session_of(context)
    with open_register(session, register) as opened:
        entry = opened.revoke(number, category, reason=reason, actor=actor, document=document)
    tell_standing(session, entry)
    return ExitStatus.OK
