"""`cicpa keys certify`: a certificate by the root for a key whose request came from elsewhere."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import MAX_CERTIFICATE_BYTES, naming, read, require_absent, write
from cicpa_credentials.cli.keys.options import (
    AssociationOption,
    CategoriesOption,
    FromOption,
    PurposeOption,
    StoreArgument,
    ValidForOption,
    open_store,
    root_authority,
)
from cicpa_credentials.cli.keys.view import certificate_view
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import ForceOption
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.x509 import Purpose, load_request
from cicpa_credentials.members import Category

__all__ = ["HELP", "command"]

_DAYS: Final = 1_096

HELP: Final = both(
    f"用根密钥签发证书（默认有效 {_DAYS} 天）。先确认请求确实来自该注协：请其经办人当面或通过电话核对密钥标识。"
    "给谁、作何用途，由这里的选项决定；请求若与之不符，则拒绝。",
    f"Certify a key with the root ({_DAYS} days by default). First make sure that the request is the association's: "
    "let it read the key's identifier to you. Whose key it is and what it may sign is for these options to say; a "
    "request that asks for anything else is refused.",
)

Request = Annotated[
    Path, typer.Argument(metavar="CSR.pem", help=both("证书请求（PEM 或 DER）", "The request (PEM or DER)"))
]
Out = Annotated[Path, typer.Option(metavar="CERT.pem", help=both("证书文件", "The certificate's file"))]


def command(
    context: typer.Context,
    *,
    store: StoreArgument,
    request: Request,
    association: AssociationOption,
    out: Out,
    purpose: PurposeOption = Purpose.ISSUING,
    category: CategoriesOption = None,
    begin: FromOption = None,
    valid_for: ValidForOption = _DAYS,
    force: ForceOption = False,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Certify the request's key."""
    session = session_of(context)
    if category and purpose is Purpose.SEAL:
        raise CommandError(Code.USAGE, "--category: a seal's certificate has none")
    require_absent(out, force=force)
    with naming(request):
        asked = load_request(read(request, max_bytes=MAX_CERTIFICATE_BYTES))
    keys = open_store(session, store, fd=passphrase_fd, env=passphrase_env)
    root = root_authority(session, keys)
    not_before, not_after = _window(begin or session.clock(), valid_for)
    with naming(request):
        if purpose is Purpose.SEAL:
            certificate = root.certify_seal(asked, association=association, not_before=not_before, not_after=not_after)
        else:
            certificate = root.certify_issuer(
                asked,
                association=association,
                categories=frozenset(category or Category),
                not_before=not_before,
                not_after=not_after,
            )
    write(out, certificate.public_bytes(Encoding.PEM), force=force)
    session.tell(certificate_view(certificate, purpose, out, session))
    return ExitStatus.OK


def _window(begin: datetime, days: int) -> tuple[datetime, datetime]:
    try:
        return begin, begin + timedelta(days=days)
    except OverflowError:
        raise CommandError(Code.USAGE, "--from, --valid-for: beyond the last day of the calendar") from None
