"""`cicpa keys retire`: the end of a key's signing."""

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
    "停用密钥：不再签名，此前的签名仍有效。不可撤回。核验方从下一个信任包起得知。",
    "End a key's signing for good. What it signed before stays valid. The next trust bundle tells verifiers.",
)

At = Annotated[
    datetime | None,
    typer.Option(
        metavar="MOMENT",
        parser=arguments.moment,
        help=both("自何时起，不晚于现在，默认现在", "Since when, not in the future; now by default"),
    ),
]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    key: KeyArgument,
    at: At = None,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Retire the key."""
    session = session_of(context)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    tell_changed(session, keys.retire(key, at=at))
    return ExitStatus.OK
