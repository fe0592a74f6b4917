"""`python -m cicpa_credentials.testing.vectors write | check | answer`: see vectors/README.md."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cicpa_credentials.errors import CicpaError
from cicpa_credentials.testing.vectors.answering import answer
from cicpa_credentials.testing.vectors.checking import Result, asking, check, load_all
from cicpa_credentials.testing.vectors.writing import write

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the three commands.

    Args:
        arguments: of the command line.

    Returns:
        0; 1 where a vector failed; 2 where the folder or the program is no good.
    """
    given = _parser().parse_args(arguments)
    try:
        return int(given.act(given))
    except (CicpaError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m cicpa_credentials.testing.vectors", description="Conformance vectors.")
    commands = parser.add_subparsers(required=True)
    writing = commands.add_parser("write", help="write the set; the same bytes every time")
    writing.add_argument("folder", type=Path)
    writing.set_defaults(act=_write)
    checking = commands.add_parser("check", help="ask a verifier every question")
    checking.add_argument("folder", type=Path, nargs="?", default=Path("vectors"))
    checking.add_argument("--command", help="the program that answers; this library without one")
    checking.set_defaults(act=_check)
    answering = commands.add_parser("answer", help="answer questions from standard input, as an example of a verifier")
    answering.set_defaults(act=_answer)
    return parser


def _write(given: Namespace) -> int:
    write(given.folder)
    return 0


def _check(given: Namespace) -> int:
    vectors = load_all(given.folder)
    counts = dict.fromkeys(Result, 0)
    with asking(given.command) if given.command else nullcontext(answer) as verifier:
        for one in check(vectors, verifier):
            counts[one.result] += 1
            if one.result is Result.FAILED:
                print(f"{one.id}: {one.difference}")  # noqa: T201 - a command
    print(", ".join(f"{count} {result}" for result, count in counts.items()))  # noqa: T201 - a command
    return int(counts[Result.FAILED] > 0 or counts[Result.PASSED] == 0)


def _answer(_: Namespace) -> int:
    for line in sys.stdin:
        question = json.loads(line)
        told = answer(question["operation"], question["input"])
        print(json.dumps({"unsupported": True} if told is None else told, ensure_ascii=False), flush=True)  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main())
