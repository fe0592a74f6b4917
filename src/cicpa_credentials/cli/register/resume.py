"""`cicpa resume`: end a suspension."""

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
from cicpa_credentials.members.reasons import ResumptionReason

__all__ = ["HELP", "command"]

HELP: Final = both(
    "恢复被暂停的会员证。核验方从下一份状态列表起得知。",
    "End the suspension of a certificate. Verifiers learn of it from the next status list.",
)

Reason = Annotated[ResumptionReason, typer.Option(metavar=WHY, help=reason_help(ResumptionReason))]


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
    """End a suspension."""
    session = session_of(context)
    with open_register(session, register) as opened:
        entry = opened.resume(number, category, reason=reason, actor=actor, document=document)
    tell_standing(session, entry)
    return ExitStatus.OK
