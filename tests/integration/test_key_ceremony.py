"""The guide to the key ceremony is run as it is printed, for two associations instead of 32."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from cicpa_credentials.keys.mandate import KeyState
from cicpa_credentials.keys.store import EntryState, KeyStore
from cicpa_credentials.keys.trust import TrustBundle
from cicpa_credentials.keys.x509 import load_certificates
from cicpa_credentials.members import ASSOCIATIONS

ROOT: Final = Path(__file__).parent.parent.parent
GUIDE: Final = (ROOT / "docs" / "issuing" / "keys.md").read_text(encoding="utf-8")
PROVINCES: Final = re.compile(r'PROVINCES="([0-9\s]+)"')
SECRETS: Final = ("correct horse of the root", "battery staple of the provinces")

pytestmark = pytest.mark.skipif(
    os.name != "posix" or shutil.which("bash") is None, reason="key stores and the guide's shell need POSIX and bash"
)
pytest.importorskip("zxingcpp")


def script() -> str:
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return PROVINCES.sub('PROVINCES="110000 310000"', "\n".join(blocks))


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder after the ceremony, and all that was said."""
    folder = tmp_path_factory.mktemp("ceremony")
    for name, number in (("beijing", "01"), ("shanghai", "02")):
        for kind in ("json", "png"):
            shutil.copy(ROOT / "examples" / "members" / f"{number}.{kind}", folder / f"{name}.{kind}")
    command = folder / "bin" / "cicpa"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport sys\nfrom cicpa_credentials.cli import main\nsys.exit(main())\n", encoding="utf-8"
    )
    command.chmod(0o755)
    done = subprocess.run(  # noqa: S603 - our own guide
        ["bash", "-euxo", "pipefail", "-c", script()],  # noqa: S607 - wherever it is
        cwd=folder,
        env=os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
        input="".join(f"{secret}\n" for secret in SECRETS),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder, done.stdout + done.stderr


def bundle(folder: Path, number: int) -> TrustBundle:
    (root,) = load_certificates((folder / "root.pem").read_bytes())
    return TrustBundle.load((folder / f"bundle-{number}.cbor").read_bytes(), root=root)


def states(of: TrustBundle) -> dict[tuple[str, str], KeyState]:
    return {(issuer.association.code, issuer.public_key.kid.hex()): issuer.state for issuer in of.issuers}


def kid(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8").strip()


def test_the_guide_names_all_provincial_associations() -> None:
    (found,) = PROVINCES.findall(GUIDE)
    assert found.split() == sorted(ASSOCIATIONS.keys() - {"100000"})


def test_each_bundle_follows_the_one_before(ceremony: tuple[Path, str]) -> None:
    folder, _ = ceremony
    assert [bundle(folder, number).sequence for number in range(1, 7)] == [1, 2, 3, 4, 5, 6]


def test_at_the_end_every_key_has_the_fate_that_the_guide_tells(ceremony: tuple[Path, str]) -> None:
    folder, _ = ceremony
    assert states(bundle(folder, 6)) == {
        ("110000", kid(folder, "110000/key-1.txt")): KeyState.RETIRED,
        ("110000", kid(folder, "110000/key-2.txt")): KeyState.ACTIVE,
        ("310000", kid(folder, "310000/key-1.txt")): KeyState.COMPROMISED,
    }
    assert [one.state for one in KeyStore.inspect(folder / "110000/store")] == [EntryState.RETIRED, EntryState.ACTIVE]
    assert [one.state for one in KeyStore.inspect(folder / "310000/store")] == [EntryState.COMPROMISED]


def test_the_new_root_signs_and_the_old_one_is_only_an_anchor(ceremony: tuple[Path, str]) -> None:
    folder, _ = ceremony
    last = bundle(folder, 6)
    (old,) = load_certificates((folder / "root.pem").read_bytes())
    (new,) = load_certificates((folder / "root-2.pem").read_bytes())
    assert (last.root, last.anchors, len(last.introductions)) == (new, (old,), 1)
    assert json.loads((folder / "seen.json").read_bytes())["sequence"] == 6


def test_no_passphrase_is_said_and_none_is_in_a_file(ceremony: tuple[Path, str]) -> None:
    folder, said = ceremony
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for secret in SECRETS:
        assert secret not in said
        assert not any(secret.encode() in content for content in contents)
