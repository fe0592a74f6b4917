from __future__ import annotations

import subprocess
import sys
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from cicpa_credentials import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = sorted(
    entry.name.removesuffix(".schema.json")
    for entry in resources.files("cicpa_credentials.schemas").iterdir()
    if entry.name.endswith(".schema.json")
)


def subschemas(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from subschemas(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from subschemas(part)


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_a_valid_one_of_2020_12_with_its_own_identifier(name: str) -> None:
    schema = schemas.load(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:cicpa-credentials:schema:{name}"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_is_anchored_and_every_object_closed(name: str) -> None:
    for part in subschemas(schemas.load(name)):
        pattern = part.get("pattern")
        if isinstance(pattern, str):
            assert pattern.startswith("^")
            assert pattern.endswith("$")
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False


def test_a_schema_that_was_loaded_belongs_to_the_caller() -> None:
    schemas.load("member-record").clear()
    assert schemas.load("member-record")


def test_a_line_feed_does_not_slip_past_the_end_of_a_pattern() -> None:
    assert schemas.problems("member-record", {"number": "110007310042"}) == ()
    assert schemas.problems("member-record", {"number": "110007310042\n"}) == (
        (
            "/number: does not have the required form. Twelve digits; unique per member and category. "
            "十二位数字，同一会员同一类别唯一。"
        ),
    )


@pytest.mark.parametrize(
    ("instance", "found"),
    [
        ({"qualified_year": 2018.0}, ("/qualified_year: must be of type integer",)),
        ({"qualified_year": 2100}, ("/qualified_year: must be at most 2099",)),
        ({"qualified_year": 1990}, ("/qualified_year: must be at least 1991",)),
        ({"achievements": "a" * 2001}, ("/achievements: must have at most 2000 characters",)),
        ({"achievements": ""}, ("/achievements: must have at least 1 characters",)),
        ({"honours": ["a"] * 101}, ("/honours: must have at most 100 items",)),
        ({"birth_date": "1988-02-30"}, ("/birth_date: is not a real date",)),
        ({"inspections": [{"year": 2018}]}, ("/inspections/0: lacks passed_on",)),
        ({"gender": "x"}, ("/gender: must be one of ['male', 'female']",)),
        ({"name": "a", "secret": 1, "other": 2}, ("(root): has members that are not known here (no. 2, 3 of 3)",)),
        ([], ("(root): must be of type object",)),
    ],
)
def test_problems_name_place_and_rule(instance: object, found: tuple[str, ...]) -> None:
    assert schemas.problems("member-record", instance) == found


def test_a_hostile_instance_cannot_make_an_endless_report() -> None:
    hostile = {"honours": [""] * 100_000}
    assert len(schemas.problems("member-record", hostile)) <= schemas.MAX_PROBLEMS


def test_a_rule_we_have_no_words_for_is_named_by_its_keyword(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = type(schemas.validator("member-record"))
    monkeypatch.setattr(schemas, "validator", lambda _: strict({"minItems": 1, "uniqueItems": True, "const": 7}))
    assert schemas.problems("any", [1, 1]) == ("(root): breaks the rule uniqueItems", "(root): must be 7")
    assert schemas.problems("any", []) == ("(root): must be 7", "(root): must have at least 1 items")


def test_importing_the_members_does_not_import_jsonschema() -> None:
    code = "import sys, cicpa_credentials.members; sys.exit('jsonschema' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and text


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-06-01T12:00:00Z", True),
        ("2026-06-01T12:00:00.25+08:00", True),
        ("2026-06-01T12:00:00", False),
        ("2026-06-31T12:00:00Z", False),
        ("2026-06-01T24:60:00Z", False),
        ("2026-06-01 12:00:00Z", False),
        ("20260601T120000Z", False),
        ("2026-06-01T12:00:00Z\n", False),
    ],
)
def test_a_moment_is_checked_as_rfc_3339_has_it(text: str, *, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "load", lambda _: {"type": ["string", "integer"], "format": "date-time"})
    assert schemas.problems("moment", text) == (() if good else ("(root): is not a real date-time",))
    assert schemas.problems("moment", 1) == ()
