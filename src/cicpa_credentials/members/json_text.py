"""Strict reading of a record's JSON text (RFC 8259)."""

from __future__ import annotations

from typing import Any, Final

from cicpa_credentials.errors import Code, RecordError, WireError
from cicpa_credentials.wire import json_text

__all__ = ["MAX_JSON", "read_object"]

MAX_JSON: Final = 256 * 1024
"""Bytes or characters that are read at most; a full record has a few thousand."""

_WHAT: Final = "(record)"


def read_object(text: str | bytes) -> dict[str, Any]:
    """The object that a JSON text holds; a byte order mark before it is ignored (RFC 8259 §8.1).

    Raises:
        RecordError: `invalid_record` when it is no object, or what `wire/json_text.py` refuses.
    """
    unmarked = text.removeprefix(b"\xef\xbb\xbf") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    problem = f"{_WHAT}: must be a JSON object"
    try:
        value = json_text.decode(unmarked, what=_WHAT, max_bytes=MAX_JSON)
    except WireError as error:
        problem = str(error)
    else:
        if isinstance(value, dict):
            return value
    raise RecordError(Code.INVALID_RECORD, problem, problems=(problem,))
