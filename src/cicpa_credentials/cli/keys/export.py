"""`cicpa keys export`: a key's certificate, for others."""

from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import write
from cicpa_credentials.cli.keys.options import OneKeyOption, StoreArgument, the_one
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.store import KeyStore
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "写出密钥的证书及其上级证书（PEM），供他人使用。不需要口令，私钥从不导出。",
    "Write a key's certificate and those above it (PEM), for others. This needs no passphrase, and the private key "
    "never leaves.",
)

_WRITTEN: Final = Phrase(zh="已写出证书", en="wrote the certificate")

Out = Annotated[Path, typer.Option(metavar="FILE.pem", help=both("证书文件", "The certificate's file"))]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    out: Out,
    key: OneKeyOption = None,
    force: ForceOption = False,
) -> ExitStatus:
    """Write the certificate of the only certified key, or of the one that is named."""
    session = session_of(context)
    entry = the_one(KeyStore.inspect(store), key, fits=lambda one: bool(one.chain))
    if not entry.chain:
        raise CommandError(Code.KEY_UNCERTIFIED, entry.kid.hex())
    write(out, b"".join(certificate.public_bytes(Encoding.PEM) for certificate in entry.chain), force=force)
    session.tell(text(f"{session.say(_WRITTEN)} {out}"))
    return ExitStatus.OK
