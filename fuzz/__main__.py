"""Runs every target, or those that are named, for some seconds each: `python -m fuzz [--seconds N] [TARGET ...]`.

Targets run beside each other, as many as there are processors. What breaks one is left in `fuzz/findings/`, and the
exit status is 1. Give it to the target again with `python -m fuzz.engine TARGET FILE`; when it is mended, keep the file
in the corpus, so that it stays mended.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from fuzz.seeds import CORPUS
from fuzz.targets import TARGETS

_HOUSE: Final = Path(__file__).parent
_FINDINGS: Final = _HOUSE / "findings"
_SECONDS: Final = 12
_LIMITS: Final = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=16384")


def main() -> int:
    """Run them; 0 where nothing broke."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz the parsers.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"some of: {', '.join(TARGETS)} (default: all)")
    parser.add_argument("--seconds", type=int, default=_SECONDS, help="for each target (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="where new inputs that reach new code are kept (default: nowhere)")
    given = parser.parse_args()
    unknown = set(given.targets) - TARGETS.keys()
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    _FINDINGS.mkdir(exist_ok=True)
    run = partial(_run, seconds=given.seconds, keep=given.keep)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(run, given.targets or TARGETS))
    return int(any(outcomes))


def _run(target: str, *, seconds: int, keep: Path | None) -> int:
    """Run one target in a process of its own; its exit status."""
    with tempfile.TemporaryDirectory() as scratch:
        grown = Path(scratch) if keep is None else keep / target
        grown.mkdir(parents=True, exist_ok=True)
        folders = [str(grown), str(CORPUS / target)]  # libFuzzer writes into the first
        options = [*_LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={_FINDINGS}/{target}-"]
        command = [sys.executable, "-m", "fuzz.engine", target, *options, *folders]
        run = subprocess.run(command, cwd=_HOUSE.parent, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    said = run.stderr.splitlines()
    executed = next((line for line in reversed(said) if line.startswith("Done ")), "broke off")
    print(f"{target:20}{executed}", flush=True)
    if run.returncode:
        print(run.stdout, run.stderr, sep="\n", flush=True)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
