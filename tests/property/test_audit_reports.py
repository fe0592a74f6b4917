"""Reports of an audit of credentials, read again: whatever stands there, the only errors are ours."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cicpa_credentials import schemas
from cicpa_credentials.audit.reconciling.presented import _read, _Shown
from cicpa_credentials.bulk.lines import Line
from cicpa_credentials.errors import AuditError, Code

_FINDING = {"code": "orphan", "severity": "severe", "advice": {"zh": "", "en": ""}}
_NAMES = ("line", "file", "certificate", "problems", "status", "digest", "kid", "uri", "index", "step", "association")
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=6),
    max_leaves=12,
)
_CERTIFICATES = st.fixed_dictionaries(
    {
        "digest": st.binary(min_size=32, max_size=32).map(bytes.hex) | _JSON,
        "kid": st.binary(max_size=8).map(bytes.hex) | _JSON,
        "association": _JSON,
        "category": _JSON,
        "issued_at": _JSON,
        "expires_at": _JSON,
        "status": st.fixed_dictionaries({"uri": _JSON, "index": _JSON}) | _JSON,
    }
)
_REPORTS = st.fixed_dictionaries({"line": _JSON, "certificate": _CERTIFICATES, "problems": _JSON}) | _JSON


def outcome(content: bytes) -> object:
    """What is read, or the code of the refusal."""
    try:
        return _read(Line(1, content, len(content)))
    except AuditError as error:
        return error.code


@given(_REPORTS)
def test_any_json_is_a_report_or_refused(report: Any) -> None:  # noqa: ANN401 - JSON is any of its types
    read = outcome(json.dumps(report).encode())
    if isinstance(read, _Shown):
        assert schemas.problems("audit-finding", {**_FINDING, "evidence": read.evidence.to_dict()}) == ()
    else:
        assert read in {None, Code.MALFORMED}


@given(st.binary(max_size=64))
def test_any_bytes_are_a_report_or_refused(content: bytes) -> None:
    assert outcome(content) in {None, Code.MALFORMED}
