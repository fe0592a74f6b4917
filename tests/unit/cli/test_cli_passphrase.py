from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.cli import passphrase
from cicpa_credentials.cli.language import Language
from cicpa_credentials.cli.session import Session
from cicpa_credentials.cli.terminal import console
from cicpa_credentials.errors import Code, CommandError
from office import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "正确 horse battery"


def session(environ: dict[str, str] | None = None) -> Session:
    return Session(
        language=Language.EN, out=console(sys.stdout), err=console(sys.stderr), environ=environ or {}, clock=clock()
    )


def ask(
    *, fd: int | None = None, env: str | None = None, new: bool = False, environ: dict[str, str] | None = None
) -> bytes:
    return passphrase.ask(session(environ), fd=fd, env=env, new=new)


def refusal(**how: object) -> CommandError:
    with pytest.raises(CommandError) as refused:
        ask(**how)  # type: ignore[arg-type]
    return refused.value


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    os.close(ends[0])


def filled(pipe: tuple[int, int], content: bytes) -> int:
    with os.fdopen(pipe[1], "wb") as file:
        file.write(content)
    return pipe[0]


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\nsecond line\n"])
def test_a_descriptor_gives_its_first_line(pipe: tuple[int, int], ending: bytes) -> None:
    assert ask(fd=filled(pipe, SECRET.encode() + ending)) == SECRET.encode()


def test_blanks_belong_to_a_passphrase(pipe: tuple[int, int]) -> None:
    assert ask(fd=filled(pipe, b"  x \n")) == b"  x "


def test_the_descriptor_stays_the_callers(pipe: tuple[int, int]) -> None:
    ask(fd=filled(pipe, b"x"))
    os.fstat(pipe[0])


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 1025])
def test_an_empty_or_overlong_passphrase_is_refused(pipe: tuple[int, int], content: bytes) -> None:
    assert refusal(fd=filled(pipe, content)).code is Code.WRONG_PASSPHRASE


@pytest.mark.parametrize("fd", [-1, 98_765, 2**31, 10**20])
def test_a_descriptor_that_is_not_open_is_refused(fd: int) -> None:
    assert refusal(fd=fd).code is Code.USAGE


def test_a_variable_that_the_caller_names_gives_it() -> None:
    assert ask(env="STORE_SECRET", environ={"STORE_SECRET": SECRET}) == SECRET.encode()


def test_a_variable_gives_its_bytes_even_where_they_are_no_text() -> None:
    assert ask(env="S", environ={"S": os.fsdecode(b"\xff\xfe")}) == b"\xff\xfe"


def test_a_variable_that_is_not_set_is_refused() -> None:
    assert refusal(env="STORE_SECRET").code is Code.USAGE


def test_two_sources_are_refused() -> None:
    assert refusal(fd=0, env="S").code is Code.USAGE


def test_without_a_terminal_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert refusal().code is Code.USAGE


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    prompts: list[str] = []
    replies = iter(answers)

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return next(replies)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(passphrase, "getpass", answer)
    return prompts


def test_a_terminal_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = at_a_terminal(monkeypatch, SECRET)
    assert ask() == SECRET.encode()
    assert prompts == ["Passphrase: "]


def test_a_new_passphrase_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = at_a_terminal(monkeypatch, SECRET, SECRET)
    assert ask(new=True) == SECRET.encode()
    assert len(prompts) == 2


def test_a_slip_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch, SECRET, "something else")
    error = refusal(new=True)
    assert error.code is Code.WRONG_PASSPHRASE
    assert "something" not in str(error)
    assert SECRET not in str(error)
