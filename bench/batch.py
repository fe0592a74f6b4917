"""What `cicpa batch` does in a second of one processor, and what memory it takes on the way.

As PNG, as JPEG, and as PDF that is sealed twice, on cards of practising members. By processor time, so that a busy
machine does not count. Every line is another member with another name; their photos are JPEG files, 200 different ones.
Memory is the most that the process which holds keys and register, and the largest of those that draw, have had when a
tenth of the lines was done, two tenths, and so on: where it does not grow, the number of lines does not matter. Linux.

Not part of `make bench`, for ten thousand take a while:

    python -m bench.batch --members 10000
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image

from bench.house import BASE_URL
from bench.member import ASSOCIATION, RECORD
from cicpa_credentials import InProcessSigner, RootAuthority
from cicpa_credentials.keys.store import KeyPurpose, KeyStore
from cicpa_credentials.members import Category, association
from cicpa_credentials.members.associations import CICPA
from cicpa_credentials.render.photo import portrait

PRACTISING: Final = RECORD.with_name("11.json")  # of the same association
FORMS: Final = {
    "png": ("--format", "png"),
    "jpeg": ("--format", "jpeg"),
    "sealed": ("--format", "pdf", "--seal", "seals", "--seal-passphrase-env", "SECRET"),
}
_MEMBERS: Final = 200
_PHOTOS: Final = 200
_SECRET: Final = "of the seals"  # noqa: S105 - it guards nothing
_CICPA: Final = "import sys; from cicpa_credentials.cli import main; sys.exit(main())"
_FIRST_NAME: Final = 0x4E00


def furnish(folder: Path, members: int) -> None:
    """Keys, seals, photos and records."""
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=timedelta(days=3650))
    now = datetime.now(UTC)
    window = (now, now + timedelta(days=730))
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = root.certify_issuer(
        InProcessSigner(key).public_key,
        association=association(ASSOCIATION),
        categories=frozenset(Category),
        not_before=window[0],
        not_after=window[1],
    )
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    store = KeyStore.create(folder / "seals", _SECRET.encode())
    for code in (ASSOCIATION, CICPA):
        entry = store.new(code, purpose=KeyPurpose.SEAL)
        seal = root.certify_seal(
            entry.public_key, association=association(code), not_before=window[0], not_after=window[1]
        )
        store.attach(entry.kid, (seal,))
    _photographed(folder)
    particulars = json.loads(PRACTISING.read_text(encoding="utf-8"))
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for index in range(members):
            own = {
                "name": f"林{chr(_FIRST_NAME + index)}夏",
                "number": f"{index:012}",
                "photo": f"{index % _PHOTOS}.jpeg",
            }
            file.write(f"{json.dumps(particulars | own)}\n")


def batch(folder: Path, form: str, processes: int) -> tuple[float, float]:
    """Make a register, run a batch in one of `FORMS`, and print what memory it takes.

    Returns:
        Seconds by the clock, and of processors.
    """
    register = folder / f"{form}.db"
    _cicpa(folder, "register", "create", register, "--list-base-uri", "https://status.example.org/").wait()
    begun, before = perf_counter(), os.times()
    run = _cicpa(
        *(folder, "batch", "records.jsonl", "--photos", ".", "--out", f"out-{form}", "--register", register),
        *("--processes", processes, "--base-url", BASE_URL, "--key", "key.pem", "--certificate", "certificate.pem"),
        *FORMS[form],
    )
    said = []
    for line in run.stderr or ():
        said.append(line)
        done, slash, _ = line.partition("/")
        if slash and done.isdigit():
            parent, worker = _memory(run.pid)
            print(f"{form:8}{done:>8} done: parent {parent} MB, worker {worker} MB", flush=True)
    if run.wait():
        raise RuntimeError("".join(said))
    after = os.times()
    return perf_counter() - begun, sum(after[2:4]) - sum(before[2:4])


def _photographed(folder: Path) -> None:
    """Different photos, so that nothing that is kept of one serves the next member."""
    taken = portrait(PRACTISING.with_suffix(".png").read_bytes())
    picture = Image.frombytes("RGB", (taken.width, taken.height), taken.rgb)
    for index in range(_PHOTOS):
        picture.putpixel((index, 0), (index, 0, 0))
        file = BytesIO()
        picture.save(file, "PNG")
        (folder / f"{index}.jpeg").write_bytes(portrait(file.getvalue()).jpeg)


def _cicpa(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CICPA, *map(str, arguments)]
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=folder,
        env=os.environ | {"SECRET": _SECRET, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _memory(process: int) -> tuple[int, int]:
    """The most memory, in MB, that a process and the largest of its children have had so far."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return _peak(process), max((_peak(int(child)) for child in children), default=0)


def _peak(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return round(int(kilobytes) * 1024 / 1e6)


def main() -> None:
    """Run batches in some forms, and print what each came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=_MEMBERS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("forms", nargs="*", default=list(FORMS), metavar="|".join(FORMS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        furnish(Path(name), asked.members)
        for form in asked.forms:
            wall, processor = batch(Path(name), form, asked.processes)
            print(
                f"{form:8}{asked.members / processor:8.1f} certificates in a second of one processor; "
                f"{wall:.0f} s by the clock, {processor:.0f} s of processors",
                flush=True,
            )


if __name__ == "__main__":
    main()
