"""`cicpa status publish`: the signed status lists that trust bundles carry."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.bulk.lock import only_one
from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import make_folder, write
from cicpa_credentials.cli.keys_source import (
    CertificateOption,
    KeyOption,
    KeyStoreOption,
    SigningAssociationOption,
    association_signer,
)
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.options import MOST_DAYS
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.register.source import RegisterOption, open_register
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.keys.mandate import CertifiedSigner
from cicpa_credentials.register import PublishedList
from cicpa_credentials.status import StatusListToken
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

_TTL_HOURS: Final = 7 * 24
_EXPIRES_DAYS: Final = 30
_PATIENCE: Final = timedelta(seconds=60)

HELP: Final = both(
    "由登记簿生成注协的状态列表并签名，每份一个文件，替换此前的文件；"
    "之后用 cicpa trust build --status-list 编入信任包。",
    "Make an association's status lists from the register and sign them, a file for each, in place of those before. "
    "Then cicpa trust build --status-list puts them into the trust bundle.",
)

_PUBLISHED: Final = Phrase(zh="已发布", en="published")

OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help=both("写入的文件夹", "The folder to write to"))]
Ttl = Annotated[
    int,
    typer.Option(
        min=1,
        max=MOST_DAYS * 24,
        metavar="HOURS",
        help=both(
            f"发布后多少小时内视为最新，默认 {_TTL_HOURS}",
            f"Hours for which it counts as fresh, {_TTL_HOURS} by default",
        ),
    ),
]
Expires = Annotated[
    int,
    typer.Option(
        min=1,
        max=MOST_DAYS,
        metavar="DAYS",
        help=both(f"多少天后失效，默认 {_EXPIRES_DAYS}", f"Days after which it ends, {_EXPIRES_DAYS} by default"),
    ),
]


def command(
    context: typer.Context,
    *,
    register: RegisterOption,
    out: OutFolder,
    key: KeyOption = None,
    certificate: CertificateOption = None,
    store: KeyStoreOption = None,
    association: SigningAssociationOption = None,
    ttl: Ttl = _TTL_HOURS,
    expires: Expires = _EXPIRES_DAYS,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Publish every list of the association."""
    session = session_of(context)
    signer = association_signer(
        session,
        key=key,
        certificate=certificate,
        store=store,
        association=association,
        fd=passphrase_fd,
        env=passphrase_env,
    )
    make_folder(out)
    # Read, signed and written behind one lock: a publisher that was slow must not write over one that knows more.
    with open_register(session, register) as opened, only_one(out, patience=_PATIENCE):
        lists = opened.publish(signer.mandate.association)
        if not lists:
            raise RegisterError(Code.NOT_REGISTERED, "the register has no status list of this association")
        for one in lists:
            path = out / file_name(one.uri)
            token = _token(one, signer, ttl=timedelta(hours=ttl), expires=timedelta(days=expires))
            write(path, token, force=True)
            session.tell(text(f"{session.say(_PUBLISHED)} {path}"))
    return ExitStatus.OK


def file_name(uri: str) -> str:
    """A list's file: named by its association and its number, with which its name ends."""
    return f"{'-'.join(uri.rsplit('/', 2)[1:])}.statuslist"


def _token(one: PublishedList, signer: CertifiedSigner, *, ttl: timedelta, expires: timedelta) -> bytes:
    mandate = signer.mandate
    # What a key signs outside its window, no verifier believes.
    mandate.require(association=mandate.association, category=min(mandate.categories), at=one.as_of)
    token = StatusListToken(uri=one.uri, issued=one.as_of, expires=one.as_of + expires, ttl=ttl, entries=one.entries)
    return token.sign(signer)
