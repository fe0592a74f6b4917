from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, WireError
from cicpa_credentials.wire import json_text

CAP = 1000


def refusal(text: str | bytes, *, max_bytes: int = CAP) -> str:
    with pytest.raises(WireError) as refused:
        json_text.decode(text, what="letter", max_bytes=max_bytes)
    assert refused.value.code is Code.MALFORMED
    assert refused.value.__context__ is None  # the parsers' own errors keep the text
    return str(refused.value)


@pytest.mark.parametrize(("text", "value"), [("7", 7), (b'["\xe5\xbc\xa0"]', ["张"]), ('{"a": 1.5}', {"a": 1.5})])
def test_any_value_is_read_from_text_or_bytes(text: str | bytes, value: object) -> None:
    assert json_text.decode(text, what="letter", max_bytes=CAP) == value


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"a": 1, "a": 2}', "names a field twice"),
        ('[{"b": {"a": 1, "\\u0061": 2}}]', "names a field twice"),
        ("NaN", "holds NaN or Infinity, which JSON does not have"),
        ('{"a": -Infinity}', "holds NaN or Infinity, which JSON does not have"),
        ("1e999", "holds a number that is too large"),
        ("-1e999", "holds a number that is too large"),
        ("9" * 5000, "is not JSON"),
        ("", "is not JSON"),
        ("7 7", "is not JSON"),
        ("\ufeff7", "is not JSON"),
        (b"\xef\xbb\xbf7", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_not_strictly_json_is_refused_with_its_reason(text: str | bytes, rule: str) -> None:
    assert refusal(text, max_bytes=200_000) == f"letter: {rule}"


def test_the_cap_holds_to_the_byte() -> None:
    assert json_text.decode(" " * (CAP - 1) + "7", what="letter", max_bytes=CAP) == 7
    assert refusal(" " * CAP + "7") == f"letter: is longer than {CAP} bytes"
