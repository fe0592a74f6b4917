"""Strict reading of a record's JSON text (RFC 8259)."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from cicpa_credentials.errors import Code, RecordError

__all__ = ["MAX_JSON", "read_object"]

MAX_JSON: Final = 256 * 1024
"""Bytes or characters that are read at most; a full record has a few thousand."""


class _UnreadableError(ValueError):
    """A rule of ours that the JSON text breaks."""


def read_object(text: str | bytes) -> dict[str, Any]:
    """The object that a JSON text holds; a byte order mark before it is ignored (RFC 8259 §8.1).

    Raises:
        RecordError: `invalid_record` when it is too long, not UTF-8, not JSON, no object, nested too deeply, or when it
            names a member twice or holds NaN or Infinity.
    """
    if len(text) > MAX_JSON:
        raise _refused(f"is longer than {MAX_JSON} bytes")
    # The errors of the parsers keep the whole text: ours is raised outside, so that it does not drag them along.
    try:
        unmarked = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        value = json.loads(unmarked, object_pairs_hook=_object, parse_constant=_constant)
    except _UnreadableError as error:
        problem = str(error)
    except UnicodeDecodeError:
        problem = "is not UTF-8"
    except ValueError:
        problem = "is not JSON"
    except RecursionError:
        problem = "is nested too deeply"
    else:
        if isinstance(value, dict):
            return value
        problem = "must be a JSON object"
    raise _refused(problem)


def _refused(rule: str) -> RecordError:
    problem = f"(record): {rule}"
    return RecordError(Code.INVALID_RECORD, problem, problems=(problem,))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _UnreadableError("names a field twice")
    return found


def _constant(_: str) -> NoReturn:
    raise _UnreadableError("holds NaN or Infinity, which JSON does not have")
