"""What every peer prints."""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING

from bench import p256
from bench.measure import compare

if TYPE_CHECKING:
    from collections.abc import Callable


def report(
    package: str, *, issuing: dict[str, Callable[[], object]], verifying: dict[str, Callable[[], object]]
) -> None:
    """Measure and print: rows of results.json by name."""
    rows = compare(p256.sign(), issuing) | compare(p256.verify(), verifying)
    ratios = {name: row.ratio for name, row in rows.items()}
    print(json.dumps({"version": metadata.version(package), "ratios": ratios}))
