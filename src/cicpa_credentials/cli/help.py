"""Help in the language of the call, plain in a pipe and aligned where Chinese and Latin letters meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from cicpa_credentials.cli.language import OPTION, both
from cicpa_credentials.cli.session import session_of
from cicpa_credentials.cli.terminal import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cicpa_credentials.cli.language import Language

__all__ = ["Command", "Group"]

_USAGE: Final = both("用法：", "Usage: ")
_HEADINGS: Final = {
    "argument": both("参数", "Arguments"),
    "option": both("选项", "Options"),
    "command": both("命令", "Commands"),
}
_REQUIRED: Final = both("（必填）", " (required)")
_LANGUAGE: Final = both("输出语言；默认依系统区域设置", "Language of the output; the locale's by default")
_HELP: Final = both("显示本帮助", "Show this help")
_NAME_STYLE: Final = "bold cyan"


class Command(TyperCommand):
    """A command that shows its help our way."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer keeps their types to itself
        """Print the help; what the formatter would add is nothing."""
        session = session_of(ctx)
        session.tell(*_help(self, ctx, session.language))


class Group(TyperGroup):
    """A group of commands that shows its help our way."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer keeps their types to itself
        """Print the help; what the formatter would add is nothing."""
        session = session_of(ctx)
        commands = [(name, self.commands[name].short_help or "") for name in self.list_commands(ctx)]
        session.tell(*_help(self, ctx, session.language), *_section("command", commands, session.language))


def _help(command: Any, ctx: Any, language: Language) -> Iterator[RenderableType]:  # noqa: ANN401 - as above
    usage = " ".join((ctx.command_path, *command.collect_usage_pieces(ctx)))
    yield Text.assemble((language.half(_USAGE), "bold"), usage)
    yield Text(f"\n{language.half(command.help or '')}")
    for kind in ("argument", "option"):
        entries = [
            (_names(parameter), _described(parameter, language))
            for parameter in command.params
            if parameter.param_type_name == kind
        ]
        if kind == "option":
            entries += [(f"{OPTION} zh|en", _LANGUAGE), ("--help", _HELP)]
        yield from _section(kind, entries, language)


def _section(kind: str, entries: list[tuple[str, str]], language: Language) -> Iterator[RenderableType]:
    if entries:
        yield Text(f"\n{language.half(_HEADINGS[kind])}", style="bold")
        yield rows((Text(name, style=_NAME_STYLE), language.half(content)) for name, content in entries)


def _names(parameter: Any) -> str:  # noqa: ANN401 - as above
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag else f"{names} {parameter.metavar}"


def _described(parameter: Any, language: Language) -> str:  # noqa: ANN401 - as above
    required = parameter.required and parameter.param_type_name == "option"
    return language.half(parameter.help or "") + (language.half(_REQUIRED) if required else "")
