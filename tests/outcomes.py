"""What came of a call: its value, or the error of ours that it raised. Any other goes through, and fails the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cicpa_credentials.errors import CicpaError

if TYPE_CHECKING:
    from collections.abc import Callable

_Value = TypeVar("_Value")


def outcome(act: Callable[[], _Value]) -> _Value | CicpaError:
    try:
        return act()
    except CicpaError as error:
        return error
