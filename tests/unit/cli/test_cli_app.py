from __future__ import annotations

import builtins
import errno
import subprocess
import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from cicpa_credentials import cli
from cicpa_credentials.cli import verify
from cicpa_credentials.cli.language import Language
from cicpa_credentials.cli.table import COMMANDS, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counter import Counter


def paths(entries: tuple[Entry, ...] = COMMANDS) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Every command and every group, with the words that lead to it."""
    for entry in entries:
        yield (entry.name,), entry
        yield from (((entry.name, *path), inner) for path, inner in paths(entry.commands))


PATHS = dict(paths())
MODULES = {f"cicpa_credentials.cli.{entry.module}": entry for entry in PATHS.values() if not entry.commands}


def raising(error: BaseException) -> Any:  # noqa: ANN401 - stands in for any function
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def python(code: str, *flags: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *flags, "-c", code], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_without_arguments_it_shows_its_commands(counter: Counter) -> None:
    said = counter()
    assert said.status == 0
    listed = said.out.partition("Commands\n")[2].splitlines()
    assert [line.split()[0] for line in listed if line] == [entry.name for entry in COMMANDS]
    assert said.out == counter("--help").out


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
@pytest.mark.parametrize("language", list(Language))
def test_every_command_has_help_in_both_languages(counter: Counter, path: tuple[str, ...], language: Language) -> None:
    said = counter(*path, "--help", "--lang", language)
    assert said.status == 0
    assert said.out.startswith({"zh": "用法：cicpa ", "en": "Usage: cicpa "}[language] + " ".join(path))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.out) == (language is Language.ZH)
    assert " · " not in said.out
    assert "--lang zh|en" in said.out


def test_the_list_is_in_chinese_too(counter: Counter) -> None:
    assert "离线核验会员证" in counter("--lang", "zh").out


def test_the_version_is_that_of_the_distribution(counter: Counter) -> None:
    assert counter("--version").out == f"cicpa {metadata.version('cicpa-credentials')}\n"


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("frobnicate",), "frobnicate"),
        (("verif",), "verify"),
        (("--frob",), "--frob"),
        (("verify", "--frob"), "--frob"),
        (("verify",), "PICTURE|TEXT"),
        (("verify", "x"), "--bundle"),
    ],
)
def test_a_wrong_command_is_status_3_and_one_line(counter: Counter, argv: tuple[str, ...], hint: str) -> None:
    said = counter(*argv)
    assert said.status == 3
    assert said.out == ""
    assert said.err.startswith("cicpa: usage: ")
    assert hint in said.err
    assert len(said.err.splitlines()) == 1


def test_what_a_user_mistyped_is_not_obeyed_by_the_terminal(counter: Counter) -> None:
    assert "\x1b" not in counter("\x1b[2Jboom").err


def test_stopping_it_is_no_failure_with_a_traceback(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "load_bundle", raising(KeyboardInterrupt()))
    assert counter("verify", "x", *counter.trust).status == 130


def test_a_prompt_without_an_answer_is_the_users_end(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "load_bundle", raising(EOFError()))
    assert counter("verify", "x", *counter.trust).status == 130


def test_a_system_that_refuses_decides_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "load_bundle", raising(OSError(errno.EIO, "Input/output error")))
    said = counter("verify", "x", *counter.trust)
    assert said.status == 3
    assert "EIO" in said.err


def test_a_reader_that_has_gone_is_not_told_about_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "load_bundle", raising(BrokenPipeError()))
    said = counter("verify", "x", *counter.trust)
    assert (said.status, said.err) == (141, "")


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_it_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    really = builtins.__import__

    def without(name: str, *rest: Any) -> Any:  # noqa: ANN401 - as __import__
        if name == "cicpa_credentials.cli.app":
            raise ModuleNotFoundError(f"No module named {missing!r}", name=f"{missing}.console")
        return really(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert cli.main(["--help"]) == 3
    assert "pip install 'cicpa-credentials[cli]'" in capsys.readouterr().err


def test_another_missing_module_is_no_matter_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *rest: Any) -> Any:  # noqa: ANN401 - as __import__
        if name == "cicpa_credentials.cli.app":
            raise ModuleNotFoundError("No module named 'cbor2'", name="cbor2")
        return really(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match="cbor2"):
        cli.main(["--help"])


def test_main_reads_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cicpa", "--version"])
    assert cli.main() == 0
    assert capsys.readouterr().out.startswith("cicpa ")


def test_help_loads_no_command() -> None:
    code = "import sys; from cicpa_credentials.cli import main; main(['--help']); print(*sys.modules)"
    loaded = set(python(code).splitlines()[-1].split())
    assert "typer" in loaded
    assert not loaded & (MODULES.keys() | {"PIL", "segno", "sqlalchemy", "jsonschema", "jwt"})


@pytest.mark.parametrize("name", MODULES)
def test_every_entry_of_the_table_is_there(name: str) -> None:
    module = import_module(name)
    assert callable(module.command)
    assert module.HELP


def test_a_group_without_a_command_shows_its_commands(counter: Counter) -> None:
    said = counter("keys")
    assert said.status == 0
    assert said.out == counter("keys", "--help").out
