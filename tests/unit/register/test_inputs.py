"""What the host may have kept for ever, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.errors import Code, RegisterError
from cicpa_credentials.register.inputs import checked, digest, name, request

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (request, "2026-000017"),
        (request, "3f2c9b1e8a7d4c6b9e0f1a2b3c4d5e6f"),
        (request, "12345678901234567890"),
        (request, "x" * 100),
        (name, "clerk-7"),
        (name, "王主任"),
        (name, "京注协〔2026〕15号"),
        (name, "1234567890"),
        (digest, bytes(32)),
    ],
)
def test_what_is_in_order_is_taken_as_it_is(shape: Callable[[object], object], value: object) -> None:
    assert checked(shape, value, "it") == value


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (request, ""),
        (request, "x" * 101),
        (request, "two\nlines"),
        (request, "hid\u202eden"),
        (request, 17),
        (request, None),
        (name, "13800138000"),
        (name, "revoked 11010519491231002X as asked"),
        (name, "x" * 101),
        (digest, bytes(31)),
        (digest, bytes(33)),
        (digest, "0" * 32),
        (digest, bytearray(32)),
    ],
)
def test_anything_else_is_refused_without_being_quoted(shape: Callable[[object], object], value: object) -> None:
    with pytest.raises(RegisterError) as refused:
        checked(shape, value, "it")
    assert refused.value.code is Code.MALFORMED
    assert str(refused.value).startswith("it: must")
    assert not (isinstance(value, str) and value and value in str(refused.value))
