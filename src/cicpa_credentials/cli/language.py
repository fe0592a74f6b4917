"""In which language the command speaks: `--lang`, or what the locale says.

It must be known before anything is parsed, for help and usage errors are worded too. So `--lang` is taken out of the
arguments first, wherever it stands.
"""

from __future__ import annotations

import locale
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cicpa_credentials.wording import Bilingual

__all__ = ["OPTION", "Language", "both", "settle"]

OPTION: Final = "--lang"

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_CHINESE: Final = ("zh", "chinese")
_BETWEEN: Final = " · "


class Language(StrEnum):
    """The languages there are."""

    ZH = "zh"
    EN = "en"

    def of(self, said: Bilingual) -> str:
        """What is said, in this language."""
        return said.zh if self is Language.ZH else said.en

    def half(self, text: str) -> str:
        """This language's half of a text that `both` made; any other text as it is."""
        zh, _, en = text.partition(_BETWEEN)
        return zh if self is Language.ZH else en or zh


def both(zh: str, en: str) -> str:
    """A text for help in both languages, of which `Language.half` shows one."""
    return f"{zh}{_BETWEEN}{en}"


def settle(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[Language, list[str]]:
    """The language to speak, and the arguments without `--lang`; its last mention counts.

    Raises:
        CommandError: `usage` for a language that there is not.
    """
    rest: list[str] = []
    language = _of_locale(environ)
    arguments = iter(argv)
    for argument in arguments:
        if argument == "--":
            rest += [argument, *arguments]
        elif argument == OPTION:
            language = _named(next(arguments, ""))
        elif argument.startswith(f"{OPTION}="):
            language = _named(argument.removeprefix(f"{OPTION}="))
        else:
            rest.append(argument)
    return language, rest


def _named(name: str) -> Language:
    try:
        return Language(name)
    except ValueError:
        raise CommandError(Code.USAGE, f"{OPTION} zh|en") from None


def _of_locale(environ: Mapping[str, str]) -> Language:
    name = next((environ[variable] for variable in _VARIABLES if environ.get(variable)), None)
    # Windows has no such variables.
    name = name or locale.getlocale(locale.LC_CTYPE)[0] or ""
    return Language.ZH if name.lower().startswith(_CHINESE) else Language.EN
