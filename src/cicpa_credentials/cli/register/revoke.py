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
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.members.reasons import RevocationReason
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "撤销会员证，连同该会员未到期的会员资格良好存续证明。撤销后不能恢复，只能重新签发。核验方从下一份状态列表起得知。",
    "Withdraw a certificate for good, and the member's letters of good standing with it. Only a new one can be issued "
    "after that. Verifiers learn of it from the next status list.",
)

Reason = Annotated[RevocationReason, typer.Option(metavar=WHY, help=reason_help(RevocationReason))]
Letters = Annotated[
    bool,
    typer.Option(
        "--letters",
        help=both(
            "只撤销会员资格良好存续证明，不撤销会员证",
            "Withdraw the member's letters of good standing alone, not the certificate",
        ),
    ),
]
_WITHDRAWN: Final = Phrase(zh="已撤销 {count} 份证明", en="letters revoked: {count}")


def command(
    context: typer.Context,
    *,
    number: NumberArgument,
    category: CategoryOption,
    register: RegisterOption,
    reason: Reason,
    actor: ActorOption,
    document: DocumentOption = None,
    letters: Letters = False,
) -> ExitStatus:
    """Withdraw a certificate for good."""
    session = session_of(context)
    with open_register(session, register) as opened:
        if letters:
            revoked = opened.revoke_letters(number, category, reason=reason, actor=actor, document=document)
            session.tell(text(session.say(_WITHDRAWN).format(count=len(revoked))))
            return ExitStatus.OK
        entry = opened.revoke(number, category, reason=reason, actor=actor, document=document)
    tell_standing(session, entry)
    return ExitStatus.OK
