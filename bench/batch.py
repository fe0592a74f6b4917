"""How many certificates `cicpa batch` issues, registers and draws in a second, with one process and with two.

By the clock, which needs a machine with nothing else to do, and by processor time, which does not: where a certificate
costs the same with two processes as with one, two do twice as much. Not part of `make bench`:

    python -m bench.batch
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.house import BASE_URL
from bench.member import ASSOCIATION, RECORD
from cicpa_credentials import InProcessSigner, RootAuthority
from cicpa_credentials.cli import main
from cicpa_credentials.members import Category, association

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMBERS: Final = 192
PROCESSES: Final = (1, 2)


def rates(members: int = MEMBERS) -> Iterator[tuple[int, float, float]]:
    """For each number of processes: certificates in a second by the clock, and in a second of one processor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _furnish(folder, members)
        for processes in PROCESSES:
            _cicpa("register", "create", folder / f"{processes}.db", "--list-base-uri", "https://status.example.org/")
            wall, processor = _batch(folder, processes)
            yield processes, members / wall, members / processor


def _furnish(folder: Path, members: int) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=timedelta(days=3650))
    now = datetime.now(UTC)
    certificate = root.certify_issuer(
        InProcessSigner(key).public_key,
        association=association(ASSOCIATION),
        categories=frozenset(Category),
        not_before=now,
        not_after=now + timedelta(days=730),
    )
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    shutil.copy(RECORD.with_suffix(".png"), folder)
    particulars = json.loads(RECORD.read_text(encoding="utf-8"))
    lines = (particulars | {"number": f"{index:012}", "photo": f"{RECORD.stem}.png"} for index in range(members))
    (folder / "records.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def _batch(folder: Path, processes: int) -> tuple[float, float]:
    """Seconds that a batch takes, by the clock and of processors."""
    begun, before = perf_counter(), os.times()
    _cicpa(
        *("batch", folder / "records.jsonl", "--photos", folder, "--out", folder / f"out-{processes}"),
        *("--register", folder / f"{processes}.db", "--processes", processes, "--base-url", BASE_URL),
        *("--key", folder / "key.pem", "--certificate", folder / "certificate.pem"),
    )
    after = os.times()
    return perf_counter() - begun, sum(after[:4]) - sum(before[:4])


def _cicpa(*arguments: object) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = main(list(map(str, arguments)))
    if status:
        raise RuntimeError(said.getvalue())


if __name__ == "__main__":
    for processes, wall, processor in rates():
        print(f"{processes} process(es): {wall:.1f} certificates/s; {processor:.1f} in a second of one processor")
