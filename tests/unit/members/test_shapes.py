from __future__ import annotations

import sys
import unicodedata

import pytest

from cicpa_credentials import schemas
from cicpa_credentials.members import shapes
from cicpa_credentials.members.shapes import Misfit

# what forges, hides or breaks a line: controls, formats, surrogates, separators other than the plain space
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def test_no_character_that_hides_or_reorders_text_gets_into_a_line() -> None:
    let_through = []
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if unicodedata.category(character) in HIDDEN_CATEGORIES and character != " ":
            try:
                shapes.line(f"x{character}x")
            except Misfit:
                continue
            let_through.append(f"U+{point:04X}")
    assert let_through == []


def test_every_han_character_gets_into_a_line() -> None:
    for point in range(0x3400, 0x323B0):
        character = chr(point)
        if unicodedata.category(character) == "Lo" and unicodedata.is_normalized("NFC", character):
            assert shapes.line(character) == character


def test_a_line_is_never_a_subclass_of_text() -> None:
    class Tricky(str):
        __slots__ = ()

    with pytest.raises(Misfit, match="must be text"):
        shapes.line(Tricky("x"))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("mobile", shapes.mobile),
        ("email", shapes.email),
        ("number", shapes.certificate_number),
        ("id_number", shapes.id_number),
        ("name_latin", shapes.latin_name),
    ],
)
def test_the_schema_publishes_the_same_pattern(name: str, read: object) -> None:
    closure = read.__closure__  # type: ignore[attr-defined]
    patterns = [cell.cell_contents.__self__.pattern for cell in closure if callable(cell.cell_contents)]
    assert patterns == [schemas.load("member-record")["properties"][name]["pattern"]]
