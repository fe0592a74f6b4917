"""`cicpa keys init`: an empty store."""

from typing import Final

import typer

from cicpa_credentials.cli import passphrase
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.keys.options import StoreArgument
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.keys.store import KeyStore
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "新建空的密钥库。其中的私钥都用同一口令加密；口令丢失，密钥也就丢失。",
    "Make an empty key store. All its private keys are encrypted under one passphrase; without it they are lost.",
)

_MADE: Final = Phrase(zh="已新建密钥库", en="made the key store")
_NEXT: Final = Phrase(
    zh="接下来：cicpa keys new {store} --association CODE，或 cicpa keys root {store} …",
    en="Next: cicpa keys new {store} --association CODE, or cicpa keys root {store} …",
)


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Make the store."""
    session = session_of(context)
    secret = passphrase.ask(session, fd=passphrase_fd, env=passphrase_env, new=True)
    KeyStore.create(store, secret, clock=session.clock)
    session.tell(text(f"{session.say(_MADE)} {store}"))
    session.hint(_NEXT, store=store)
    return ExitStatus.OK
