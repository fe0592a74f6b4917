"""What the documentation says is true: its links lead somewhere, its example runs."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cicpa_credentials import InProcessSigner, KeyStore, MemberRecord, RootAuthority, TrustBundle, TrustedIssuer
from cicpa_credentials.members import Category, association

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.zh.md")
PASSPHRASE = b"correct horse battery staple"
DAY = timedelta(days=1)


def example(readme: str) -> str:
    (code,) = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(code)


def check_links(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, (ROOT / "tools" / "check_links.py", *arguments))]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - our own


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the example names: a key store, a trust bundle, the root, and a member."""
    folder = tmp_path_factory.mktemp("office")
    root = RootAuthority.create(InProcessSigner.generate(), name="Root", valid_for=3650 * DAY)
    now = datetime.now(UTC)
    store = KeyStore.create(folder / "keys", PASSPHRASE)
    entry = store.new("110000")
    certificate = root.certify_issuer(
        entry.public_key,
        association=association("110000"),
        categories=frozenset(Category),
        not_before=now,
        not_after=now + 700 * DAY,
    )
    store.attach(entry.public_key.kid, [certificate])
    bundle = TrustBundle.build(
        [TrustedIssuer.of((certificate,))],
        sequence=1,
        issued=now,
        expires=now + 30 * DAY,
        signer=root.signer,
        root=root.certificate,
    )
    (folder / "bundle.cbor").write_bytes(bundle.encoded)
    (folder / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    for name in ("01.json", "01.png"):
        shutil.copy(ROOT / "examples" / "members" / name, folder / name)
    return folder


@pytest.mark.parametrize("readme", READMES)
def test_the_example_issues_and_verifies(
    readme: str, office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("zxingcpp")
    monkeypatch.chdir(office)
    exec(example(readme), {"passphrase": PASSPHRASE})  # noqa: S102 - the README's own words
    record = MemberRecord.from_json((office / "01.json").read_bytes())
    face = ast.literal_eval(capsys.readouterr().out)
    assert (face["name"], face["number"]) == (record.name, record.number)


def test_the_example_is_the_same_in_both_languages() -> None:
    codes = [re.sub("^#.*$", "", example(readme), flags=re.MULTILINE) for readme in READMES]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_are_targets_of_the_makefile(readme: str) -> None:
    commands = re.findall(r"^\$ make (\w+)", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["demo", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)


def test_sound_links_pass(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Two words\n\n# Two words\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(
        "# The `title`, 标题\n\n[a](#the-title-标题) [b](other.md#two-words-1) [c](other.md) [d](https://example.org/gone)\n",
        encoding="utf-8",
    )
    run = check_links(tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "2 documents, 0 broken links\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a](gone.md)", "page.md:1: gone.md: there is no such file"),
        ("line\n\n![a](gone.png)", "page.md:3: gone.png: there is no such file"),
        ("[a](#gone)", "page.md:1: #gone: there is no such heading"),
        ("[a](other.md#gone)", "page.md:1: other.md#gone: there is no such heading"),
        ("[a][b]\n\n[b]: gone/", "page.md:1: gone/: there is no such file"),
        ("| a |\n| - |\n| [a](gone) |", "gone: there is no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Heading\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    run = check_links(tmp_path)
    assert run.returncode == 1
    assert run.stderr.rstrip().endswith(fault)


def test_a_document_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert check_links(tmp_path / "gone.md").returncode == 1
    assert check_links(tmp_path).returncode == 1
