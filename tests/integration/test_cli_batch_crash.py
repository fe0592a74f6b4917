"""A batch that is killed again and again: every member ends up with exactly one valid certificate, and has it."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cicpa_credentials.members import Category
from cicpa_credentials.register import EventKind, Register
from cicpa_credentials.scan import qr_text
from cicpa_credentials.status import Status
from cicpa_credentials.wire import transport
from counter import Counter, furnish
from ledger import batch_arguments, member, open_ledger, write_records

if TYPE_CHECKING:
    from pathlib import Path

_MEMBERS = 16
_KILLS = (1, 0, 2)  # pictures that are drawn before: those of all others are lost
_PATIENCE = 120

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from cicpa_credentials.cli.app import run
from office import clock
if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], clock=clock()))
"""


@pytest.mark.parametrize("form", ["png", "sealed"])
def test_kill_9_again_and_again_leaves_each_member_with_exactly_one_valid_certificate(
    form: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(tmp_path)
    counter = Counter(folder=tmp_path, capsys=capsys)
    open_ledger(counter)
    options = _sealing(counter) if form == "sealed" else ()
    folder = counter.folder
    write_records(folder, _MEMBERS)
    program = counter.file("program.py", _PROGRAM.encode())
    tests = str(request.config.rootpath / "tests")
    arguments = ["batch", *batch_arguments(folder), *counter.signing, "--processes", "2", *options]
    command = [sys.executable, str(program), tests, *map(str, arguments)]
    for name, value in counter.environ.items():
        monkeypatch.setenv(name, value)
    chance = random.Random(20260601)  # noqa: S311 - moments, not secrets
    for more in _KILLS:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        _await_pictures(folder / "out", len(_pictures(folder / "out")) + more, process)
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        assert process.wait(_PATIENCE) < 0
    done = subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - ours
    assert (done.returncode, b"refused" in done.stderr) == (0, False)
    _require_one_each(folder)
    if form == "sealed":
        _require_seals(folder)


def _sealing(counter: Counter) -> tuple[str, ...]:
    """The options for sealed files, and the seals."""
    pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
    pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")
    from seals import keep  # noqa: PLC0415 - needs the extra `sign`

    keep(counter, "seals", "310000", "100000")
    return ("--format", "pdf", "--seal", str(counter.folder / "seals"), "--seal-passphrase-env", "PASSPHRASE")


def _require_seals(folder: Path) -> None:
    from seals import verified  # noqa: PLC0415 - needs the extra `sign`

    for picture in _pictures(folder / "out"):
        assert len(verified(picture.read_bytes()).require_valid()) == 2


def _pictures(out: Path) -> list[Path]:
    return [path for path in out.glob("*.p*") if path.suffix in (".png", ".pdf")]


def _await_pictures(out: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while len(_pictures(out)) < count:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _require_one_each(folder: Path) -> None:
    delivered = {
        hashlib.sha256(transport.decode(qr_text(picture.read_bytes()))).digest()
        for picture in _pictures(folder / "out")
    }
    lost = 0
    with Register.open(folder / "register.db") as register:
        for number in map(member, range(_MEMBERS)):
            kinds = [event.kind for event in register.history(number)]
            assert kinds.count(EventKind.ISSUED) == kinds.count(EventKind.SUPERSEDED) + 1
            lost += kinds.count(EventKind.SUPERSEDED)
            entry = register.find(number, Category.PRACTISING)
            assert entry is not None
            assert entry.status is Status.VALID
            assert entry.credential_digest in delivered
    assert lost  # or nothing was cut off where it hurts
    assert sorted(path.name for path in (folder / "out").glob(".*")) == [".cicpa-batch", ".cicpa-lock"]
