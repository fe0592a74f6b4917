"""`cicpa keys csr`: a request for a key's certificate."""

from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import require_absent, write
from cicpa_credentials.cli.keys.options import (
    CategoriesOption,
    OneKeyOption,
    StoreArgument,
    open_store,
    the_one,
)
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.store import EntryState, KeyEntry, KeyPurpose
from cicpa_credentials.keys.store.signer import StoredSigner
from cicpa_credentials.keys.x509 import issuer_request, seal_request
from cicpa_credentials.members import Category, association
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "为密钥写出证书请求（PKCS#10，PEM），交给根的保管者或持牌CA。请求中没有秘密。",
    "Write a request for a key's certificate (PKCS#10, PEM), for the keeper of the root or a licensed CA. There is "
    "nothing secret in it.",
)

_WRITTEN: Final = Phrase(zh="已写出证书请求", en="wrote the request")
_NEXT: Final = Phrase(
    zh="拿到证书后：cicpa keys import-certificate {store} CERT.pem",
    en="When its certificate comes: cicpa keys import-certificate {store} CERT.pem",
)

Out = Annotated[Path, typer.Option(metavar="FILE", help=both("证书请求文件", "The request's file"))]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    out: Out,
    key: OneKeyOption = None,
    category: CategoriesOption = None,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Write the request of the key that waits for its certificate, or of the one that is named."""
    session = session_of(context)
    require_absent(out, force=force)
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    entry = the_one(
        keys.entries(), key, fits=lambda one: one.state is EntryState.PENDING and one.purpose is not KeyPurpose.ROOT
    )
    request = _request(entry, keys.unlock(entry.kid), category)
    write(out, request.public_bytes(Encoding.PEM), force=force)
    session.tell(text(f"{session.say(_WRITTEN)} {out}"))
    session.hint(_NEXT, store=store)
    return ExitStatus.OK


def _request(
    entry: KeyEntry, signer: StoredSigner, categories: list[Category] | None
) -> x509.CertificateSigningRequest:
    of = association(entry.association)
    if entry.purpose is KeyPurpose.ISSUING:
        return issuer_request(signer, association=of, categories=frozenset(categories or Category))
    if entry.purpose is KeyPurpose.ROOT or categories:
        raise CommandError(
            Code.USAGE, "a root certifies itself (cicpa keys root), and a seal's certificate has no --category"
        )
    return seal_request(signer, association=of)
