"""`cicpa keys import-certificate`: a certificate for the key that it was made for."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, naming, read
from cicpa_credentials.cli.keys.options import StoreArgument, open_store
from cicpa_credentials.cli.keys.view import tell_changed
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.public_key import PublicKey
from cicpa_credentials.keys.x509 import load_certificates

__all__ = ["HELP", "command"]

HELP: Final = both(
    "导入证书；它属于哪把密钥，由证书中的公钥决定。续期的证书也这样导入。",
    "Give a key its certificate, or a renewed one. The public key in the certificate says which key of the store it is "
    "for.",
)

Certificate = Annotated[
    Path,
    typer.Argument(
        metavar="CERT.pem",
        help=both(
            "证书（PEM 或 DER）；PEM 中可附上级证书", "The certificate (PEM or DER); in PEM its chain may follow"
        ),
    ),
]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    certificate: Certificate,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Attach the certificate."""
    session = session_of(context)
    with naming(certificate):
        chain = load_certificates(read(certificate, max_bytes=MAX_CERTIFICATE_BYTES))
        public_key = PublicKey(chain[0].public_key())
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    if all(entry.public_key != public_key for entry in keys.entries()):
        raise CommandError(Code.KEY_MISMATCH, f"{certificate}: for none of the store's keys")
    with naming(certificate):
        tell_changed(session, keys.attach(public_key.kid, chain))
    return ExitStatus.OK
