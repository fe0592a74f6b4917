"""The guide for auditors: its code runs as it is printed."""

from __future__ import annotations

import csv
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from audits import BUNDLE, SAMPLES
from cicpa_credentials import audit
from cicpa_credentials.audit import credentials_audit
from cicpa_credentials.wording import reconciling
from office import KEY, clock
from reconciled import house

if TYPE_CHECKING:
    import pytest

DOCS: Final = Path(__file__).parents[2] / "docs"
GUIDE: Final = (DOCS / "auditing.md").read_text(encoding="utf-8")


def test_the_code_does_what_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(credentials_audit, "available_processors", lambda: 1)
    for routine in ("credentials", "reconcile", "blast_radius"):
        monkeypatch.setattr(audit, routine, partial(getattr(audit, routine), clock=clock()))
    with Path("codes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("firm", "qr_text"), *(("A", text) for text in SAMPLES)])
    for office in house(tmp_path / "register.db", tmp_path):
        names: dict[str, Any] = {"bundle": BUNDLE, "register": office.register, "kid": KEY.public_key.kid}
        for block in re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL):
            exec(block, names)  # noqa: S102 - the guide's own words
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "{'indeterminate': 1, 'invalid': 7, 'valid': 3}"
    assert "severe revoked 1" in printed
    assert "severe revoked 4 Do not accept it; with questions, ask the association." in printed
    assert "True" in printed
    assert "2 2 True" in printed
    assert "severe orphan 7" in printed
    assert printed[-3:] == ["2 True", "1 1 reissue_due valid", "2 1 reissue_due valid"]


def test_every_severity_has_its_row() -> None:
    rows = re.findall(r"^\| (\w+) \|", GUIDE, re.MULTILINE)
    assert [row for row in rows if row in {*audit.Severity}] == [severity.value for severity in audit.Severity]


def test_every_code_of_a_register_s_audit_has_its_row() -> None:
    tables = GUIDE.partition("## Reconciling a register")[2]
    cells = [line.split("|") for line in tables.splitlines() if line.startswith("|")]
    listed = {code for row in cells for code in re.findall(r"`(\w+)`", "".join(row[1:3]))}
    assert {code.value for code, *_ in reconciling.ROWS} <= listed
