"""The counter where people use the `cicpa` command: a folder with all files, and a way to call it and see what it says.

The clock stands at `pki.NOW`, the language is English, and nothing is a terminal.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cicpa_credentials import render
from cicpa_credentials.cli.app import run
from office import BUNDLE, CERTIFICATE, ROOT, clock, issue
from pki import NOW, ec_key
from sample_records import particulars

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pytest

    from cicpa_credentials.cli.exit_status import ExitStatus

SAMPLES: Final = Path(__file__).parent.parent / "examples" / "members"
PHOTO: Final = SAMPLES / "01.png"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a call came to."""

    status: ExitStatus
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(kw_only=True)
class Counter:
    """Files by their names, and the command."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    now: datetime = NOW
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *argv: object) -> Said:
        self.capsys.readouterr()
        status = run([str(one) for one in argv], environ=self.environ, clock=clock(self.now))
        out, err = self.capsys.readouterr()
        return Said(status=status, out=out, err=err)

    @property
    def trust(self) -> tuple[str, ...]:
        """The options that say who is believed."""
        return ("--bundle", str(self.folder / "bundle.cbor"), "--root", str(self.folder / "root.pem"))

    @property
    def signing(self) -> tuple[str, ...]:
        """The options that say who issues, and for which page."""
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        return ("--key", str(key), "--certificate", str(certificate), "--base-url", "https://verify.example.org/")

    def record(self, name: str, **changes: object) -> Path:
        """A file with a complete record, but for the changes."""
        return self.json(name, particulars(**changes))

    def json(self, name: str, content: Mapping[str, Any]) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def names(self, folder: str = ".") -> list[str]:
        """All that is in a folder."""
        return sorted(path.name for path in (self.folder / folder).iterdir())


def furnish(folder: Path) -> None:
    """Put the files there that every visit needs."""
    key = ec_key(9002).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    issued = issue()
    for name, content in (
        ("key.pem", key),
        ("certificate.pem", CERTIFICATE.public_bytes(Encoding.PEM)),
        ("root.pem", ROOT.certificate.public_bytes(Encoding.PEM)),
        ("bundle.cbor", BUNDLE.encoded),
        ("good.png", render.png(issued.view, issued.qr_text, PHOTO.read_bytes())),
        ("good.txt", issued.qr_text.encode()),
        ("photo.png", PHOTO.read_bytes()),
    ):
        (folder / name).write_bytes(content)


def copied(furnished: Path, folder: Path) -> Path:
    """A folder of one's own with the same files."""
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    return folder
