"""What starting costs, in fresh interpreters: importing the library, and the command line's help from end to end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS: Final = 15
CICPA: Final = str(Path(sys.executable).with_name("cicpa"))


def rows() -> dict[str, dict[str, Any]]:
    """The rows `import_ms` (what an import alone loads), `import_every_name_ms` and `cli_help_ms`."""
    return {
        "import_ms": _median(lambda: _inside("import cicpa_credentials")),
        "import_every_name_ms": _median(lambda: _inside("from cicpa_credentials import *")),
        "cli_help_ms": _median(lambda: _outside(CICPA, "--help")),
    }


def _median(measure: Callable[[], float]) -> dict[str, Any]:
    return {"milliseconds": round(median(measure() for _ in range(RUNS)), 1)}


def _inside(statement: str) -> float:
    """Milliseconds of a statement in an interpreter that has done nothing else."""
    timed = f"from time import perf_counter as t; begin = t(); {statement}; print((t() - begin) * 1000)"
    run = subprocess.run([sys.executable, "-c", timed], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return float(run.stdout)


def _outside(*command: str) -> float:
    """Milliseconds of a whole process."""
    begin = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return (perf_counter() - begin) * 1000
