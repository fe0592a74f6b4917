"""A verifier's own rules: what nobody can mean is refused when it is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cicpa_credentials.verifier import Policy


@pytest.mark.parametrize(
    "rules",
    [
        {"leeway": timedelta(seconds=-1)},
        {"leeway": timedelta.max},
        {"accept_stale_for": timedelta(days=-1)},
        {"max_presentation_age": timedelta(microseconds=-1)},
        {"audience": ""},
        {"nonce": b""},
        {"required_fields": ("name",)},
        {"required_fields": ("birth_date", "no_such_field")},
    ],
    ids=str,
)
def test_a_policy_that_nobody_can_mean_is_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"policy|audience|required_fields"):
        Policy(**rules)


@pytest.mark.parametrize(
    ("rules", "needed"),
    [
        ({}, False),
        ({"leeway": timedelta(0), "required_fields": ("birth_date",), "unsafe_any_audience": True}, False),
        ({"require_holder_binding": True}, True),
        ({"audience": "bank.example"}, True),
        ({"nonce": b"n"}, True),
    ],
    ids=str,
)
def test_an_audience_or_a_nonce_asks_for_the_holders_key_too(rules: dict[str, Any], *, needed: bool) -> None:
    assert Policy(**rules).needs_binding is needed
