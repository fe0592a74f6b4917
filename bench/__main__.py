"""Runs every measurement, prints the table, and writes results.json beside this file and docs/performance.md's table.

A group of rows is one module with a function `rows`, named in `GROUPS`. It returns, for each row's name, what
results.json says under it; `compare` and `table` of `bench/measure.py` do that for ratios. A peer is one module in
`bench/peers/` and one dependency group `bench-NAME` in pyproject.toml, named in `PEERS` and in the Makefile.
"""

from __future__ import annotations

import json
import platform
import subprocess
from pathlib import Path
from typing import Any, Final

import cryptography
from cryptography.hazmat.backends.openssl.backend import backend

from bench import auditing, drawing, issuing, page, register, sealing, starting, trusting, verifying

GROUPS: Final = (issuing, verifying, auditing, trusting, register, drawing, sealing, starting)
PEERS: Final = ("cwt", "sd-jwt", "claim169")

HOUSE: Final = Path(__file__).parent
RESULTS: Final = HOUSE / "results.json"


def main() -> None:
    """Measure ourselves, then each peer in its own environment."""
    results: dict[str, Any] = {}
    for group in GROUPS:
        results |= group.rows()
    versions = {}
    for name in PEERS:
        found = peer(name)
        versions[name] = found["version"]
        for row, ratio in found["ratios"].items():
            results[row].setdefault("peers", {})[name] = ratio
    show(results)
    results |= {"machine": machine(), "versions": versions}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    page.write(results, PEERS)


def peer(name: str) -> dict[str, Any]:
    """What a peer's module prints when its own interpreter runs it."""
    root = HOUSE.parent
    python = str(root / ".venv" / f"bench-{name}" / "bin" / "python")
    command = [python, "-m", f"bench.peers.{name.replace('-', '_')}"]
    run = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603 - our own modules
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def show(results: dict[str, Any]) -> None:
    """Print the ratios: ours, then each peer's."""
    print(f"{'':24}{'against':20}{'ours':>8}" + "".join(f"{name:>10}" for name in PEERS))
    for name, row in results.items():
        if "ratio" not in row:
            print(f"{name:24}{'':20}{row['milliseconds']:>8}")
            continue
        peers = row.get("peers", {})
        cells = "".join(f"{peers.get(peer, '–'):>10}" for peer in PEERS)
        print(f"{name:24}{row['against']:20}{row['ratio']:>8}{cells}")


def machine() -> dict[str, str]:
    """Where the numbers come from."""
    return {
        "python": platform.python_version(),
        "build": " ".join((platform.python_implementation(), platform.python_compiler(), *platform.python_build())),
        "cpu": _cpu(),
        "cryptography": cryptography.__version__,
        "openssl": backend.openssl_version_text(),
    }


def _cpu() -> str:
    """The processor's name; `platform.processor` is empty on Debian."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
