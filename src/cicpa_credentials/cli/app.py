"""One call, from its arguments to its exit status."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer.main import get_command

from cicpa_credentials.cli.exit_status import ExitStatus
from cicpa_credentials.cli.expiry import expiry_told
from cicpa_credentials.cli.extras import extras_named
from cicpa_credentials.cli.help import Command, Group
from cicpa_credentials.cli.language import Language, both, settle
from cicpa_credentials.cli.session import Session
from cicpa_credentials.cli.table import COMMANDS, Entry
from cicpa_credentials.cli.terminal import console
from cicpa_credentials.clock import utc_now
from cicpa_credentials.errors import CicpaError, Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from types import ModuleType

__all__ = ["run"]


_ABOUT: Final = both(
    "注册会计师会员证：签名、紧凑、装在二维码里，离线即可核验。",
    "CPA member certificates: signed, compact, inside a QR code, verified offline.",
)
_VERSION: Final = both("显示版本号", "Show the version")

_UNUSABLE: Final = (Code.USAGE, Code.FILE_UNREADABLE)


def run(
    argv: Sequence[str],
    *,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = utc_now,
) -> ExitStatus:
    """Run one command.

    Args:
        argv: the arguments behind `cicpa`.
        environ: the environment's variables.
        clock: the current moment, aware UTC.
    """
    session = Session(
        language=Language.EN, out=console(sys.stdout), err=console(sys.stderr), environ=environ, clock=clock
    )
    try:
        language, arguments = settle(argv, environ)
    except CommandError as error:
        session.complain(error)
        return ExitStatus.USAGE
    session = Session(language=language, out=session.out, err=session.err, environ=environ, clock=clock)
    try:
        with expiry_told(session):
            status = _invoke(arguments or ["--help"], session)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer must not be tried again when the interpreter ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.PIPE_CLOSED
    return status


def _invoke(arguments: list[str], session: Session) -> ExitStatus:
    path = _path(arguments)
    called = path[-1] if path and not path[-1].commands else None
    if path and arguments == [entry.name for entry in path] and called is None:
        arguments = [*arguments, "--help"]
    try:
        command = get_command(_application(path))
        with command.make_context("cicpa", arguments, obj=session) as context:
            return ExitStatus(command.invoke(context))
    except typer.Exit as end:
        return ExitStatus(end.exit_code)
    except (KeyboardInterrupt, EOFError):  # the latter where a question gets no answer
        return ExitStatus.INTERRUPTED
    except typer.TyperException as error:
        session.complain(CommandError(Code.USAGE, error.format_message()))
        return ExitStatus.USAGE
    except CicpaError as error:
        session.complain(error)
        return called.trouble if called and error.code not in _UNUSABLE else ExitStatus.USAGE
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        session.complain(CommandError(Code.STORAGE_FAILED, f"the system refused ({reason})"))
        return ExitStatus.USAGE


def _path(arguments: list[str]) -> list[Entry]:
    """The groups that lead to the command that is called, and the command, as far as there are such."""
    path: list[Entry] = []
    entries: tuple[Entry, ...] = COMMANDS
    for name in (argument for argument in arguments if not argument.startswith("-")):
        found = next((entry for entry in entries if entry.name == name), None)
        if found is None:
            break
        path.append(found)
        entries = found.commands
    return path


def _application(path: list[Entry]) -> typer.Typer:
    """The whole command line, of which only what is called for is loaded: importing all takes its time."""
    application = _group(COMMANDS, path)
    application.callback(help=_ABOUT)(_root)
    return application


def _group(entries: tuple[Entry, ...], path: list[Entry]) -> typer.Typer:
    group = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
    for entry in entries:
        if entry.commands and entry in path:
            group.add_typer(_group(entry.commands, path), name=entry.name, help=entry.short, short_help=entry.short)
            continue
        module = _load(entry) if entry in path else None
        function = module.command if module else _elsewhere
        text = module.HELP if module else entry.short
        group.command(entry.name, cls=Command, help=text, short_help=entry.short)(function)
    return group


def _load(entry: Entry) -> ModuleType:
    with extras_named():
        return import_module(f"{__package__}.{entry.module}")


def _elsewhere() -> None:
    """Stands for every command and group that this call does not need."""


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        sys.stdout.write(f"cicpa {metadata.version('cicpa-credentials')}\n")
        raise typer.Exit


def _root(
    *,
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_show_version, help=_VERSION)] = False,
) -> None:
    """Nothing is left to do: each option's callback has acted."""
