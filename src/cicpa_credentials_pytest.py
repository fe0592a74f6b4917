"""The pytest plugin: fixtures for suites of hosts (docs/testing.md). Where the package is installed, pytest finds it.

It stands beside the package, not in it: pytest loads plugins before coverage is measured, and to import the package so
early would hide its lines from whoever measures them. Nothing is imported until a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cicpa_credentials.testing import FrozenClock, World

__all__ = ["cicpa_clock", "cicpa_random", "cicpa_world"]


@pytest.fixture(scope="session")
def cicpa_world() -> World:
    """The standard world: a root, a certified key for every association, a bundle, a clock that stands still.

    It does not change, so it is shared by all tests, and by all examples of a property test.
    """
    from cicpa_credentials.testing import World  # noqa: PLC0415 - see the module's docstring

    return World.standard()


@pytest.fixture
def cicpa_clock() -> FrozenClock:
    """A clock for one test, at the time of `cicpa_world`; it moves when it is told to."""
    from cicpa_credentials.testing import FrozenClock  # noqa: PLC0415 - see the module's docstring

    return FrozenClock()


@pytest.fixture
def cicpa_random(request: pytest.FixtureRequest) -> Callable[[int], bytes]:
    """Random bytes for one test: the same in every run, and others in every test."""
    from cicpa_credentials.testing import seeded  # noqa: PLC0415 - see the module's docstring

    return seeded(request.node.nodeid)
