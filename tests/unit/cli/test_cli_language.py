from __future__ import annotations

import locale
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.cli.language import Language, both, settle
from cicpa_credentials.errors import Code, CommandError
from cicpa_credentials.members import association

if TYPE_CHECKING:
    from counter import Counter


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "zh_TW.UTF-8"}, Language.ZH),
        ({"LANG": "C.UTF-8"}, Language.EN),
        ({"LANG": "de_DE.UTF-8"}, Language.EN),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, Language.ZH),
    ],
)
def test_without_the_option_the_locale_decides(environ: dict[str, str], expected: Language) -> None:
    assert settle(["verify"], environ) == (expected, ["verify"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Chinese (Simplified)_China", Language.ZH), ("English_Canada", Language.EN), (None, Language.EN)],
)
def test_where_no_variable_is_set_the_system_is_asked(
    name: str | None, expected: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda _: (name, None))
    assert settle([], {}) == (expected, [])


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["--lang", "zh", "verify", "x"], ["verify", "x"]),
        (["verify", "--lang=zh", "x"], ["verify", "x"]),
        (["verify", "x", "--lang", "en", "--lang", "zh"], ["verify", "x"]),
    ],
)
def test_the_option_may_stand_anywhere_and_its_last_mention_counts(argv: list[str], expected: list[str]) -> None:
    assert settle(argv, {"LANG": "C"}) == (Language.ZH, expected)


def test_what_stands_behind_two_hyphens_is_no_option() -> None:
    argv = ["verify", "--", "--lang", "zh"]
    assert settle(argv, {"LANG": "C"}) == (Language.EN, argv)


@pytest.mark.parametrize("argv", [["--lang", "fr"], ["--lang"], ["--lang="], ["verify", "--lang", "ZH"]])
def test_another_language_is_refused(argv: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        settle(argv, {})
    assert refused.value.code is Code.USAGE


def test_the_command_says_which_languages_there_are(counter: Counter) -> None:
    said = counter("--lang", "fr", "verify")
    assert said.status == 3
    assert "--lang zh|en" in said.err


def test_everything_that_has_both_languages_can_be_said() -> None:
    assert Language.ZH.of(association("110000")) == "北京注册会计师协会"
    assert Language.EN.of(association("110000")).startswith("Beijing")


def test_a_text_for_help_has_two_halves() -> None:
    text = both("信任包", "The trust bundle")
    assert (Language.ZH.half(text), Language.EN.half(text)) == ("信任包", "The trust bundle")
    assert Language.EN.half("FILE") == "FILE"
