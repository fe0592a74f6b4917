"""Where passphrases come from: a file descriptor, an environment variable that the caller names, or a terminal.

Never an argument: those stand in the list of processes and in the shell's history.
"""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.pkcs8 import MAX_PASSPHRASE_BYTES
from cicpa_credentials.verifier.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.cli.session import Session

__all__ = ["PassphraseEnv", "PassphraseFd", "ask"]

PassphraseFd = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=both("从文件描述符 N 读取口令", "Read the passphrase from file descriptor N"),
    ),
]
PassphraseEnv = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=both("从环境变量 NAME 读取口令", "Read the passphrase from the environment variable NAME"),
    ),
]

_PROMPT: Final = Phrase(zh="口令：", en="Passphrase: ")
_AGAIN: Final = Phrase(zh="再次输入口令：", en="Passphrase again: ")


def ask(session: Session, *, fd: int | None, env: str | None, new: bool = False) -> bytes:
    """The passphrase, from where the caller says, or else from the terminal.

    Args:
        session: whose environment and language count.
        fd: a file descriptor to read it from, up to the end or the first line feed.
        env: the name of an environment variable that holds it.
        new: ask twice, because nothing else would notice a slip.

    Raises:
        CommandError: `usage` when there is none, or two sources; `wrong_passphrase` when it is empty, too long, or
            not the same twice.
    """
    if fd is not None and env is not None:
        raise CommandError(Code.USAGE, "--passphrase-fd, --passphrase-env: only one of them")
    if fd is not None:
        passphrase = _from_descriptor(fd)
    elif env is not None:
        passphrase = _from_variable(session, env)
    else:
        passphrase = _from_terminal(session, new=new)
    if not 0 < len(passphrase) <= MAX_PASSPHRASE_BYTES:
        raise CommandError(Code.WRONG_PASSPHRASE, f"a passphrase has 1 to {MAX_PASSPHRASE_BYTES} bytes")
    return passphrase


def _from_descriptor(fd: int) -> bytes:
    try:
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.readline(MAX_PASSPHRASE_BYTES + 2).rstrip(b"\r\n")
    except (OSError, ValueError):
        raise CommandError(Code.USAGE, "--passphrase-fd: cannot be read from") from None


def _from_variable(session: Session, name: str) -> bytes:
    value = session.environ.get(name)
    if value is None:
        raise CommandError(Code.USAGE, "--passphrase-env: there is no such variable")
    return os.fsencode(value)


def _from_terminal(session: Session, *, new: bool) -> bytes:
    if not sys.stdin.isatty():
        raise CommandError(Code.USAGE, "--passphrase-fd or --passphrase-env is needed where there is no terminal")
    passphrase = getpass(session.say(_PROMPT))
    if new and getpass(session.say(_AGAIN)) != passphrase:
        raise CommandError(Code.WRONG_PASSPHRASE, "the two were not the same")
    return passphrase.encode()
