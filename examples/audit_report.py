"""For auditors: check every certificate of a folder or table, print what was found, and leave a list to follow up.

    pip install 'cicpa-credentials[scan]'
    python examples/audit_report.py scans/ --bundle bundle.cbor --root root.pem --out audit/

`cicpa audit credentials` does the checking alone. This adds what a team wants next: `follow-up.csv`, which any
spreadsheet opens, with a line for each finding, the gravest first, and a column for whoever follows it up. The folder
also has `report.html` for the file, and the lines that programs read (docs/auditing.md).

The exit status is 1 when any finding is severe, else 0.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cicpa_credentials import CicpaError, TrustBundle, audit
from cicpa_credentials.audit import Severity
from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.wording import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAVEST_FIRST: Final = (Severity.SEVERE, Severity.WARNING, Severity.NOTE)
COLUMNS: Final = (
    *("严重程度 severity", "代码 code", "文件 file", "页 page", "行 line"),
    *("含义 meaning", "怎么办 what to do", "跟进 followed up by"),
)


def main() -> int:
    """Audit, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, help="a folder, a table or lines of QR text")
    parser.add_argument("--bundle", type=Path, required=True, help="the trust bundle")
    parser.add_argument("--root", type=Path, required=True, help="the pinned root certificate")
    parser.add_argument("--out", type=Path, required=True, help="a new folder")
    given = parser.parse_args()
    try:
        (root,) = load_certificates(given.root.read_bytes())
        bundle = TrustBundle.load(given.bundle.read_bytes(), root=root)
        summary = audit.credentials(given.source, bundle=bundle, out=given.out)
    except CicpaError as error:
        meaning = advice(error.code).meaning
        print(f"{meaning.zh} {meaning.en} [{error.code}]", file=sys.stderr)
        return 3
    print(f"{summary.source}: {summary.verdicts}")
    for (code, severity), count in summary.tally.ordered():
        print(f"{count:6}  {severity:8} {code:22} {advice(code).meaning.zh} {advice(code).meaning.en}")
    follow_up(given.out)
    print(given.out / "report.html", given.out / "follow-up.csv", sep="\n")
    return int(summary.severe)


def follow_up(out: Path) -> None:
    """Write the findings as a table. The mark at its beginning tells Excel that it is UTF-8."""
    with (out / "follow-up.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for finding in sorted(findings(out), key=lambda one: GRAVEST_FIRST.index(Severity(one["severity"]))):
            where, said = finding["evidence"], advice(finding["code"])
            table.writerow(
                (
                    finding["severity"],
                    finding["code"],
                    *(harmless(where.get(name)) for name in ("file", "page", "line")),
                    f"{said.meaning.zh} {said.meaning.en}",
                    f"{said.remedy.zh} {said.remedy.en}",
                    "",
                )
            )


def findings(out: Path) -> Iterator[dict[str, Any]]:
    """The findings of an audit, in the order in which they were made."""
    with (out / "findings.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: whoever sent the scans chose the names of the files."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


if __name__ == "__main__":
    sys.exit(main())
