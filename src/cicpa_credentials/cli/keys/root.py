"""`cicpa keys root`: a root that certifies the keys of others and signs trust bundles."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import require_absent, write
from cicpa_credentials.cli.keys.options import StoreArgument, ValidForOption, open_store
from cicpa_credentials.cli.keys.view import root_view
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.keys.store import EntryState, KeyEntry, KeyPurpose, KeyStore
from cicpa_credentials.keys.x509 import RootAuthority
from cicpa_credentials.members.associations import CICPA

__all__ = ["HELP", "command"]

_DAYS: Final = 3_653

HELP: Final = both(
    f"生成根密钥和自签的根证书（默认有效 {_DAYS} 天），写出证书并显示其指纹。"
    "核验方只需预先信任这一证书，指纹要当众宣读并另行公布。再次运行即生成下一任根。",
    f"Make a root key and its self-signed certificate ({_DAYS} days by default); write the certificate and show its "
    "fingerprint. This certificate is all that verifiers must trust beforehand, so read the fingerprint out and "
    "publish it by another way. Run again, this makes the next root.",
)

Name = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=both(
            "根的名称，写入证书，至多 64 字节（21 个汉字）",
            "What people call the root, 64 bytes at most; it stands in the certificate",
        ),
    ),
]
Out = Annotated[Path, typer.Option(metavar="ROOT.pem", help=both("根证书文件", "The root certificate's file"))]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    name: Name,
    out: Out,
    valid_for: ValidForOption = _DAYS,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Make key and certificate."""
    session = session_of(context)
    require_absent(out, force=force)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    # A root is kept for CICPA; what it may certify does not depend on that.
    entry = _waiting(keys) or keys.new(CICPA, purpose=KeyPurpose.ROOT)
    authority = RootAuthority.create(
        keys.unlock(entry.kid), name=name, valid_for=timedelta(days=valid_for), clock=session.clock
    )
    keys.attach(entry.kid, [authority.certificate])
    write(out, authority.certificate.public_bytes(Encoding.PEM), force=force)
    session.tell(root_view(authority.certificate, entry.kid, out, session))
    return ExitStatus.OK


def _waiting(keys: KeyStore) -> KeyEntry | None:
    """A root key that an earlier call left without a certificate, because it was given a bad name or was cut off."""
    return next(
        (entry for entry in keys.entries() if (entry.purpose, entry.state) == (KeyPurpose.ROOT, EntryState.PENDING)),
        None,
    )
