"""Where passphrases come from: a file descriptor, an environment variable that the caller names, or a terminal.

Never an argument: those stand in the list of processes and in the shell's history.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cicpa_credentials.cli.language import both
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.keys.passphrase import MAX_PASSPHRASE_BYTES
from cicpa_credentials.wording import Phrase

if TYPE_CHECKING:
    from cicpa_credentials.cli.session import Session

__all__ = [
    "HOLDER_FILE",
    "HOLDER_KEY",
    "NEW_HOLDER_FILE",
    "PASSPHRASE",
    "SEALS",
    "PassphraseEnv",
    "PassphraseFd",
    "Purpose",
    "ask",
]

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

_PROMPT: Final = Phrase(zh="{name}：", en="{name}: ")
_AGAIN: Final = Phrase(zh="再次输入{name}：", en="{name} again: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a passphrase opens, for a command that may want several.

    Attributes:
        option: what its options are called, without `-fd` and `-env`.
        name: how the terminal asks for it.
    """

    option: str
    name: Phrase


PASSPHRASE: Final = Purpose(option="--passphrase", name=Phrase(zh="口令", en="Passphrase"))
"""The one passphrase of a command."""

HOLDER_FILE: Final = Purpose(
    option="--passphrase", name=Phrase(zh="持证人文件的口令", en="Passphrase of the holder's file")
)
"""That of a holder's file that is there."""

NEW_HOLDER_FILE: Final = Purpose(option="--holder-passphrase", name=HOLDER_FILE.name)
"""That of a holder's file that is to be written."""

HOLDER_KEY: Final = Purpose(
    option="--key-passphrase", name=Phrase(zh="持证人私钥的口令", en="Passphrase of the holder's key")
)
"""That of a holder's private key."""

SEALS: Final = Purpose(
    option="--seal-passphrase", name=Phrase(zh="电子印章密钥库的口令", en="Passphrase of the seals' key store")
)
"""That of a key store with seals, for a command that opens another one besides."""


def ask(
    session: Session, *, fd: int | None, env: str | None, new: bool = False, purpose: Purpose = PASSPHRASE
) -> bytes:
    """The passphrase, from where the caller says, or else from the terminal.

    Args:
        session: whose environment and language count.
        fd: a file descriptor to read it from, up to the end or the first line feed.
        env: the name of an environment variable that holds it.
        new: ask twice, because nothing else would notice a slip.
        purpose: what it opens.

    Raises:
        CommandError: `usage` when there is none, or two sources; `wrong_passphrase` when it is empty, too long, or
            not the same twice.
    """
    if fd is not None and env is not None:
        raise CommandError(Code.USAGE, f"{purpose.option}-fd, {purpose.option}-env: only one of them")
    if fd is not None:
        passphrase = _from_descriptor(fd, purpose)
    elif env is not None:
        passphrase = _from_variable(session, env, purpose)
    else:
        passphrase = _from_terminal(session, purpose, new=new)
    if not 0 < len(passphrase) <= MAX_PASSPHRASE_BYTES:
        raise CommandError(Code.WRONG_PASSPHRASE, f"a passphrase has 1 to {MAX_PASSPHRASE_BYTES} bytes")
    return passphrase


def _from_descriptor(fd: int, purpose: Purpose) -> bytes:
    try:
        with os.fdopen(fd, "rb", closefd=False) as file:
            return file.readline(MAX_PASSPHRASE_BYTES + 2).rstrip(b"\r\n")
    except (OSError, ValueError, TypeError):  # the last for a number that no descriptor can have
        raise CommandError(Code.USAGE, f"{purpose.option}-fd: cannot be read from") from None


def _from_variable(session: Session, name: str, purpose: Purpose) -> bytes:
    value = session.environ.get(name)
    if value is None:
        raise CommandError(Code.USAGE, f"{purpose.option}-env: there is no such variable")
    return os.fsencode(value)


def _from_terminal(session: Session, purpose: Purpose, *, new: bool) -> bytes:
    option, name = purpose.option, session.say(purpose.name)
    if not sys.stdin.isatty():
        raise CommandError(Code.USAGE, f"{option}-fd or {option}-env is needed where there is no terminal")
    passphrase = getpass(session.say(_PROMPT).format(name=name))
    if new and getpass(session.say(_AGAIN).format(name=name)) != passphrase:
        raise CommandError(Code.WRONG_PASSPHRASE, "the two were not the same")
    return passphrase.encode()
