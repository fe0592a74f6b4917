"""The published JSON Schemas (2020-12), and what an instance breaks in one of them.

`jsonschema` is imported inside the functions: whoever only verifies never loads it.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["MAX_PROBLEMS", "load", "problems", "validator"]

MAX_PROBLEMS: Final = 100
"""Problems that are reported at most, so that a hostile instance cannot make a report without end."""

_SCHEMA: Final = "urn:cicpa-credentials:schema:"
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def load(name: str) -> dict[str, Any]:
    """The schema as a fresh dictionary.

    Args:
        name: its file's name without `.schema.json`.
    """
    text = resources.files(__package__).joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def validator(name: str) -> Validator:
    """A validator for the schema, formats checked.

    Two things are stricter than jsonschema's own: a pattern must match the whole text (Python's `$` alone lets a line
    feed pass at the end), and 1.0 is no integer.

    Args:
        name: as for `load`.
    """
    from jsonschema import Draft202012Validator, FormatChecker, validators  # noqa: PLC0415 - see the module's docstring
    from referencing import Registry  # noqa: PLC0415 - see the module's docstring
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415 - see the module's docstring

    exact = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    extend: Callable[..., type[Validator]] = validators.extend
    strict = extend(Draft202012Validator, validators={"pattern": _whole_pattern}, type_checker=exact)
    formats = FormatChecker(["date"])
    # jsonschema's own check of it needs a package more.
    formats.checks("date-time", raises=ValueError)(_is_date_time)
    # What several say, they say in the same words: a report of a member as the record does.
    registry: Registry[Any] = Registry(
        retrieve=lambda uri: DRAFT202012.create_resource(load(uri.removeprefix(_SCHEMA)))  # type: ignore[call-arg]
    )
    return strict(load(name), format_checker=formats, registry=registry)


def problems(name: str, instance: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON is any of its types
    """What the instance breaks: a JSON pointer (RFC 6901) to the place and the rule in words, never a value.

    Args:
        name: as for `load`.
        instance: anything that JSON can hold.

    Returns:
        One text for each problem, at most `MAX_PROBLEMS`, sorted by place; empty when the instance conforms.
    """
    errors = islice(validator(name).iter_errors(instance), MAX_PROBLEMS)
    return tuple(sorted({f"{_pointer(error)}: {_rule(error)}" for error in errors}))


def _whole_pattern(_: Validator, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    from jsonschema import ValidationError  # noqa: PLC0415 - see the module's docstring

    if isinstance(instance, str) and re.fullmatch(pattern, instance) is None:
        yield ValidationError("pattern")


def _is_date_time(instance: object) -> bool:
    """RFC 3339 §5.6, in capitals; a leap second is not one of ours. Raises ValueError for a day that does not exist."""
    if not isinstance(instance, str):
        return True
    return _DATE_TIME.fullmatch(instance) is not None and bool(datetime.fromisoformat(instance))


def _pointer(error: ValidationError) -> str:
    # names in it are the schema's: only what `properties` declares is ever descended into
    return "".join(f"/{step}" for step in error.absolute_path) or "(root)"


def _rule(error: ValidationError) -> str:
    keyword = str(error.validator)
    words = _WORDS.get(keyword)
    return words(error) if words is not None else f"breaks the rule {keyword}"


def _ill_formed(error: ValidationError) -> str:
    schema: Any = error.schema
    return f"does not have the required form. {schema.get('description', '')}".rstrip()


def _lacking(error: ValidationError) -> str:
    demanded: Any = error.validator_value
    present: Any = error.instance
    return f"lacks {', '.join(name for name in demanded if name not in present)}"


def _unknown(error: ValidationError) -> str:
    """Says which by position: a name that nobody declared may itself be somebody's particular."""
    schema: Any = error.schema
    present: Any = error.instance
    places = [str(place) for place, name in enumerate(present, start=1) if name not in schema["properties"]]
    return f"has members that are not known here (no. {', '.join(places)} of {len(present)})"


_WORDS: Final[Mapping[str, Callable[[ValidationError], str]]] = MappingProxyType(
    {
        "type": lambda error: f"must be of type {error.validator_value}",
        "enum": lambda error: f"must be one of {error.validator_value}",
        "const": lambda error: f"must be {error.validator_value}",
        "pattern": _ill_formed,
        "format": lambda error: f"is not a real {error.validator_value}",
        "required": _lacking,
        "additionalProperties": _unknown,
        "minimum": lambda error: f"must be at least {error.validator_value}",
        "maximum": lambda error: f"must be at most {error.validator_value}",
        "minLength": lambda error: f"must have at least {error.validator_value} characters",
        "maxLength": lambda error: f"must have at most {error.validator_value} characters",
        "minItems": lambda error: f"must have at least {error.validator_value} items",
        "maxItems": lambda error: f"must have at most {error.validator_value} items",
    }
)
"""The failed keyword in words; what they quote is the schema's, never the instance's."""
