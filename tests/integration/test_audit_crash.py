"""An audit that is killed again and again leaves the files that one uninterrupted run leaves."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from audits import BUNDLE, SAMPLES, json_lines, written
from counter import Counter, furnish

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_CODES = 12_000
_KILLS = 2
_PATIENCE = 120

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from cicpa_credentials.audit import credentials_audit
from cicpa_credentials.cli.app import run
from office import clock
credentials_audit._SECONDS_AT_RISK = 0.1
if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], clock=clock()))
"""


def test_kill_9_again_and_again_leaves_the_files_of_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    furnish(tmp_path)
    counter = Counter(folder=tmp_path, capsys=capsys)
    counter.file("bundle.cbor", BUNDLE.encoded)
    source = json_lines(tmp_path / "codes.jsonl", [*SAMPLES] * (_CODES // len(SAMPLES)))
    assert counter("audit", "credentials", source, *counter.trust, "--out", tmp_path / "whole").status == 1
    program = counter.file("program.py", _PROGRAM.encode())
    tests = str(request.config.rootpath / "tests")
    begun = ("--out", tmp_path / "out", "--processes", 2, "--resume")
    arguments = ["audit", "credentials", source, *counter.trust, *begun]
    command = [sys.executable, str(program), tests, *map(str, arguments)]
    reports = tmp_path / "out" / "reports.jsonl"
    for _ in range(_KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        _await_growth(reports, process)
        process.kill()
        assert process.wait(_PATIENCE) < 0
    done = subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - ours
    assert done.returncode == 1
    assert written(tmp_path / "out") == written(tmp_path / "whole")
    assert sorted(path.name for path in (tmp_path / "out").glob(".*")) == [".cicpa-audit", ".cicpa-lock"]


def _await_growth(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run has written more than there was, and perhaps noted it."""
    before = path.stat().st_size if path.exists() else 0
    deadline = time.monotonic() + _PATIENCE
    while not path.exists() or path.stat().st_size <= before:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(0.1)
