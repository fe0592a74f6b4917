"""`cicpa keys introduce`: the present root vouches for the next one."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import require_absent, write
from cicpa_credentials.cli.keys.options import StoreArgument, open_store, root_authority
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.cli.trust_source import load_root
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.root import introduce
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "由现任根为下一任根签署交接书。仍只信任旧根的核验方，凭信任包中的交接书即可信任新根。",
    "Let the present root sign an introduction of the next one. Carried in a trust bundle, it lets verifiers that "
    "still pin the present root believe the next one.",
)

_WRITTEN: Final = Phrase(zh="已写出交接书", en="wrote the introduction")
_NEXT: Final = Phrase(
    zh="接下来：cicpa trust build … --introduce {out} --previous-root 旧根证书",
    en="Next: cicpa trust build … --introduce {out} --previous-root OLD-ROOT.pem",
)

Successor = Annotated[
    Path, typer.Argument(metavar="NEXT-ROOT.pem", help=both("下一任根的证书", "The next root's certificate"))
]
Out = Annotated[Path, typer.Option(metavar="FILE", help=both("交接书文件", "The introduction's file"))]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    successor: Successor,
    out: Out,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Sign the successor's certificate with the newest root key that is not its own."""
    session = session_of(context)
    require_absent(out, force=force)
    certificate = load_root(successor)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    root = root_authority(session, keys, but=PublicKey(certificate.public_key()))
    write(out, introduce(certificate, signer=root.signer, root=root.certificate), force=force)
    session.tell(text(f"{session.say(_WRITTEN)} {out}"))
    session.hint(_NEXT, out=out)
    return ExitStatus.OK
