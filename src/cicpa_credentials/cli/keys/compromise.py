"""`cicpa keys compromise`: a key that may be in other hands."""

from datetime import datetime
from typing import Annotated, Final

import typer

from cicpa_credentials.cli import arguments
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.keys.options import KeyArgument, StoreArgument, open_store
from cicpa_credentials.cli.keys.view import tell_changed
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of

__all__ = ["HELP", "command"]

HELP: Final = both(
    "将密钥标记为已泄露：立即停止签名；信任包发布后，该时刻起的签名无效，此前的也只能存疑。不可撤回，时刻只能提前。",
    "Mark a key as compromised. It stops signing at once. With the next trust bundle, what is dated after that moment "
    "is invalid, and what is dated before it can no longer be settled. There is no way back; the moment can only be "
    "moved to an earlier one.",
)

Since = Annotated[
    datetime,
    typer.Option(
        metavar="MOMENT",
        parser=arguments.moment,
        help=both("自何时起可能已在他人手中", "Since when it may have been in other hands"),
    ),
]
Reason = Annotated[
    str,
    typer.Option(
        metavar="TEXT",
        help=both(
            "原因，一行，任何人可见；不要写入个人信息", "Why, on one line that everybody may read; name no person"
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    key: KeyArgument,
    since: Since,
    reason: Reason,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Mark the key."""
    session = session_of(context)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    tell_changed(session, keys.compromise(key, since=since, reason=reason))
    return ExitStatus.OK
