"""CBOR values for people: diagnostic notation (RFC 8949 §8) on one line, with nothing in it that a terminal obeys."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cbor2 import CBORSimpleValue, CBORTag

from cicpa_credentials.cli.terminal import visible

__all__ = ["notation"]

_NAMED = {True: "true", False: "false", None: "null"}


def notation(value: object) -> str:  # noqa: PLR0911 - one return for each kind of value
    """A decoded CBOR value in diagnostic notation."""
    match value:
        case bool() | None:
            return _NAMED[value]
        case bytes():
            return f"h'{value.hex()}'"
        case str():
            return visible(json.dumps(value, ensure_ascii=False))
        case CBORTag():
            return f"{value.tag}({notation(value.value)})"
        case CBORSimpleValue():
            return f"simple({value.value})"
        case Mapping():
            return f"{{{', '.join(f'{notation(key)}: {notation(content)}' for key, content in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(notation, value))}]"
    return visible(str(value))
