"""The table of docs/performance.md, written anew with every measurement."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"

_TABLE: Final = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)


class Job(NamedTuple):
    """What a row of results.json measures, and what it was meant to come to."""

    what: str
    goal: float | None = None


JOBS: Final[Mapping[str, Job]] = {
    "issue": Job("Issue a certificate", 3.0),
    "issue_with_qr_text": Job("Issue it, with its QR text"),
    "verify": Job("Verify printed QR text", 1.5),
    "verify_99_keys": Job("The same, with a bundle of 99 keys"),
    "verify_key_bound": Job("Verify a presentation bound to a key", 2.5),
    "audit": Job("Audit, for each code", 1.3),
    "import_ms": Job("`import cicpa_credentials`", 60),
    "import_every_name_ms": Job("`from cicpa_credentials import *`"),
    "cli_help_ms": Job("`cicpa --help`", 250),
    "bundle_load_ms": Job("Load a bundle of 99 keys"),
    "qr_ms": Job("QR symbol", 6),
    "png_ms": Job("Card as PNG, read back", 80),
    "jpeg_ms": Job("Card as JPEG, read back", 30),
    "pdf_ms": Job("Card as PDF/A, read back", 25),
    "svg_ms": Job("Card as SVG, read back"),
    "sealed_pdf_ms": Job("Card as PDF with two seals, read back", 120),
    "verify_sealed_pdf_ms": Job("Verify two seals"),
}


def write(results: Mapping[str, Any], peers: Sequence[str]) -> None:
    """Put the table of these results into the page."""
    rows = "\n".join(_rows(results, peers))
    PAGE.write_text(_TABLE.sub(lambda _: f"{rows}\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _rows(results: Mapping[str, Any], peers: Sequence[str]) -> Iterator[str]:
    here = results["machine"]
    yield f"{here['cpu']}, Python {here['python']}, {here['openssl']}, cryptography {here['cryptography']}.\n"
    yield f"| | ours | goal | {' | '.join(peers)} |"
    yield "|---|---|---|" + "---|" * len(peers)
    for name, job in JOBS.items():
        row = results[name]
        unit, value = ("×", row["ratio"]) if "ratio" in row else ("ms", row["milliseconds"])
        goal = "" if job.goal is None else f"≤ {job.goal:g} {unit} {'✓' if value <= job.goal else '✗'}"
        others = " | ".join(f"{found} ×" if (found := row.get("peers", {}).get(peer)) else "" for peer in peers)
        yield f"| {job.what} | {value:g} {unit} | {goal} | {others} |"
