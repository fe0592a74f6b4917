"""Strict reading of JSON (RFC 8259): one value, no name twice in an object, only numbers that JSON has, capped."""

from __future__ import annotations

import json
from math import isinf
from typing import Any, NoReturn

from cicpa_credentials.errors import Code, WireError

__all__ = ["decode"]


class _UnreadableError(ValueError):
    """A rule of ours that the JSON text breaks."""


def decode(text: str | bytes, *, what: str, max_bytes: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The value that a JSON text holds.

    Args:
        text: the text; bytes are UTF-8 without a byte order mark.
        what: what is read, as the sentence names it.
        max_bytes: bytes, or characters, that are looked at.

    Raises:
        WireError: `malformed` when it is too long, not UTF-8, not JSON or nested too deeply; when it names a field
            twice, or holds NaN, Infinity or a number beyond all bounds.
    """
    problem = f"is longer than {max_bytes} bytes"
    if len(text) <= max_bytes:
        # The errors of the parsers keep the whole text: ours is raised outside, so that it does not drag them along.
        try:
            read = text.decode() if isinstance(text, bytes) else text
            return json.loads(read, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
        except _UnreadableError as error:
            problem = str(error)
        except UnicodeDecodeError:
            problem = "is not UTF-8"
        except ValueError:
            problem = "is not JSON"
        except RecursionError:
            problem = "is nested too deeply"
    raise WireError(Code.MALFORMED, f"{what}: {problem}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _UnreadableError("names a field twice")
    return found


def _constant(_: str) -> NoReturn:
    raise _UnreadableError("holds NaN or Infinity, which JSON does not have")


def _number(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise _UnreadableError("holds a number that is too large")
    return number
