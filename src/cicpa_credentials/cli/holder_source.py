"""The holder's file and the holder's key that a command works with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli import passphrase
from cicpa_credentials.cli.files import naming, read
from cicpa_credentials.cli.keys_source import signer_of
from cicpa_credentials.cli.language import both
from cicpa_credentials.cli.passphrase import HOLDER_FILE, HOLDER_KEY
from cicpa_credentials.errors import Code, HolderFileError
from cicpa_credentials.holder import Holder
from cicpa_credentials.holder.file import MAX_BYTES

if TYPE_CHECKING:
    from cicpa_credentials.cli.session import Session
    from cicpa_credentials.keys.signer import Signer

__all__ = [
    "HOLDER_FILE_SUFFIX",
    "FileArgument",
    "HolderKeyOption",
    "KeyPassphraseEnv",
    "KeyPassphraseFd",
    "holder_key",
    "holder_of",
]

HOLDER_FILE_SUFFIX: Final = ".cicpa"
"""How the name of a holder's file ends."""

FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE.cicpa", help=both("持证人文件", "The holder's file")),
]
HolderKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="KEY.pem",
        help=both(
            "持证人私钥（PEM）；绑定密钥的会员证须用它出示", "The holder's private key (PEM), for one bound to it"
        ),
    ),
]
KeyPassphraseFd = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=both("从文件描述符 N 读取私钥的口令", "Read the key's passphrase from file descriptor N"),
    ),
]
KeyPassphraseEnv = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=both("从环境变量 NAME 读取私钥的口令", "Read the key's passphrase from the environment variable NAME"),
    ),
]


def holder_of(session: Session, path: Path, *, fd: int | None, env: str | None) -> Holder:
    """Open a holder's file; its passphrase is asked for only where it has one.

    Args:
        session: for the passphrase and the clock.
        path: the file.
        fd: where the passphrase may come from.
        env: likewise.

    Raises:
        CommandError: `file_unreadable`; as `Holder.from_bytes`, naming the file; and as `passphrase.ask`.
    """
    data = read(path, max_bytes=MAX_BYTES)
    given = passphrase.ask(session, fd=fd, env=env, purpose=HOLDER_FILE) if fd is not None or env is not None else None
    with naming(path):
        try:
            return Holder.from_bytes(data, passphrase=given, clock=session.clock)
        except HolderFileError as error:
            if error.code is not Code.PASSPHRASE_MISSING:
                raise
        given = passphrase.ask(session, fd=fd, env=env, purpose=HOLDER_FILE)
        return Holder.from_bytes(data, passphrase=given, clock=session.clock)


def holder_key(session: Session, path: Path | None, *, fd: int | None, env: str | None) -> Signer | None:
    """The holder's private key, where one is named; see `signer_of`."""
    return None if path is None else signer_of(session, path, fd=fd, env=env, purpose=HOLDER_KEY)
