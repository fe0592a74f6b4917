"""`cicpa keys new`: a key for an association."""

from typing import Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.keys.options import AssociationOption, PurposeOption, StoreArgument, open_store
from cicpa_credentials.cli.keys.view import tell_made
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.keys.store import KeyPurpose
from cicpa_credentials.keys.x509 import Purpose

__all__ = ["HELP", "command"]

HELP: Final = both(
    "为注协生成密钥，并输出密钥标识。密钥取得证书后才能签名。",
    "Make a key for an association and print its identifier. It signs once it has its certificate.",
)


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    association: AssociationOption,
    purpose: PurposeOption = Purpose.ISSUING,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Make the key."""
    session = session_of(context)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    tell_made(session, keys.new(association.code, purpose=KeyPurpose(purpose)), store)
    return ExitStatus.OK
