"""The guide to sealing is run as it is printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytest.importorskip("pyhanko", reason="pyHanko is not installed (extra `sign`)")
pytest.importorskip("typst", reason="typst is not installed (extra `pdf`)")

from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.sealing import verify_pdf
from seals import a_page

ROOT: Final = Path(__file__).parent.parent.parent
GUIDE: Final = (ROOT / "docs" / "sealing.md").read_text(encoding="utf-8")
SECRETS: Final = ("correct horse of the root", "battery staple of the seals")

pytestmark = pytest.mark.skipif(
    os.name != "posix" or shutil.which("bash") is None, reason="key stores and the guide's shell need POSIX and bash"
)


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))


def test_the_guides_commands_and_its_program_seal_and_verify(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "cicpa"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport sys\nfrom cicpa_credentials.cli import main\nsys.exit(main())\n", encoding="utf-8"
    )
    command.chmod(0o755)
    (tmp_path / "page.pdf").write_bytes(a_page())
    (tmp_path / "passphrase.txt").write_text(SECRETS[1], encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own guide
        ["bash", "-euxo", "pipefail", "-c", blocks("sh")],  # noqa: S607 - wherever it is
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
        input="".join(f"{secret}\n" for secret in SECRETS),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in done.stdout.splitlines() if line.isupper()] == ["INDETERMINATE", "VALID", "INVALID"]
    (root,) = load_certificates((tmp_path / "root.pem").read_bytes())
    assert len(verify_pdf((tmp_path / "sealed.pdf").read_bytes(), root=root).require_valid()) == 2
    (tmp_path / "halves").mkdir()
    shutil.copy(tmp_path / "half.pdf", tmp_path / "halves")
    program = subprocess.run(  # noqa: S603 - our own guide
        [sys.executable, "-c", blocks("python")], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert program.stdout.startswith("awaited: ['100000']\n110000 ")
    assert len(verify_pdf((tmp_path / "sealed" / "half.pdf").read_bytes(), root=root).require_valid()) == 2


def test_the_guides_table_has_every_code_of_a_seal() -> None:
    for code in ("no_seal", "seal_broken", "seal_untrusted", "changed_after_seal", "seal_expired", "seal_missing"):
        assert f"`{code}`" in GUIDE
