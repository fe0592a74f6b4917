"""Asking a verifier every question, and comparing its answers with those that it must give."""

from __future__ import annotations

import json
import shlex
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.testing.vectors.form import VectorFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from cicpa_credentials.testing.vectors.answering import Answer
    from cicpa_credentials.testing.vectors.form import Vector

__all__ = ["Checked", "Result", "asking", "check", "load_all"]

_PATIENCE: Final = 60.0


class Result(StrEnum):
    """How one vector came out."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One vector, asked.

    Attributes:
        id: of the vector.
        result: `skipped` where the verifier does not know the operation.
        difference: what the answer should have been and was; empty unless it failed.
    """

    id: str
    result: Result
    difference: str = ""


def load_all(folder: Path) -> tuple[Vector, ...]:
    """All vectors of a folder, in the order of its files, as a verifier is asked.

    Raises:
        WireError: as `VectorFile.load`; `malformed` where there are none, or two have one name.
    """
    vectors = tuple(one for path in sorted(folder.glob("*.json")) for one in VectorFile.load(path).questions())
    if not vectors or len({one.id for one in vectors}) != len(vectors):
        raise WireError(Code.MALFORMED, "vectors: there are none, or two of one name")
    return vectors


def check(vectors: Iterable[Vector], answer: Answer) -> Iterator[Checked]:
    """Ask every question.

    Args:
        vectors: what to ask.
        answer: the verifier; it may raise whatever it likes, and has failed then.
    """
    for one in vectors:
        try:
            given = answer(one.operation, one.input)
        except Exception as error:  # noqa: BLE001 - it is somebody else's code that is on trial
            yield Checked(id=one.id, result=Result.FAILED, difference=f"no answer: {type(error).__name__}: {error}")
            continue
        if given is None:
            yield Checked(id=one.id, result=Result.SKIPPED)
            continue
        difference = "; ".join(_differences(one.expected, given))
        yield Checked(id=one.id, result=Result.FAILED if difference else Result.PASSED, difference=difference)


def _differences(expected: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in expected.items():
        if name == "codes":
            if given.get("code") not in value:
                yield f"code: one of {', '.join(value)} was expected, not {given.get('code')}"
        elif name == "refused_lists":
            refused = given.get(name) or ()
            if len(refused) != len(value) or any(one not in codes for one, codes in zip(refused, value, strict=True)):
                yield f"refused_lists: one of each of {value} was expected, not {refused}"
        elif name not in given or given[name] != value:
            yield f"{name}: {value!r} was expected, not {given.get(name)!r}"


@contextmanager
def asking(command: str, *, patience: float = _PATIENCE) -> Iterator[Answer]:
    """Ask a program, a line of JSON for each question and one for each answer (vectors/README.md §Protocol).

    Args:
        command: the program and its arguments, as a shell would part them; no shell is started.
        patience: seconds that one answer may take before the program is stopped.

    Raises:
        OSError: where it cannot be started.
    """
    program = subprocess.Popen(  # noqa: S603 - what the user asks for
        shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with program:
        try:
            yield lambda operation, given: _exchange(program, operation, given, patience)
        finally:
            _stop(program, patience)


def _exchange(
    program: subprocess.Popen[str], operation: str, given: Mapping[str, Any], patience: float
) -> Mapping[str, Any] | None:
    if program.stdin is None or program.stdout is None:  # pragma: no cover - both are pipes
        raise EOFError
    impatient = Timer(patience, program.kill)
    impatient.start()
    try:
        program.stdin.write(json.dumps({"operation": operation, "input": given}, ensure_ascii=False) + "\n")
        program.stdin.flush()
        line = program.stdout.readline()
    finally:
        impatient.cancel()
    if not line:
        raise EOFError("the program has ended, or took too long")
    told: dict[str, Any] = json.loads(line)
    return None if told.get("unsupported") else told


def _stop(program: subprocess.Popen[str], patience: float) -> None:
    """Let it end by itself when there is nothing more to read; it may have ended long ago."""
    if program.stdin is not None:
        with suppress(BrokenPipeError):
            program.stdin.close()
    try:
        program.wait(patience)
    except subprocess.TimeoutExpired:
        program.kill()
