"""`cicpa register checkpoint`: the end of the register's chain of events, signed."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.files import require_absent, write
from cicpa_credentials.cli.keys_source import (
    CertificateOption,
    KeyOption,
    KeyStoreOption,
    SigningAssociationOption,
    association_signer,
)
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import PassphraseEnv, PassphraseFd
from cicpa_credentials.cli.register.source import RegisterOption, open_register
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import text
from cicpa_credentials.wording import Phrase

__all__ = ["HELP", "command"]

HELP: Final = both(
    "为登记簿末条记录签名，存入登记簿，并写出一份副本；请将副本保存在他处。"
    "此后若有人截去或改写历史，cicpa audit reconcile --checkpoint 即可发现。",
    "Sign the end of the register's history, keep the signature in the register, and write a copy to keep elsewhere. "
    "By it, cicpa audit reconcile --checkpoint finds out later if somebody cut the history off or wrote it anew.",
)

_SIGNED: Final = Phrase(zh="已签署检查点，至第 {sequence} 条记录", en="Signed up to event {sequence}")

OutFile = Annotated[
    Path, typer.Option("--out", metavar="FILE", help=both("写入副本的文件", "The file for the copy, a new one"))
]


def command(
    context: typer.Context,
    *,
    register: RegisterOption,
    out: OutFile,
    key: KeyOption = None,
    certificate: CertificateOption = None,
    store: KeyStoreOption = None,
    association: SigningAssociationOption = None,
    passphrase_fd: PassphraseFd = None,
    passphrase_env: PassphraseEnv = None,
) -> ExitStatus:
    """Sign the checkpoint."""
    session = session_of(context)
    require_absent(out, force=False)
    signer = association_signer(
        session,
        key=key,
        certificate=certificate,
        store=store,
        association=association,
        fd=passphrase_fd,
        env=passphrase_env,
    )
    with open_register(session, register) as opened:
        signed = opened.checkpoint(signer)
    write(out, signed.encoded)
    session.tell(text(f"{session.say(_SIGNED).format(sequence=signed.head.sequence)} {out}"))
    return ExitStatus.OK
