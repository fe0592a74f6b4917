"""`cicpa keys rotate`: the next key of an association."""

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
    "为注协生成下一把密钥，并输出密钥标识。新密钥的证书生效之前，仍由现行密钥签名。",
    "Make the next key of an association and print its identifier. The present key goes on signing until the window of "
    "the next one's certificate begins.",
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
    """Make the next key."""
    session = session_of(context)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    tell_made(session, keys.rotate(association.code, purpose=KeyPurpose(purpose)), store)
    return ExitStatus.OK
