"""Its place puts this folder on the path, so that tests share the simulators beside it (`pki.py` and others)."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run, here and on any other machine.
settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.load_profile("reproducible")

pytest_plugins = ("registers",)
