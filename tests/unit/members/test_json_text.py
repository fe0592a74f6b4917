from __future__ import annotations

import pytest

from cicpa_credentials.errors import Code, RecordError
from cicpa_credentials.members import MemberRecord
from cicpa_credentials.members.json_text import MAX_JSON, read_object


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"name": "a", "name": "b"}', "names a field twice"),
        ('{"inspections": [{"year": 2018, "year": 2019}]}', "names a field twice"),
        ('{"qualified_year": NaN}', "holds NaN or Infinity, which JSON does not have"),
        ('{"qualified_year": -Infinity}', "holds NaN or Infinity, which JSON does not have"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"a":' * 50_000, "is nested too deeply"),
        ("[]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ('"text"', "must be a JSON object"),
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("{'name': 'a'}", "is not JSON"),
        ('{"name": "a"} {}', "is not JSON"),
        ('{"qualified_year": ' + "9" * 5000 + "}", "is not JSON"),
        ('{"name": "\t"}', "is not JSON"),
        ('{"name": "张三"}'.encode("gb18030"), "is not UTF-8"),
        ('{"name": "张三"}'.encode("utf-16"), "is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "is not UTF-8"),
        (" " * (MAX_JSON + 1), f"is longer than {MAX_JSON} bytes"),
    ],
)
def test_what_is_no_json_object_is_refused_with_its_reason(text: str | bytes, rule: str) -> None:
    with pytest.raises(RecordError) as refused:
        MemberRecord.from_json(text)
    assert refused.value.code is Code.INVALID_RECORD
    assert refused.value.problems == (f"(record): {rule}",)
    assert refused.value.__context__ is None  # the parsers' own errors keep the text


def test_a_byte_order_mark_is_ignored() -> None:
    assert read_object(b"\xef\xbb\xbf{}") == {}
    assert read_object("\ufeff{}") == {}
